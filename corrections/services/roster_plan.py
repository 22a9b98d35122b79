"""What becomes of each row: a new case, an update, nothing, or a refusal. Reads only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.paths import is_within
from corrections.enums import Category, DecisionOrgan, Level, NamesakeState, RosterOutcome
from corrections.models import Case, LevelSpan, Namesake, Organisation, Placement, User
from corrections.permissions import Permission
from corrections.resources.roster_columns import BY_KEY
from corrections.resources.roster_team import Member
from corrections.resources.roster_texts import plain
from corrections.services.namesake_asking import NamesakeDraft
from corrections.services.roster_candidates import Candidate
from corrections.services.roster_known import KnownCase, KnownPerson, Seat
from corrections.services.roster_law import term_read
from corrections.services.roster_offices import OfficeIndex

Changes = dict[str, list[Any]]
_PLAIN_TEXTS = ("decision_organ_name", "decision_number")


@dataclass(slots=True)
class Plan:
    """The decision for one good row. `case` None means a new case, `person` None a new person too."""

    candidate: Candidate
    person: KnownPerson | None = None
    case: KnownCase | None = None
    person_changes: Changes = field(default_factory=dict)
    case_changes: Changes = field(default_factory=dict)
    item_changes: Changes = field(default_factory=dict)
    moves: bool = False
    new_level: str = ""
    seats_added: list[Member] = field(default_factory=list)
    seats_closed: list[Seat] = field(default_factory=list)
    is_ended_file: bool = False

    @property
    def outcome(self) -> RosterOutcome:
        if self.candidate.entry.is_refused:
            return RosterOutcome.FAILED
        if self.case is None:
            return RosterOutcome.CREATED
        changed = (
            self.person_changes
            or self.case_changes
            or self.item_changes
            or self.moves
            or self.new_level
            or self.seats_added
            or self.seats_closed
        )
        return RosterOutcome.UPDATED if changed else RosterOutcome.UNCHANGED


@dataclass
class Planner:
    """Decides for the office of the import, on its business day, with the rights of who imports (None: a dry run)."""

    offices: OfficeIndex
    on: date
    by: User | None = None
    namesakes: list[NamesakeDraft] = field(default_factory=list)
    _may: dict[str, bool] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)
    _newcomers: dict[tuple[str, date], int] = field(default_factory=dict)

    def plan(self, candidate: Candidate, person: KnownPerson | None) -> Plan:
        plan = Plan(candidate, person)
        self._check_right(candidate)
        if person is None:
            return plan
        self._remark_number(candidate, person)
        case = person.open_case
        if case is not None:
            if self._is_ours(plan, case):
                self._compare_open(plan, case)
        else:
            self._compare_ended(plan, person)
        if plan.case is None and not candidate.entry.is_refused:
            self._compare_person(plan)
        return plan

    def first_row(self, person_id: int, row: int) -> int:
        """The row in which the person stands first: this one, unless there was another."""
        return self._rows.setdefault(person_id, row)

    def _remark_number(self, candidate: Candidate, person: KnownPerson) -> None:
        """A former number means the person all the same; the same person under two numbers is one row too many."""
        entry = candidate.entry
        first = self.first_row(person.id, entry.row)
        if first != entry.row:
            entry.error(
                "id_number",
                "duplicate_in_file",
                _("与第%(row)s行是同一人（证件号码更正过），以第%(row)s行为准，请删去多余的一行")
                % {"row": first},
            )
        elif person.id_masked:
            entry.warn(
                "id_number",
                "former_number",
                _("这是此人更正以前的证件号码，已按系统中的号码（%(number)s）处理，请改正名册")
                % {"number": person.id_masked},
            )

    def check_spans(self, plans: list[Plan]) -> None:
        """A level or station that begins after the import's day forbids a change on it. Two queries for all rows."""
        for model, key, affected in (
            (LevelSpan, "level", {plan.case.id: plan for plan in plans if plan.case and plan.new_level}),
            (Placement, "office", {plan.case.id: plan for plan in plans if plan.case and plan.moves}),
        ):
            if not affected:
                continue
            later = model._default_manager.filter(case_id__in=affected, starts_on__gt=self.on)
            for case_id, starts_on in later.values_list("case_id", "starts_on"):
                affected[case_id].candidate.entry.error(
                    key,
                    "later_record",
                    _("系统里已有自%(day)s起的记录，晚于本次导入日期，请在档案中办理") % {"day": starts_on},
                )

    def check_namesakes(self, plans: list[Plan]) -> None:
        """A newcomer of the name and birth of somebody in the county may be that person under a wrong number.

        A question for who may see them, unless it was answered before. Two queries for all rows.
        """
        newcomers = [plan for plan in plans if plan.person is None and plan.candidate.birth_on is not None]
        if not newcomers:
            return
        known = self._people_called({plan.candidate.called for plan in newcomers})
        differ = set(
            Namesake.objects.filter(
                state=NamesakeState.DIFFERENT,
                known_id__in={case.offender_id for cases in known.values() for case in cases},
            ).values_list("known_id", "id_kind", "id_index")
        )
        for plan in newcomers:
            self._warn_of_same_file(plan.candidate)
            for case in known.get(plan.candidate.called, ()):
                if (case.offender_id, *plan.candidate.document) not in differ:
                    self._ask(plan.candidate, case)
                    break

    def _people_called(
        self, called: set[tuple[str, date | None]]
    ) -> dict[tuple[str, date | None], list[Case]]:
        cases = Case.objects.below(self.offices.county.path)
        if self.by is not None:
            cases = cases.visible_to(self.by, Permission.ROSTER_IMPORT)
        found: dict[tuple[str, date | None], list[Case]] = defaultdict(list)
        for case in (
            cases.filter(
                offender__name__in={name for name, _birth in called},
                offender__birth_on__in={birth for _name, birth in called},
            )
            .select_related("offender", "station")
            .order_by("offender_id", "-pk")
            .distinct("offender_id")
        ):
            found[case.offender.name, case.offender.birth_on].append(case)
        return found

    def _warn_of_same_file(self, candidate: Candidate) -> None:
        name, birth_on = candidate.called
        if birth_on is None:
            return
        row = candidate.entry.row
        first = self._newcomers.setdefault((name, birth_on), row)
        if first != row:
            candidate.entry.warn(
                "id_number",
                "namesake_in_file",
                _("与第%(row)s行同名同出生日期而证件号码不同，请核对是否同一人录了两次") % {"row": first},
            )

    def _ask(self, candidate: Candidate, case: Case) -> None:
        candidate.entry.warn(
            "id_number",
            "namesake",
            _(
                "%(office)s已有同名同出生日期的人（证件号码%(number)s），请在“疑似重复”里认定是否同一人；"
                "不认定也可以导入，以后再认定"
            )
            % {"office": case.station.name, "number": case.offender.id_masked},
        )
        self.namesakes.append(
            NamesakeDraft(
                known_id=case.offender_id,
                id_kind=candidate.id_kind,
                id_index=candidate.id_index,
                facts=candidate.about(),
                row=candidate.entry.row,
            )
        )

    def is_open_to(self, case_id: int, path: str) -> bool:
        """Whether an open case lies in the county and may be touched by who imports."""
        if not is_within(path, self.offices.county.path) or not self._may_import(path):
            return False
        return self.by is None or case_id not in self.by.reach.denied_case_ids

    def _check_right(self, candidate: Candidate) -> None:
        if not self._may_import(candidate.station.path):
            candidate.entry.error(
                "office",
                "no_right",
                _("您没有为%(office)s导入名册的权限") % {"office": candidate.station.name},
            )

    def _may_import(self, path: str) -> bool:
        if self.by is None:
            return True
        if path not in self._may:
            self._may[path] = self.by.may(Permission.ROSTER_IMPORT, path=path)
        return self._may[path]

    def _is_ours(self, plan: Plan, case: KnownCase) -> bool:
        """An open case outside the county, or where the user has no right, is never taken over."""
        entry = plan.candidate.entry
        key = "id_number"
        if not is_within(case.path, self.offices.county.path):
            entry.error(key, "held_elsewhere", self._elsewhere_sentence(case))
            return False
        if not self.is_open_to(case.id, case.path):
            entry.error(
                key,
                "held_by_neighbour",
                _("此人在本县其他司法所有未结案件，您没有权限更新，请由县级社区矫正机构导入"),
            )
            return False
        return True

    def _elsewhere_sentence(self, case: KnownCase) -> str:
        """The other office's name only for who may see its people."""
        if self.by is not None and self.by.may(Permission.OFFENDER_VIEW, path=case.path):
            name = Organisation.objects.get(pk=case.station_id).name
            return _("此人在%(office)s有未结案件，不能由本单位导入，请先办理执行地变更") % {"office": name}
        return _("此人在其他县（市、区）有未结案件，不能由本单位导入，请先办理执行地变更")

    def _compare_open(self, plan: Plan, case: KnownCase) -> None:
        candidate = plan.candidate
        plan.case = case
        _refuse_guarded(plan, case)
        if candidate.ended_on:
            candidate.entry.warn(
                "ended_on",
                "end_not_applied",
                _("表中写有解除（终止）日期，导入不会自动结束在册案件，请在档案中办理解除或终止"),
            )
        self._compare_person(plan)
        for key, new in candidate.case.items():
            old = case.fields[key]
            if (list(old) if key == "crimes" and old else old) != new:
                plan.case_changes[key] = [old, new]
        for key, new in candidate.guarded.items():
            if case.fields[key] in ("", None):
                plan.case_changes[key] = [case.fields[key], new]
        for item, text in candidate.items.items():
            if case.items.get(item) != text:
                plan.item_changes[item] = [case.items.get(item), text]
        self._compare_spans(plan, case)
        _compare_team(plan, case)

    def _compare_person(self, plan: Plan) -> None:
        candidate, person = plan.candidate, plan.person
        if person is None:
            return
        for key, new in candidate.person.items():
            old = person.fields[key]
            if old != new:
                plan.person_changes[key] = [old, new]
        if "name" in plan.person_changes:
            candidate.entry.warn(
                "name",
                "name_differs",
                _("系统中此证件号码的姓名是“%(old)s”，将改为表中的姓名，请核对")
                % {"old": person.fields["name"]},
            )

    def _compare_spans(self, plan: Plan, case: KnownCase) -> None:
        candidate, day = plan.candidate, {"day": self.on}
        if candidate.level not in ("", Level.UNDETERMINED, case.level):
            plan.new_level = candidate.level
            labels = {"old": str(Level(case.level).label), "new": str(Level(candidate.level).label)}
            candidate.entry.warn(
                "level",
                "level_changed",
                _("管理等级由%(old)s变为%(new)s，自%(day)s起执行") % (labels | day),
            )
        if candidate.station.id == case.station_id:
            plan.moves = candidate.community_id not in (None, case.community_id)
        else:
            plan.moves = True
            old = self.offices.stations.get(case.station_id)
            labels = {"old": old.name if old else _("本县其他司法所"), "new": candidate.station.name}
            candidate.entry.warn(
                "office", "station_changed", _("司法所由%(old)s变为%(new)s，自%(day)s起执行") % (labels | day)
            )

    def _compare_ended(self, plan: Plan, person: KnownPerson) -> None:
        """A later start after the last case ended is a new case; the start of an ended case leaves all as it is."""
        candidate = plan.candidate
        same = next(
            (case for case in person.cases if case.fields["term_starts_on"] == candidate.starts_on), None
        )
        if same is not None:
            plan.case, plan.is_ended_file = same, True
            if not candidate.ended_on:
                candidate.entry.warn(
                    "term_starts_on",
                    "case_ended",
                    _("此案已在%(day)s结束，名册仍列为在矫；没有改动，请核对名册") % {"day": same.ended_on},
                )
            return
        last = max((case.ended_on for case in person.cases if case.ended_on), default=None)
        if last is not None and candidate.starts_on <= last:
            candidate.entry.error(
                "term_starts_on",
                "start_before_last_end",
                _("此人上一案在%(day)s结束，新案的开始日期应在此之后，请核对") % {"day": last},
            )


def _refuse_guarded(plan: Plan, case: KnownCase) -> None:
    """Another category, decision or term is not a fact to correct but a procedure to carry out."""
    candidate = plan.candidate
    for key, new in candidate.guarded.items():
        old = case.fields[key]
        if old in ("", None) or _is_same(key, old, new):
            continue
        code = {"category": "category_change"}.get(
            key, "term_change" if key.startswith("term_") else "decision_change"
        )
        candidate.entry.error(
            key,
            code,
            _("%(what)s由“%(old)s”变为“%(new)s”，不能用导入修改，请使用变更程序办理")
            % {"what": BY_KEY[key].heading, "old": _shown(key, old), "new": _shown(key, new)},
        )


def _is_same(key: str, old: Any, new: Any) -> bool:
    if old == new:
        return True
    if key in _PLAIN_TEXTS:
        return plain(str(old)) == plain(str(new))
    if key == "term_text":
        term = term_read(str(old))
        return (term is not None and term == term_read(str(new))) or plain(str(old)) == plain(str(new))
    return False


def _shown(key: str, value: Any) -> str:
    if key == "category":
        return str(Category(value).label)
    if key == "decision_organ":
        return str(DecisionOrgan(value).label)
    return str(value)


def _compare_team(plan: Plan, case: KnownCase) -> None:
    """Roles the sheet names and the file lacks are added; unnamed seats it no longer names are closed; people stay."""
    members = plan.candidate.members
    if not members:
        return
    named = {(role, name) for role, name, _unit in case.seats if name}
    unnamed = {(role, unit) for role, name, unit in case.seats if not name}
    filled = {role for role, name, _unit in case.seats if name}
    for member in members:
        if member.name:
            is_there = (member.role, member.name) in named
        else:
            is_there = (member.role, member.unit) in unnamed or member.role in filled
        if not is_there:
            plan.seats_added.append(member)
    wanted = {(member.role, member.unit) for member in members if not member.name}
    plan.seats_closed = [(role, "", unit) for role, unit in sorted(unnamed - wanted)]
