"""The correction plan of a case: what holds, what was before, what a first draft can say by itself."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from corrections.models import Case
from corrections.tables import sex_and_age
from supervision.enums import DutyKind
from supervision.models import CorrectionPlan
from supervision.models.duty import REPORTED_KINDS
from supervision.selectors.rules import rule_sheet


def plan_of(case: Case) -> CorrectionPlan | None:
    """The version that holds: the latest standing one."""
    return CorrectionPlan.objects.standing().filter(case=case).order_by("-made_on", "-pk").first()


def plan_versions(case: Case) -> list[CorrectionPlan]:
    """Every version, withdrawn ones too, the latest first."""
    rows = CorrectionPlan.objects.filter(case=case).select_related("recorded_by")
    return list(rows.order_by("-made_on", "-pk"))


def situation_draft(case: Case, *, on: date) -> str:
    """The basic facts as the file knows them; an officer reads and completes them."""
    person = case.offender
    said = [
        sex_and_age(case, on=on),
        person.get_education_display(),
        person.get_marital_status_display(),
        person.get_employment_display(),
        _("因%(crimes)s被判处（决定）%(category)s")
        % {
            "crimes": "、".join(case.crimes) or _("罪名未登记"),
            "category": case.get_category_display(),
        },
        _("矫正期限 %(first)s 至 %(last)s") % {"first": case.term_starts_on, "last": case.term_ends_on},
        _("宣告禁止令") if case.has_prohibition_order else "",
    ]
    return "，".join(str(words) for words in said if words) + "。"


def measures_draft(case: Case, *, on: date) -> str:
    """What the rule book asks of the person at the level of that day, one line each."""
    sheet = rule_sheet()
    lines = []
    for kind in (*REPORTED_KINDS, DutyKind.VISIT):
        rule = sheet.find(kind, on=on, level=case.level, category=case.category, path=case.path)
        if rule is None or not rule.frequency:
            continue
        if kind == DutyKind.COMPLIANCE_REPORT and not case.has_prohibition_order:
            continue
        lines.append(f"{rule.get_frequency_display()}{kind.label}")
    words = _("实行%(level)s管理：%(what)s。")
    return words % {"level": case.get_level_display(), "what": "，".join(lines)} if lines else ""
