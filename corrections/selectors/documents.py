"""What a document number says about a person, asked while the number is being typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.errors import Refused
from core.idnumber import IdNumber, IdNumberError, normalise, parse
from corrections.enums import IdKind
from corrections.models import Case, Offender, User
from corrections.models.offender import age_on, id_index_of
from corrections.policies.reception import check_no_open_case
from corrections.selectors.file import cases_of


@dataclass(frozen=True)
class DocumentReading:
    """`problem`: the number is wrong; `refusal`: the person cannot be received now. `cases`: those the user sees."""

    problem: str = ""
    number: IdNumber | None = None
    age: int | None = None
    cases: tuple[Case, ...] = ()
    refusal: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.problem or self.number or self.cases or self.refusal)


def document_read(user: User, id_kind: str, text: str, *, on: date) -> DocumentReading:
    """Checks the number and looks for the person; of people elsewhere only the policy's sentence is told."""
    value = normalise(text)
    if not value:
        return DocumentReading()
    number = None
    if id_kind == IdKind.RESIDENT:
        try:
            number = parse(value, on=on)
        except IdNumberError as error:
            return DocumentReading(problem=error.message)
    age = age_on(number.birth_date, on) if number else None
    person = Offender.objects.filter(id_kind=id_kind, id_index=id_index_of(value)).first()
    if person is None:
        return DocumentReading(number=number, age=age)
    refusal = ""
    try:
        check_no_open_case(person, user, starts_on=on)
    except Refused as refused:
        refusal = refused.sentence
    return DocumentReading("", number, age, tuple(cases_of(user, person)), refusal)
