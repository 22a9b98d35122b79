from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "corrections"
    label = "corrections"
    verbose_name = _("矫正对象与机构")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.audit_words import register_event_titles, register_event_words
        from core.registry import (
            MenuItem,
            Panel,
            SearchBox,
            register_menu,
            register_panel,
            register_search,
        )
        from corrections.enums import RosterKind
        from corrections.permissions import Permission
        from corrections.selectors.namesakes import namesakes_open
        from corrections.services.roster_lists import list_kind_register
        from corrections.services.staff_list import STAFF_LIST
        from corrections.views.event_words import EVENT_TITLES, EVENT_WORDS

        view, records = Permission.OFFENDER_VIEW, _("管理")
        register_panel(Panel("basics", _("基本信息"), "corrections:case_basics", view, order=10))
        register_panel(Panel("reception", _("接收入矫"), "corrections:case_reception", view, order=30))
        register_panel(Panel("team", _("矫正小组"), "corrections:case_team", view, order=40))
        register_panel(Panel("ending", _("解除/终止"), "corrections:case_ending", view, order=100))
        register_panel(Panel("events", _("操作记录"), "corrections:case_events", view, order=120))
        register_search(
            SearchBox("corrections:offender_search", view, _("姓名、拼音首字母、身份证号或后四位、电话"))
        )
        register_menu(MenuItem(_("矫正对象"), "corrections:offender_list", view, order=20))
        register_menu(MenuItem(_("接收登记"), "corrections:case_receive", Permission.CASE_RECEIVE, order=25))
        for order, label, url_name, permission, home in (
            (810, _("名册导入"), "roster_list", Permission.ROSTER_IMPORT, 30),
            (820, _("机构与人员"), "organisation_list", Permission.STAFF_VIEW, 100),
            (830, _("用户账号"), "user_list", Permission.USER_EDIT, 40),
            (840, _("角色授权"), "grant_list", Permission.GRANT_EDIT, 40),
            (850, _("审计记录"), "audit_list", Permission.AUDIT_VIEW, 40),
            (860, _("任务中心"), "job_list", Permission.JOB_VIEW, 100),
        ):
            address = f"corrections:{url_name}"
            register_menu(MenuItem(label, address, permission, order=order, section=records, home=home))
        register_menu(
            MenuItem(
                _("疑似重复"),
                "corrections:namesake_list",
                Permission.OFFENDER_MERGE,
                order=815,
                section=records,
                count=namesakes_open,
            )
        )
        list_kind_register(RosterKind.STAFF, STAFF_LIST)
        register_event_titles(EVENT_TITLES)
        register_event_words(EVENT_WORDS)
