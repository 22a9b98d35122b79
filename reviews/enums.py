"""Closed lists of lay appraisal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppraisalItem(TextChoices):
    """What representatives judge (遵纪守法、社区服务 …, rule 13 of the campaign)."""

    LAW_ABIDING = "law_abiding", _("遵纪守法")
    OBEYING_SUPERVISION = "obeying_supervision", _("服从监管")
    PUBLIC_BENEFIT = "public_benefit", _("公益活动")
    FAMILY_NEIGHBOURS = "family_neighbours", _("家庭邻里关系")
    WORK_LIFE = "work_life", _("劳动与生活")
