from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    label = "supervision"
    verbose_name = _("监督管理")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.audit_words import register_event_titles, register_event_words
        from core.registry import register_head_source, register_hook
        from corrections.roles import role_extend
        from corrections.services.tree import path_column_register
        from supervision.enums import VisitItem
        from supervision.models import ApprovalErrand, ApprovalStep, Duty, GroupDay
        from supervision.roles import GRANTS
        from supervision.selectors.corrections import correction_words
        from supervision.selectors.file_head import file_head
        from supervision.services import duties_reconcile
        from supervision.services.approvals import approvals_of_ended
        from supervision.services.hooks import cases_merged, import_undo_blockers

        role_extend(GRANTS)
        path_column_register(ApprovalErrand)
        path_column_register(ApprovalStep)
        path_column_register(Duty)
        path_column_register(GroupDay)
        register_hook("cases_changed", duties_reconcile)
        register_hook("cases_changed", approvals_of_ended)
        register_hook("cases_merged", cases_merged)
        register_hook("import_undo_blockers", import_undo_blockers)
        register_head_source(file_head)
        register_event_titles(
            {
                "approval_approved": _("同意申请"),
                "approval_forwarded": _("签署意见报上一级"),
                "approval_refused": _("不同意申请"),
                "approval_resubmitted": _("补正后重新提交申请"),
                "approval_returned": _("退回申请补正"),
                "approval_revoked": _("撤销批准"),
                "approval_said": _("审批留言"),
                "approval_withdrawn": _("撤回申请"),
                "assessment_corrected": _("更正月度考核"),
                "leave_cancelled": _("取消外出"),
                "leave_departed": _("登记外出出发"),
                "leave_extension_requested": _("申请外出延期"),
                "leave_noted": _("登记外出期间的联系"),
                "leave_requested": _("申请外出"),
                "leave_returned": _("登记外出返回"),
                "assessment_recorded": _("登记月度考核"),
                "errand_done": _("登记审批后的告知"),
                "group_day_recorded": _("登记集中活动"),
                "paper_taken": _("打印文书"),
                "plan_adjusted": _("调整矫正方案"),
                "plan_made": _("制定矫正方案"),
                "plan_withdrawn": _("撤回矫正方案"),
                "visit_photo_original_taken": _("取走走访照片原件"),
                "travel_departed": _("登记跨市县活动出发"),
                "travel_permit_requested": _("申请经常性跨市县活动"),
                "travel_returned": _("登记跨市县活动返回"),
                "rule_changed": _("修改监管规则"),
                "rule_change_withdrawn": _("撤回监管规则的变更"),
            }
        )
        register_event_words(correction_words())
        register_event_words(
            {
                "not_normal": (_("需关注或有问题"), dict(VisitItem.choices)),
                "photos": (_("照片原件摘要（SHA-256）"), {}),
                "rules": (_("规则条数"), {}),
                "title": (_("文书"), {}),
            }
        )
        self.register_pages()

    @staticmethod
    def register_pages() -> None:
        from core.registry import TOP_BAR, MenuItem, Panel, register_menu, register_panel
        from supervision.permissions import Permission
        from supervision.selectors.approvals import approvals_counted
        from supervision.selectors.notices import unread
        from supervision.selectors.workbench import urgent_duties

        register_menu(
            MenuItem(
                _("工作台"),
                "supervision:workbench",
                Permission.WORKBENCH_VIEW,
                order=10,
                count=urgent_duties,
                home=10,
            )
        )
        register_menu(MenuItem(_("报告与走访"), "supervision:check_in_list", Permission.DUTY_VIEW, order=30))
        register_menu(
            MenuItem(
                _("审批"),
                "supervision:approval_list",
                Permission.DUTY_VIEW,
                order=35,
                count=approvals_counted,
            )
        )
        register_menu(
            MenuItem(
                _("监管规则"),
                "supervision:rule_book",
                Permission.RULE_BOOK_VIEW,
                order=320,
                section=_("管理"),
            )
        )
        register_menu(
            MenuItem(
                _("消息"),
                "supervision:notice_list",
                Permission.WORKBENCH_VIEW,
                order=900,
                section=TOP_BAR,
                count=unread,
            )
        )
        see = Permission.DUTY_VIEW
        register_panel(
            Panel("calendar", _("近一年报告与走访"), "supervision:calendar_panel", see, 10, "main")
        )
        register_panel(Panel("timeline", _("工作记录"), "supervision:timeline_panel", see, 20, "main"))
        register_panel(Panel("due", _("近期到期"), "supervision:due_panel", see, 50, "aside"))
        register_panel(Panel("plan", _("矫正方案"), "supervision:plan_panel", see, 45))
        register_panel(Panel("records", _("报告·走访"), "supervision:records_panel", see, 50))
        register_panel(Panel("approvals", _("审批"), "supervision:approval_panel", see, 70))
        register_panel(Panel("assessments", _("月度考核"), "supervision:assessment_panel", see, 80))
