from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    label = "supervision"
    verbose_name = _("监督管理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.registry import register_hook
        from corrections.roles import role_extend
        from corrections.services.tree import path_column_register
        from supervision.models import Duty
        from supervision.roles import GRANTS
        from supervision.services import duties_reconcile
        from supervision.services.hooks import import_undo_blockers

        role_extend(GRANTS)
        path_column_register(Duty)
        register_hook("cases_changed", duties_reconcile)
        register_hook("import_undo_blockers", import_undo_blockers)
