"""What may be done in this room. A role (roles.py) is a set of these."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    OFFENDER_VIEW = "corrections.offender_view", _("查看矫正对象名单与档案")
    OFFENDER_NAME_VIEW = "corrections.offender_name_view", _("查看完整姓名")
    OFFENDER_REVEAL = "corrections.offender_reveal", _("显示证件号码与电话")
    OFFENDER_RESTRICTED_VIEW = "corrections.offender_restricted_view", _("查看未成年人等受限档案")
    OFFENDER_EDIT = "corrections.offender_edit", _("登记与修改矫正对象信息")
    OFFENDER_DOCUMENT_CORRECT = "corrections.offender_document_correct", _("更正证件号码")
    OFFENDER_MERGE = "corrections.offender_merge", _("认定疑似重复、合并档案")
    CASE_RECEIVE = "corrections.case_receive", _("办理接收")
    CASE_LEVEL_CHANGE = "corrections.case_level_change", _("调整管理等级")
    CASE_STATUS_RECORD = "corrections.case_status_record", _("登记失联、羁押、住院")
    CASE_OFFENCE_RECORD = "corrections.case_offence_record", _("登记再犯罪")
    CASE_TERM_CHANGE = "corrections.case_term_change", _("变更矫正期限")
    CASE_LEND = "corrections.case_lend", _("指派同事协办案件、回避")
    CASE_END = "corrections.case_end", _("登记解除与终止")
    TEAM_EDIT = "corrections.team_edit", _("维护矫正小组")
    ROSTER_IMPORT = "corrections.roster_import", _("导入名册")
    ROSTER_EXPORT = "corrections.roster_export", _("导出名单")
    STAFF_VIEW = "corrections.staff_view", _("查看机构与人员")
    STAFF_EDIT = "corrections.staff_edit", _("维护机构与人员")
    USER_EDIT = "corrections.user_edit", _("维护用户账号")
    GRANT_EDIT = "corrections.grant_edit", _("授予与收回角色")
    AUDIT_VIEW = "corrections.audit_view", _("查看审计记录")
    JOB_VIEW = "corrections.job_view", _("查看任务中心")
    JOB_OPERATE = "corrections.job_operate", _("查看后台与夜间任务的运行情况、重新执行失败的夜间任务")
