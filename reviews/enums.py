"""Closed lists of lay appraisal."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class AppraisalItem(TextChoices):
    """What representatives judge (遵纪守法、社区服务 …, rule 13 of the campaign)."""

    LAW_ABIDING = "law_abiding", _("遵纪守法")
    OBEYING_SUPERVISION = "obeying_supervision", _("服从监管")
    PUBLIC_BENEFIT = "public_benefit", _("公益活动")
    FAMILY_NEIGHBOURS = "family_neighbours", _("家庭邻里关系")
    WORK_LIFE = "work_life", _("劳动与生活")


class Mark(IntegerChoices):
    """What a representative may say of one item."""

    GOOD = 5, _("好")
    FAIRLY_GOOD = 4, _("较好")
    FAIR = 3, _("一般")
    FAIRLY_POOR = 2, _("较差")
    POOR = 1, _("差")


class PanelState(TextChoices):
    """How many representatives a community has: it should have three to five."""

    NONE = "none", _("未建")
    SHORT = "short", _("不足")
    COMPLETE = "complete", _("符合")
    FULL = "full", _("满额")
