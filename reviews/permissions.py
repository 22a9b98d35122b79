"""What may be done in this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    APPRAISAL_VIEW = "reviews.appraisal_view", _("查看社区评议")
    APPRAISAL_RECORD = "reviews.appraisal_record", _("登记社区评议")
    REPRESENTATIVE_EDIT = "reviews.representative_edit", _("维护评议代表")
