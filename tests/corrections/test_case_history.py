"""Whatever is done to a case in whatever order: the row copies the spans that hold, and history has no gaps."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.clock import frozen
from core.errors import BadInput, Refused
from core.models import AuditEvent
from corrections.enums import EndKind, Level, Role, StatusKind
from corrections.models import Case, CaseSpan, LevelSpan, Placement, ResponsibleOfficer, StatusSpan, User
from corrections.services.end import SPANS, case_end, case_end_undo
from corrections.services.level import case_level_change
from corrections.services.placement import placement_correct
from corrections.services.responsible import responsible_assign
from corrections.services.status import (
    custody_begin,
    custody_end,
    hospital_begin,
    hospital_end,
    lost_contact_begin,
    lost_contact_end,
)
from tests.factories import CaseFactory, CountyFactory, PostingFactory, StationFactory
from tests.people import TODAY, account

FIRST = TODAY - timedelta(days=20)
ACTS = (
    "level", "lost", "found", "custody", "free", "hospital", "home", "place", "responsible", "end", "undo",
)  # fmt: skip
BEGIN = {"lost": lost_contact_begin, "custody": custody_begin, "hospital": hospital_begin}
END = {
    "found": (lost_contact_end, StatusKind.LOST_CONTACT),
    "free": (custody_end, StatusKind.CUSTODY),
    "home": (hospital_end, StatusKind.HOSPITAL),
}


class CaseHistory(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from(ACTS), st.integers(-1, 21), st.integers(0, 2)), min_size=1, max_size=12
        )
    )
    def test_spans_and_copies_agree(self, steps: list[tuple[str, int, int]]) -> None:
        with frozen(TODAY):
            county = CountyFactory()
            head = account("head-of-history", "县长", Role.COUNTY_HEAD, county)
            self.stations = [StationFactory(parent=county) for _ in range(3)]
            self.staff = [PostingFactory(organisation=county).staff for _ in range(3)]
            case: Case = CaseFactory(
                station=self.stations[0], received_on=FIRST, term_starts_on=FIRST, strict=True
            )
            for act, offset, choice in steps:
                before = AuditEvent.objects.count()
                try:
                    self.do(head, case, act, FIRST + timedelta(days=offset), choice)
                except (Refused, BadInput, StatusSpan.DoesNotExist):
                    assert AuditEvent.objects.count() == before
                else:
                    assert AuditEvent.objects.count() == before + 1
                case = Case.objects.get(pk=case.pk)
                self.check(case)

    def do(self, by: User, case: Case, act: str, day: date, choice: int) -> None:
        if act == "level":
            case_level_change(by=by, case=case, level=list(Level)[choice], starts_on=day, reason="评估")
        elif act in BEGIN:
            BEGIN[act](by=by, case=case, starts_on=day)
        elif act in END:
            end, kind = END[act]
            span = StatusSpan.objects.get(case=case, kind=kind, ends_on=None)
            end(by=by, span=span, ends_on=day)
        elif act == "place":
            placement_correct(
                by=by, case=case, station=self.stations[choice], community=None, starts_on=day, reason="更正"
            )
        elif act == "responsible":
            responsible_assign(by=by, case=case, staff=self.staff[choice], starts_on=day)
        elif act == "end":
            case_end(by=by, case=case, kind=EndKind.DEATH, ended_on=day)
        else:
            case_end_undo(by=by, case=case, reason="误登记")

    def check(self, case: Case) -> None:
        day = case.ended_on or TODAY
        assert Placement.objects.on(day).get(case=case).station == case.station
        assert case.path == case.station.path
        assert LevelSpan.objects.on(day).get(case=case).level == case.level
        answering = ResponsibleOfficer.objects.on(day).filter(case=case).first()
        assert (answering.staff if answering else None) == case.responsible
        self.check_no_gap(Placement, case, day)
        self.check_no_gap(LevelSpan, case, day)
        for model in SPANS:
            spans = model._default_manager.filter(case=case)
            if case.ended_on:
                assert not spans.filter(ends_on=None).exists()
                assert not spans.filter(ends_on__gt=case.ended_on).exists()
            else:
                assert not spans.filter(is_closed_with_case=True).exists()

    def check_no_gap(self, model: type[CaseSpan], case: Case, last: date) -> None:
        spans = list(model._default_manager.filter(case=case).order_by("starts_on"))
        assert spans[0].starts_on == FIRST
        for earlier, later in pairwise(spans):
            assert earlier.ends_on == later.starts_on - timedelta(days=1)
        assert spans[-1].ends_on is None or spans[-1].ends_on >= last
