"""An entry made into facts about a person and a case: what must be there, what follows, what contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.idnumber import IdNumber
from core.terms import Term
from corrections.enums import Category, DecisionOrgan, EndKind, IdKind, RegistrationResult, Sex
from corrections.models.offender import age_on, id_index_of
from corrections.policies.reception import is_to_be_sealed
from corrections.resources.roster_codes import DECISION_ORGAN
from corrections.resources.roster_columns import BY_KEY
from corrections.resources.roster_team import Member
from corrections.resources.roster_texts import plain
from corrections.resources.roster_widgets import CellError
from corrections.services.roster_law import Sentence, law_remarks, term_last_day, term_read
from corrections.services.roster_offices import Office, OfficeIndex
from corrections.services.roster_reading import Entry

PERSON_KEYS = (
    "name",
    "former_name",
    "ethnicity",
    "nationality",
    "education",
    "marital_status",
    "employment",
    "work_unit",
)
CASE_KEYS = (
    "number", "temporary_kind", "decided_on", "effective_on", "crime_kind", "penalty", "penalty_term",
    "documents_received_on", "reception_kind", "registration_result", "has_prohibition_order",
)  # fmt: skip
GUARDED_KEYS = (
    "category", "decision_organ", "decision_organ_name", "decision_number", "term_starts_on", "term_ends_on",
    "term_text",
)  # fmt: skip
"""What only the change procedure may alter."""

Document = tuple[str, bytes]
"""(kind, blind index of the number)."""

OTHER_PHONES = "其他联系电话"
_OWN_TERMS = {Category.SURVEILLANCE.value: "surveillance_term", Category.SUSPENDED.value: "suspended_term"}
_PIECES = ("province", "prefecture", "county", "town", "detail")
_IDENTITY_CARDS = (("香港", IdKind.HONG_KONG), ("澳门", IdKind.MACAO), ("台湾", IdKind.TAIWAN))
_DOCUMENTS = (
    ("hong_kong_card", IdKind.HONG_KONG),
    ("macao_card", IdKind.MACAO),
    ("taiwan_permit", IdKind.TAIWAN),
    ("home_permit", IdKind.OTHER),
    ("passport", IdKind.PASSPORT),
)
_ORGAN_MARKS = (
    ("法院", DecisionOrgan.COURT),
    ("监狱", DecisionOrgan.PRISON_ADMINISTRATION),
    ("公安", DecisionOrgan.POLICE),
)
_END_MARKS = (
    ("特赦", EndKind.PARDON),
    ("撤销缓刑", EndKind.REVOKED_SUSPENSION),
    ("撤销假释", EndKind.REVOKED_PAROLE),
    ("收监", EndKind.RECALLED),
    ("死亡", EndKind.DEATH),
    ("变更", EndKind.TRANSFER_OUT),
    ("迁", EndKind.TRANSFER_OUT),
    ("期满", EndKind.DISCHARGE),
    ("解除", EndKind.DISCHARGE),
)


@dataclass(slots=True)
class Candidate:
    """What a good row says. `person` and `case` hold only facts the sheet gives; a blank says nothing."""

    entry: Entry
    station: Office
    id_kind: str
    id_number: str
    id_index: bytes
    birth_on: date | None
    sex: str
    starts_on: date
    ends_on: date
    person: dict[str, Any] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)
    guarded: dict[str, Any] = field(default_factory=dict)
    level: str = ""
    community_id: int | None = None
    members: tuple[Member, ...] = ()
    ended_on: date | None = None
    end_kind: str = ""

    @property
    def document(self) -> Document:
        return self.id_kind, self.id_index

    @property
    def called(self) -> tuple[str, date | None]:
        """Name and birth: what somebody else under another number may share."""
        return str(self.person["name"]), self.birth_on

    def about(self) -> dict[str, str]:
        """What the row says of the person, as text by our keys: to be shown beside somebody of the same name."""
        facts: dict[str, Any] = {"id_number": self.id_number, "birth_on": self.birth_on, "sex": self.sex}
        facts |= {key: self.person.get(key) for key in ("name", "phone", "residence", "household")}
        facts |= {"office": self.station.name, "crimes": "、".join(self.case.get("crimes", ()))}
        facts |= {
            key: self.guarded.get(key)
            for key in ("category", "decision_number", "term_starts_on", "term_ends_on")
        }
        return {key: str(value) for key, value in facts.items() if value not in (None, "")}

    @property
    def items(self) -> dict[str, str]:
        return self.entry.items

    @property
    def received_on(self) -> date | None:
        """Reception for a new case: as given, else the registration, else the start; none for who never registered."""
        given: date | None = self.case.get("received_on") or self.case.get("registered_on")
        if given or self.case.get("registration_result") == RegistrationResult.NOT_REGISTERED:
            return given
        return self.starts_on

    @property
    def is_juvenile_track(self) -> bool:
        """Under 18 at reception, fixed from then on; 18 on the day after the birthday."""
        received_on = self.received_on
        return (
            self.birth_on is not None and received_on is not None and age_on(self.birth_on, received_on) < 18
        )

    @property
    def is_to_be_sealed(self) -> bool:
        """A minor sentenced to five years or less (刑事诉讼法 第二百八十六条)."""
        return self.is_juvenile_track and is_to_be_sealed(self.case.get("penalty_term", ""))


def candidate_make(
    entry: Entry, offices: OfficeIndex, *, on: date, seen: dict[Document, tuple[int, str]]
) -> Candidate | None:
    """The facts of the entry; None where an error refuses it. All errors and warnings are noted on the entry.

    `seen` maps the documents of the rows above to (row, name): the first row stands, a second one is refused.
    """
    document = _document(entry)
    index = b""
    if document:
        index = id_index_of(document[1])
        _refuse_second(entry, (document[0], index), seen)
    if "name" not in entry.values and "name" not in entry.refused:
        entry.error("name", "name_missing", _("姓名是空的，请补上"))
    if "category" not in entry.values and "category" not in entry.refused:
        entry.error("category", "category_missing", _("矫正类别是空的，请填：管制、缓刑、假释、暂予监外执行"))
    station = _station(entry, offices)
    days = _term_days(entry)
    if entry.is_refused or document is None or station is None or days is None:
        return None
    id_kind, id_number, identity = document
    starts_on, ends_on, term = days
    candidate = Candidate(
        entry,
        station,
        id_kind,
        id_number,
        id_index=index,
        birth_on=_birth(entry, identity),
        sex=_sex(entry, identity),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _fill_person(candidate)
    _fill_community(candidate, offices)
    _fill_case(candidate, term)
    _remark_days(candidate, term, on)
    return None if entry.is_refused else candidate


def _refuse_second(entry: Entry, document: Document, seen: dict[Document, tuple[int, str]]) -> None:
    name = str(entry.values.get("name", ""))
    row, first_name = seen.setdefault(document, (entry.row, name))
    if row == entry.row:
        return
    if name == first_name:
        message = _("与第%(row)s行是同一个证件号码，以第%(row)s行为准，请删去多余的一行")
    else:
        message = _("与第%(row)s行的证件号码相同而姓名不同，以第%(row)s行为准，请核对是谁的号码录错了")
    entry.error("id_number", "duplicate_in_file", message % {"row": row})


def _document(entry: Entry) -> tuple[str, str, IdNumber | None] | None:
    """The resident ID before any other document."""
    values = entry.values
    identity: IdNumber | None = values.get("id_number")
    if identity is not None:
        return IdKind.RESIDENT, identity.value, identity
    if "id_number" in entry.refused:
        return None
    if card := values.get("identity_card"):
        kind_text = str(values.get("identity_card_kind", ""))
        kind = next((kind for word, kind in _IDENTITY_CARDS if word in kind_text), IdKind.OTHER)
        return kind, card, None
    for key, kind in _DOCUMENTS:
        if number := values.get(key):
            return kind, number, None
    entry.error(
        "id_number",
        "id_empty",
        _("身份证号是空的，请补上（没有身份证的填写护照、台胞证等其他证件号码）"),
    )
    return None


def _station(entry: Entry, offices: OfficeIndex) -> Office | None:
    """By name first; the code column speaks where the name is blank; a station's own import needs neither."""
    for key in ("office", "office_code"):
        text = entry.values.get(key)
        if not text:
            continue
        try:
            return offices.find(text)
        except CellError as error:
            if key == "office_code" and error.code == "office_not_station":
                continue
            entry.error(key, error.code, error.message)
            return None
    if offices.only:
        return offices.only
    if not entry.refused & {"office", "office_code"}:
        entry.error("office", "office_missing", _("没有写明司法所，请补上"))
    return None


def _term_days(entry: Entry) -> tuple[date, date, Term | None] | None:
    """Start, last day and term; an end that is not given follows from start and term."""
    values = entry.values
    starts_on, ends_on = values.get("term_starts_on"), values.get("term_ends_on")
    if starts_on is None and "term_starts_on" not in entry.refused:
        entry.error("term_starts_on", "start_missing", _("矫正开始日期是空的，请补上"))
    term = _term(entry)
    if ends_on is None and "term_ends_on" not in entry.refused:
        if starts_on and term:
            ends_on = term_last_day(starts_on, term)
            entry.warn(
                "term_ends_on",
                "end_computed",
                _("没有结束日期，按开始日期和期限推算为%(day)s，请与文书核对") % {"day": ends_on},
            )
        elif starts_on:
            entry.error("term_ends_on", "end_missing", _("矫正结束日期是空的，也没有能算出它的期限，请补上"))
    if starts_on is None or ends_on is None:
        return None
    if ends_on < starts_on:
        entry.error(
            "term_ends_on",
            "end_before_start",
            _("结束日期%(end)s早于开始日期%(start)s，请核对") % {"end": ends_on, "start": starts_on},
        )
        return None
    return starts_on, ends_on, term


def _term(entry: Entry) -> Term | None:
    """The general term, else that of the category's own column. What cannot be read is kept as text and warned of."""
    values = entry.values
    text = values.get("term_text")
    if not text:
        text = values.get(_OWN_TERMS.get(str(values.get("category")), ""))
        if not text:
            return None
        values["term_text"] = text
    term = term_read(text)
    if term is None:
        entry.warn(
            "term_text",
            "term_unreadable",
            _("看不懂期限“%(text)s”，已照原样保存，建议写成“1年6个月”的样子") % {"text": text[:20]},
        )
    return term


def _birth(entry: Entry, identity: IdNumber | None) -> date | None:
    given: date | None = entry.values.get("birth_on")
    if identity is None:
        return given
    if given and given != identity.birth_date:
        entry.warn(
            "birth_on",
            "birth_differs",
            _("出生日期%(given)s与身份证号里的%(known)s不一致，以身份证号为准")
            % {"given": given, "known": identity.birth_date},
        )
    return identity.birth_date


def _sex(entry: Entry, identity: IdNumber | None) -> str:
    given = entry.values.get("sex")
    if identity is None:
        return str(given or Sex.UNKNOWN)
    if given in (Sex.MALE, Sex.FEMALE) and given != identity.sex:
        entry.warn(
            "sex",
            "sex_differs",
            _("性别“%(given)s”与身份证号第17位不一致，已按表中填写保存，请核对")
            % {"given": Sex(given).label},
        )
        return str(given)
    return identity.sex if given in (None, Sex.UNKNOWN) else str(given)


def _fill_person(candidate: Candidate) -> None:
    values, person = candidate.entry.values, candidate.person
    for key in PERSON_KEYS:
        if value := values.get(key):
            person[key] = value
    if values.get("sex") in (Sex.MALE, Sex.FEMALE):
        person["sex"] = candidate.sex
    if candidate.birth_on and candidate.id_kind != IdKind.RESIDENT:
        person["birth_on"] = candidate.birth_on
    if phones := values.get("phone"):
        person["phone"] = phones[0]
        if len(phones) > 1:
            candidate.items[OTHER_PHONES] = "、".join(phones[1:])
    for place in ("residence", "household"):
        if address := _address(candidate, place):
            person[place] = address
    if "household" not in person and values.get("is_same_residence") and "residence" in person:
        person["household"] = person["residence"]


def _fill_community(candidate: Candidate, offices: OfficeIndex) -> None:
    """A community of the station; the words are kept as an item in any case."""
    text = str(candidate.entry.values.get("community", ""))
    if not text:
        return
    try:
        candidate.community_id = offices.find_community(text, station_id=candidate.station.id)
    except CellError as error:
        candidate.entry.warn(
            "community",
            error.code,
            _("%(reason)s；本行照常导入，原文存为附加项目") % {"reason": error.message},
        )


def _address(candidate: Candidate, place: str) -> str:
    """One address of five pieces, which are kept as items too. A detail may repeat what stands before it."""
    values = candidate.entry.values
    parts = [str(values.get(f"{place}_{piece}", "")) for piece in _PIECES]
    for piece, part in zip(_PIECES, parts, strict=True):
        if part:
            candidate.items[BY_KEY[f"{place}_{piece}"].heading] = part
    whole = str(values.get(place, ""))
    if whole:
        return whole
    detail = parts[-1]
    said = next((place for place, part in enumerate(parts[:-1]) if part and part in detail), len(parts) - 1)
    return "".join(parts[:said]) + detail


def _fill_case(candidate: Candidate, term: Term | None) -> None:
    values, case = candidate.entry.values, candidate.case
    for key in CASE_KEYS:
        value = values.get(key)
        if value not in (None, ""):
            case[key] = value
    if crimes := values.get("crimes"):
        case["crimes"] = list(crimes)
    _fill_registration(candidate)
    candidate.level = values.get("level", "")
    candidate.members = values.get("team", ())
    _fill_organ(candidate)
    guarded = candidate.guarded
    guarded["category"] = values["category"]
    guarded["term_starts_on"], guarded["term_ends_on"] = candidate.starts_on, candidate.ends_on
    for key in ("decision_organ_name", "decision_number", "term_text"):
        if value := values.get(key):
            guarded[key] = value
    _fill_end(candidate)
    sentence = Sentence(
        category=values["category"],
        starts_on=candidate.starts_on,
        ends_on=candidate.ends_on,
        term=term,
        penalty=str(values.get("penalty", "")),
        penalty_term=str(values.get("penalty_term", "")),
        crimes=tuple(values.get("crimes", ())),
        organ=str(guarded.get("decision_organ", "")),
        organ_name=str(guarded.get("decision_organ_name", "")),
        is_multiple=bool(values.get("is_multiple")),
        is_recidivist=bool(values.get("is_recidivist")),
        has_prohibition_order=bool(values.get("has_prohibition_order")),
    )
    for key, code, message in law_remarks(sentence):
        candidate.entry.warn(key, code, message)


def _fill_organ(candidate: Candidate) -> None:
    """The column may hold the kind of organ (人民法院) or its name (开江县人民法院); the name tells the kind."""
    values, guarded = candidate.entry.values, candidate.guarded
    text = str(values.get("decision_organ", ""))
    if kind := DECISION_ORGAN.get(plain(text).upper()):
        guarded["decision_organ"] = kind
    elif text and not values.get("decision_organ_name"):
        values["decision_organ_name"] = text
    name = str(values.get("decision_organ_name", ""))
    if "decision_organ" not in guarded and name:
        kind = next((organ.value for mark, organ in _ORGAN_MARKS if mark in name), None)
        if kind:
            guarded["decision_organ"] = kind


def _fill_registration(candidate: Candidate) -> None:
    """Item 95 says that the person came, item 91 the day they were received: together the day of registration."""
    values, case = candidate.entry.values, candidate.case
    if received_on := values.get("received_on"):
        case["received_on"] = received_on
    registered_on = values.get("registered_on")
    if registered_on is None and values.get("registration_result") in (
        RegistrationResult.IN_TIME,
        RegistrationResult.LATE,
    ):
        registered_on = received_on
    if registered_on:
        case["registered_on"] = registered_on


def _fill_end(candidate: Candidate) -> None:
    """An end in the sheet counts for a case that is new to us; its words are kept as items in any case."""
    values, items = candidate.entry.values, candidate.items
    ended_on: date | None = values.get("ended_on")
    reason = str(values.get("end_reason", ""))
    if ended_on:
        items[BY_KEY["ended_on"].heading] = ended_on.isoformat()
        candidate.ended_on = ended_on
        candidate.end_kind = next((kind for mark, kind in _END_MARKS if mark in reason), EndKind.OTHER)
        if not reason and ended_on >= candidate.ends_on:
            candidate.end_kind = EndKind.DISCHARGE
    if reason:
        items[BY_KEY["end_reason"].heading] = reason


def _remark_days(candidate: Candidate, term: Term | None, on: date) -> None:
    entry, starts_on, ends_on = candidate.entry, candidate.starts_on, candidate.ends_on
    if candidate.birth_on and starts_on <= candidate.birth_on:
        entry.error("term_starts_on", "start_before_birth", _("矫正开始日期不晚于出生日期，请核对"))
    if term and candidate.guarded["category"] == Category.SUSPENDED:
        expected = term_last_day(starts_on, term)
        if expected != ends_on:
            entry.warn(
                "term_ends_on",
                "end_not_from_term",
                _("按开始日期和期限%(term)s应到%(expected)s，表中为%(given)s，已按表中日期保存，请与文书核对")
                % {"term": term, "expected": expected, "given": ends_on},
            )
    if candidate.ended_on:
        if candidate.ended_on > on or candidate.ended_on < starts_on:
            entry.error("ended_on", "bad_end", _("解除（终止）日期应在矫正开始之后、导入当天或以前，请核对"))
    elif ends_on < on:
        entry.warn(
            "term_ends_on",
            "term_over",
            _("矫正期限已在%(day)s届满而没有解除记录，导入后列为期满未解除，请尽快办理解除")
            % {"day": ends_on},
        )
    if starts_on > on:
        entry.warn("term_starts_on", "not_started", _("矫正开始日期在导入日之后，请核对"))
    received_on = candidate.case.get("received_on")
    if received_on and received_on > on:
        entry.error("received_on", "received_in_future", _("接收日期在导入日之后，请核对"))
    elif received_on and received_on > ends_on:
        entry.warn("received_on", "received_after_end", _("接收日期晚于矫正结束日期，请核对"))
