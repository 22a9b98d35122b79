"""What each number of the rule book is about, in words and in the order of the law. No page shows a key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from supervision.enums import DutyKind

Words = Any

SUBJECTS: Mapping[Words, Mapping[str, Words]] = {
    _("报告与走访的频率"): {
        "oral_report": DutyKind.ORAL_REPORT.label,
        "written_report": DutyKind.WRITTEN_REPORT.label,
        "visit": DutyKind.VISIT.label,
        "compliance_report": DutyKind.COMPLIANCE_REPORT.label,
        "health_report": DutyKind.HEALTH_REPORT.label,
        "medical_recheck": DutyKind.MEDICAL_RECHECK.label,
        "assessment": DutyKind.ASSESSMENT.label,
        "new_entrant_strict": _("新入矫按严管管理"),
    },
    _("接收与报到"): {
        "registration": DutyKind.REGISTRATION.label,
        "registration_at_station": _("到司法所报到"),
        "registration_after_transfer": _("变更执行地后的报到"),
        "handover": DutyKind.HANDOVER.label,
        "decision_notice": _("决定机关通知"),
        "decision_documents": _("送达法律文书"),
        "documents_served": _("送达法律文书"),
        "documents_completed": _("补齐法律文书"),
        "documents_receipt": _("法律文书回执"),
    },
    _("调查评估"): {
        "survey": _("完成调查评估"),
        "survey_fast_track": _("完成调查评估（速裁程序）"),
    },
    _("矫正小组与矫正方案"): {
        "team": DutyKind.TEAM.label,
        "team_counted_after": _("小组指标的起算"),
        "plan": DutyKind.PLAN.label,
    },
    _("学习与公益活动"): {
        "study_hours": _("教育学习"),
        "service_hours": _("公益活动（社区服务）"),
    },
    _("外出与经常性跨市县活动"): {
        "leave_apply_ahead": _("申请外出提前"),
        "leave_station_max": _("司法所批准外出的最长天数"),
        "leave_county_max": _("县级批准外出的最长天数"),
        "leave_two_months_max": _("两个月内外出累计"),
        "leave_max": _("一次外出最长期限"),
        "leave_year_max": _("一年内外出累计"),
        "travel_permit_validity": _("经常性跨市县活动的批准有效期"),
    },
    _("执行地变更"): {
        "transfer_apply_ahead": _("申请变更提前"),
        "transfer_inquiry": _("发出征求意见函"),
        "transfer_reply": _("回复征求意见函"),
        "transfer_refusal_notice": _("不同意变更的告知"),
        "transfer_file": _("移交文书和档案"),
        "transfer_receipt": _("文书和档案回执"),
    },
    _("失联、电子定位与强制措施"): {
        "search": DutyKind.SEARCH.label,
        "positioning_max": _("电子定位一次批准的最长期限"),
        "coercive_measure_notice": _("被采取强制措施的通知"),
    },
    _("考核与奖惩"): {
        "commendation_min": _("给予表扬的前提"),
        "absent_admonition_max": _("未按时报到、脱离监管：训诫"),
        "absent_formal_warning_over": _("未按时报到、脱离监管：警告"),
        "absent_revocation_over": _("脱离监管：撤销缓刑、假释"),
        "admonitions_to_formal_warning": _("训诫后的警告"),
        "formal_warnings_to_revocation": _("警告后的撤销或收监"),
    },
    _("裁定与决定"): {
        "commutation_ruling": _("减刑裁定"),
        "revocation_ruling": _("撤销缓刑、假释裁定"),
        "recall_decision": _("收监决定"),
        "arrest_decision": _("逮捕决定"),
        "arrest_max": _("逮捕后的羁押"),
    },
    _("解除与终止"): {
        "discharge_preparation_opens": _("解除矫正的提示"),
        "discharge_preparation": DutyKind.DISCHARGE_PREPARATION.label,
        "expiry_notice": _("暂予监外执行期满的函告"),
        "death_notice": _("死亡的通知"),
    },
    _("登记与工作台"): {
        "entered_late": _("补录"),
        "reminder_ahead": _("到期提醒提前"),
        "workbench_visit_ahead": _("“本周待走访”"),
        "workbench_term_ending": _("“30日内期满”"),
    },
}
"""Group → key → title."""

ESCALATION = _("逾期上报")
OTHER = _("其他")
ESCALATED: Mapping[str, Words] = {
    **{kind.value: kind.label for kind in DutyKind},
    "leave_return": _("外出未归"),
    "positioning_end": _("电子定位到期"),
    "term_over": _("期满未解除"),
}
UPPER: Mapping[str, Words] = {"county": _("告知县级"), "prefecture": _("告知市（州）级")}

_GROUP_OF = {key: group for group, keys in SUBJECTS.items() for key in keys}
ORDER = [*_GROUP_OF]
"""Keys as the page lists them."""


def rule_group(key: str) -> Words:
    """The heading a key stands under."""
    return _GROUP_OF.get(key) or (ESCALATION if escalation_of(key) else OTHER)


def rule_title(key: str, note: str = "") -> Words:
    """What the key is about; of one this table does not know yet, the first words of its note."""
    if group := _GROUP_OF.get(key):
        return SUBJECTS[group][key]
    if found := escalation_of(key):
        return ESCALATED[found[0]]
    return note.partition("；")[0] or OTHER


def escalation_of(key: str) -> tuple[str, Words] | None:
    """(what is late, who is told) of a key such as `visit_escalates_to_county`."""
    subject, mark, step = key.partition("_escalates_to_")
    return (subject, UPPER[step]) if mark and subject in ESCALATED and step in UPPER else None
