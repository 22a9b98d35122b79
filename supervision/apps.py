from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    label = "supervision"
    verbose_name = _("监督管理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from corrections.roles import role_extend
        from supervision.roles import GRANTS

        role_extend(GRANTS)
