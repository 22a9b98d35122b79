from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    label = "reviews"
    verbose_name = _("社区评议")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.audit_words import register_event_titles, register_event_words
        from core.registry import MenuItem, Panel, register_hook, register_menu, register_panel
        from corrections.enums import RosterKind
        from corrections.roles import role_extend
        from corrections.services.roster_lists import list_kind_register
        from reviews.permissions import Permission
        from reviews.roles import GRANTS
        from reviews.services.hooks import cases_merged, import_undo_blockers
        from reviews.services.representative_list import REPRESENTATIVE_LIST

        role_extend(GRANTS)
        list_kind_register(RosterKind.REPRESENTATIVES, REPRESENTATIVE_LIST)
        register_hook("cases_merged", cases_merged)
        register_hook("import_undo_blockers", import_undo_blockers)
        view = Permission.APPRAISAL_VIEW
        register_panel(Panel("appraisals", _("评议"), "reviews:case_panel", view, order=90))
        register_menu(MenuItem(_("社区评议"), "reviews:community_list", view, order=50))
        register_event_titles(
            {
                "representative_added": _("增加评议代表"),
                "representative_updated": _("修改评议代表信息"),
                "representative_ended": _("评议代表离任"),
                "appraisal_recorded": _("登记社区评议"),
                "appraisal_answered": _("反馈社区评议"),
                "appraisal_withdrawn": _("撤回社区评议"),
            }
        )
        register_event_words({"representatives": (_("参加代表人数"), {})})
