from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    label = "reporting"
    verbose_name = _("统计报表")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from corrections.roles import role_extend
        from reporting.roles import GRANTS

        role_extend(GRANTS)
