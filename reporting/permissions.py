"""What may be done in this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    DASHBOARD_VIEW = "reporting.dashboard_view", _("查看看板")
    INDICATOR_PEOPLE_VIEW = "reporting.indicator_people_view", _("查看指标对应的人员")
