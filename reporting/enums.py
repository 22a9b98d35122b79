"""Closed lists of statistics."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorKey(TextChoices):
    REOFFENDING = "reoffending", _("再犯罪率")
    SUSPECTED = "suspected", _("涉嫌再犯罪")
    INDICTED = "indicted", _("再犯罪已起诉")
    ABSCONDING = "absconding", _("脱管")
    ABSCONDING_OPEN = "absconding_open", _("现仍脱管")
    REPORTS_ON_TIME = "reports_on_time", _("按时报告率")
    VISITS_ON_TIME = "visits_on_time", _("按时走访率")
    TEAM_COMPLETE = "team_complete", _("4+X 配齐率")
    SOCIAL_WORKERS = "social_workers", _("社会工作者配备")
    STATIONS_STAFFED = "stations_staffed", _("有政法专编的司法所")


class IndicatorKind(TextChoices):
    """What k and n are, and so how they are shown and compared."""

    PEOPLE_RATE = "people_rate", _("人员比率")
    PEOPLE_COUNT = "people_count", _("人数")
    DUTY_RATE = "duty_rate", _("事项比率")
    POST_RATIO = "post_ratio", _("人员与岗位之比")
    OFFICE_COVERAGE = "office_coverage", _("机构覆盖率")


class RowKind(TextChoices):
    """What a row behind a figure is."""

    PEOPLE = "people", _("人员")
    DUTIES = "duties", _("事项")
    POSTINGS = "postings", _("岗位")
    OFFICES = "offices", _("机构")


class Part(TextChoices):
    """Which number of an indicator a list stands behind: k, n, or what is in n and not in k."""

    COUNTED = "counted", _("分子")
    POPULATION = "population", _("分母")
    REST = "rest", _("其余")


class Standing(TextChoices):
    """How a figure stands to its target; never told by colour alone."""

    MET = "met", _("达标")
    NEAR = "near", _("接近")
    FAR = "far", _("未达标")
    UNCLEAR = "unclear", _("区间跨目标，不作判定")
    TOO_FEW = "too_few", _("数量过少，不作比较")
    NONE = "none", _("无数据")

    @property
    def short(self) -> Any:
        """For narrow columns."""
        return {"unclear": _("不判定"), "too_few": _("数量过少")}.get(self.value, self.label)
