"""Two people of one name side by side: what each file, or the row of the roster, says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core.idnumber import mask
from core.masking import mask_phone
from corrections.enums import Category, IdKind, Sex
from corrections.models import Case, Namesake, Offender, User
from corrections.permissions import Permission


@dataclass(frozen=True)
class Line:
    """One fact of both; `differs` where both say something, and not the same."""

    label: str
    known: str
    other: str

    @property
    def differs(self) -> bool:
        return bool(self.known and self.other and self.known != self.other)


@dataclass(frozen=True)
class Comparison:
    """`other_case` None: the second one is a row of a roster that waits to be confirmed."""

    known_case: Case | None
    other_case: Case | None
    newcomer: Offender | None
    lines: tuple[Line, ...]
    number_note: str


def namesakes_open(user: User, *, at_most: int = 100) -> QuerySet[Namesake]:
    """Open questions of the user's counties, to be counted: the number beside 疑似重复."""
    return Namesake.objects.visible_to(user).open().order_by()[:at_most]


def comparison(question: Namesake, user: User) -> Comparison:
    """Numbers masked; four queries at most."""
    newcomer = question.newcomer()
    known_case = _case_of(question.known, user)
    other_case = _case_of(newcomer, user) if newcomer else None
    left = _of_file(question.known, known_case)
    right = _of_file(newcomer, other_case) if newcomer else _of_row(question.facts or {})
    numbers = (
        question.known.id_number,
        newcomer.id_number if newcomer else str((question.facts or {}).get("id_number", "")),
    )
    kinds = (question.known.id_kind, question.id_kind)
    return Comparison(
        known_case,
        other_case,
        newcomer,
        tuple(Line(label, left.get(label, ""), right.get(label, "")) for label in left),
        number_note(*numbers) if set(kinds) == {IdKind.RESIDENT} else "",
    )


def number_note(one: str, other: str) -> str:
    """Where two ID numbers differ, which tells a slip of the finger from another person; the digits stay masked."""
    if len(one) != len(other) or not one:
        return ""
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True), start=1) if a != b]
    if not places:
        return ""
    text = "、".join(map(str, places))
    return _("两个号码有%(count)s位不同：第%(places)s位") % {"count": len(places), "places": text}


def _case_of(person: Offender, user: User) -> Case | None:
    """The open case, else the latest, as far as the user may merge it."""
    rows = Case.objects.visible_to(user, Permission.OFFENDER_MERGE).filter(offender=person)
    by_end = F("ended_on").desc(nulls_first=True)
    found: Case | None = rows.select_related("station", "offender").order_by(by_end, "-pk").first()
    return found


def _of_file(person: Offender, case: Case | None) -> dict[str, str]:
    return {
        _("姓名"): person.name,
        _("证件号码"): person.id_masked,
        _("性别"): str(person.get_sex_display()),
        _("出生日期"): str(person.birth_on or ""),
        _("联系电话"): mask_phone(person.phone) if person.phone else "",
        _("居住地"): person.residence,
        _("户籍地"): person.household,
        _("司法所"): case.station.name if case else "",
        _("矫正类别"): str(case.get_category_display()) if case else "",
        _("罪名"): "、".join(case.crimes) if case else "",
        _("文书文号"): case.decision_number if case else "",
        _("矫正期限"): _term(case.term_starts_on, case.term_ends_on) if case else "",
        _("状态"): str(case.get_end_kind_display() or _("未结")) if case else "",
    }


def _of_row(facts: Mapping[str, Any]) -> dict[str, str]:
    """The row of a roster, as `Candidate.about` keeps it."""
    said = {key: str(value) for key, value in facts.items()}
    phone = said.get("phone", "")
    return {
        _("姓名"): said.get("name", ""),
        _("证件号码"): mask(said["id_number"]) if "id_number" in said else "",
        _("性别"): str(Sex(said["sex"]).label) if "sex" in said else "",
        _("出生日期"): said.get("birth_on", ""),
        _("联系电话"): mask_phone(phone) if phone else "",
        _("居住地"): said.get("residence", ""),
        _("户籍地"): said.get("household", ""),
        _("司法所"): said.get("office", ""),
        _("矫正类别"): str(Category(said["category"]).label) if "category" in said else "",
        _("罪名"): said.get("crimes", ""),
        _("文书文号"): said.get("decision_number", ""),
        _("矫正期限"): _term(said.get("term_starts_on", ""), said.get("term_ends_on", "")),
    }


def _term(starts_on: object, ends_on: object) -> str:
    return _("%(first)s 至 %(last)s") % {"first": starts_on, "last": ends_on} if starts_on else ""
