"""This room's events in the law's words, and the words of what their changes name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from corrections.enums import Role
from corrections.views.masked import LABELS

EVENT_TITLES = {
    "file_opened": _("查阅档案"),
    "offender_revealed": _("显示号码"),
    "offender_created": _("登记人员"),
    "offender_updated": _("修改基本信息"),
    "offender_restricted": _("调整受限档案"),
    "case_received": _("接收登记"),
    "case_registered": _("登记报到"),
    "case_imported": _("名册导入"),
    "case_import_updated": _("名册导入更新"),
    "case_level_changed": _("调整管理等级"),
    "term_changed": _("变更矫正期限"),
    "responsible_assigned": _("指定矫正责任人"),
    "placement_corrected": _("更正执行地"),
    "lost_contact_begun": _("登记失联"),
    "lost_contact_ended": _("失联结束"),
    "absconding_confirmed": _("认定脱管"),
    "custody_begun": _("登记羁押"),
    "custody_ended": _("羁押结束"),
    "hospital_begun": _("登记住院"),
    "hospital_ended": _("登记出院"),
    "offence_recorded": _("登记再犯罪"),
    "offence_updated": _("更新再犯罪登记"),
    "team_seat_added": _("增加小组成员"),
    "team_seat_ended": _("小组成员退出"),
    "case_ended": _("登记解除或终止"),
    "case_end_undone": _("撤回解除或终止"),
    "case_lent": _("指派同事协办"),
    "denial_given": _("限制访问（回避）"),
    "denial_ended": _("解除访问限制"),
    "organisation_created": _("设立机构"),
    "organisation_closed": _("撤销机构"),
    "organisation_moved": _("调整机构隶属"),
    "organisation_code_changed": _("变更机构代码"),
    "delegation_given": _("委托"),
    "delegation_ended": _("终止委托"),
    "communities_loaded": _("载入村（社区）"),
    "staff_created": _("新增人员"),
    "posting_added": _("登记任职"),
    "posting_ended": _("结束任职"),
    "absence_added": _("登记不在岗"),
    "absence_ended": _("不在岗结束"),
    "user_created": _("新建账号"),
    "user_disabled": _("停用账号"),
    "grant_given": _("授予角色"),
    "grant_ended": _("收回角色"),
    "roster_uploaded": _("上传名册"),
    "roster_columns_chosen": _("调整名册列的对应"),
    "roster_confirmed": _("确认导入名册"),
    "roster_imported": _("导入名册"),
    "roster_failed_rows_taken": _("下载名册错误行"),
}

EVENT_WORDS = {
    "role": (_("角色"), {role.value: role.label for role in Role}),
    "field": (_("项目"), LABELS),
    "starts_on": (_("起"), {}),
    "ends_on": (_("止"), {}),
    "is_restricted": (_("受限"), {}),
    "parent_id": (_("上级"), {}),
    "path": (_("机构路径"), {}),
    "count": (_("数量"), {}),
    "file_sha256": (_("文件校验值"), {}),
}
