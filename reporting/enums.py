"""Closed lists of statistics."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorKey(TextChoices):
    REOFFENDING = "reoffending", _("再犯罪率")
    ABSCONDING = "absconding", _("脱管")
    REPORTS_ON_TIME = "reports_on_time", _("按时报告率")
    VISITS_ON_TIME = "visits_on_time", _("按时走访率")
    TEAM_COMPLETE = "team_complete", _("4+X 配齐率")
    SOCIAL_WORKERS = "social_workers", _("社会工作者配备")
    STATIONS_STAFFED = "stations_staffed", _("配有政法专编的司法所")


class Standing(TextChoices):
    """How a figure stands to its target; never told by colour alone."""

    MET = "met", _("达标")
    NEAR = "near", _("接近")
    FAR = "far", _("未达标")
    TOO_FEW = "too_few", _("人数过少，不作比较")
    NONE = "none", _("无数据")
