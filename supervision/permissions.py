"""What may be done in this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    WORKBENCH_VIEW = "supervision.workbench_view", _("使用工作台")
    DUTY_VIEW = "supervision.duty_view", _("查看事项")
    CHECK_IN_RECORD = "supervision.check_in_record", _("登记报告")
    VISIT_RECORD = "supervision.visit_record", _("登记走访")
    ASSESSMENT_RECORD = "supervision.assessment_record", _("登记月度考核")
    PLAN_EDIT = "supervision.plan_edit", _("制定和调整矫正方案")
    APPROVAL_REQUEST = "supervision.approval_request", _("提出审批申请、登记外出往返")
    APPROVAL_DECIDE = "supervision.approval_decide", _("审批")
    APPROVAL_DECIDE_OWN = "supervision.approval_decide_own", _("审批本人提出的申请")
    RULE_BOOK_VIEW = "supervision.rule_book_view", _("查看监管规则")
    RULE_BOOK_EDIT = "supervision.rule_book_edit", _("维护监管规则")
