from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    label = "reporting"
    verbose_name = _("统计报表")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.audit_words import register_event_titles, register_event_words
        from core.registry import MenuItem, register_menu
        from corrections.roles import role_extend
        from reporting.permissions import Permission
        from reporting.roles import GRANTS

        role_extend(GRANTS)
        register_menu(
            MenuItem(
                _("看板"), "reporting:home", Permission.DASHBOARD_VIEW, order=60, section=_("统计"), home=20
            )
        )
        register_event_titles({"demo_case_made": _("载入演示数据"), "indicators_computed": _("计算指标")})
        register_event_words(
            {"on": (_("业务日期"), {}), "months": (_("月数"), {}), "figures": (_("数字个数"), {})}
        )
