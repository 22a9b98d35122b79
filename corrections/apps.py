from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "corrections"
    label = "corrections"
    verbose_name = _("矫正对象与机构")
    default_auto_field = "django.db.models.BigAutoField"
