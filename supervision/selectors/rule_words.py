"""What each number of the rule book is about, in words and in the order of the law. No page shows a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from supervision.enums import Channel, DutyKind, ErrandKind
from supervision.selectors.settling import SETTLED_BY_REPORT, settling_key

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
        "leave_decision": _("外出申请每一级的办理期限"),
        "leave_extension_decision": _("外出延期每一级的办理期限"),
        "leave_return": DutyKind.LEAVE_RETURN.label,
        "travel_permit_decision": _("经常性跨市县活动申请的办理期限"),
        "procuratorate_errand": ErrandKind.PROCURATORATE.label,
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
GRACE = _("上报前的宽限")
SETTLING = _("一次报告抵作哪些事项")
OTHER = _("其他")
ESCALATED: Mapping[str, Words] = {
    **{kind.value: kind.label for kind in DutyKind},
    "leave_return": _("外出未归"),
    "positioning_end": _("电子定位到期"),
    "term_over": _("期满未解除"),
}
UPPER: Mapping[str, Words] = {"county": _("告知县级"), "prefecture": _("告知市（州）级")}
_REPORTS: Mapping[Channel, Words] = {
    Channel.PHONE: _("电话报告"),
    Channel.IN_PERSON: _("当面报告"),
    Channel.WRITTEN: _("书面材料"),
    Channel.VIDEO: _("视频报告"),
    Channel.ONLINE: _("线上签到报告"),
}


@dataclass(frozen=True, slots=True)
class Family:
    """Rows that make one line: what the line is about, and what each row of it says whom or what for."""

    group: Words
    name: str
    title: Words
    scope: Words


def _families() -> dict[str, Family]:
    found = {}
    for channel, title in _REPORTS.items():
        for kind in SETTLED_BY_REPORT:
            found[settling_key(channel, kind)] = Family(SETTLING, f"{channel}_settles", title, kind.label)
    for subject, title in ESCALATED.items():
        for step, told in UPPER.items():
            found[f"{subject}_escalates_to_{step}"] = Family(ESCALATION, subject, title, told)
    for kind in DutyKind:
        found[grace_key(kind)] = Family(GRACE, "grace", GRACE, kind.label)
    return found


def grace_key(kind: str) -> str:
    """The key of the days for which an overdue duty of that kind is told to nobody above."""
    return f"{kind}_grace"


_FAMILIES = _families()
_GROUP_OF = {key: group for group, keys in SUBJECTS.items() for key in keys}
ORDER = [*_GROUP_OF, *_FAMILIES]
"""Keys as the page lists them."""


def rule_group(key: str) -> Words:
    """The heading a key stands under."""
    family = rule_family(key)
    return family.group if family else _GROUP_OF.get(key, OTHER)


def rule_title(key: str, note: str = "") -> Words:
    """What the key is about; of one this table does not know yet, the first words of its note."""
    if family := rule_family(key):
        return family.title
    if group := _GROUP_OF.get(key):
        return SUBJECTS[group][key]
    return note.partition("；")[0] or OTHER


def rule_family(key: str) -> Family | None:
    """The line of rows to which a key such as `visit_escalates_to_county` belongs; None for one that stands alone."""
    return _FAMILIES.get(key)
