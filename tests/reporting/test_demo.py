"""The demo county: repeatable, believable, and apart from the sample rosters."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core import sheets
from core.clock import frozen
from core.idnumber import parse
from corrections.enums import Category, EndKind, StatusKind
from corrections.models import Case, Offence, Offender, StatusSpan, User
from reporting.enums import IndicatorKey
from reporting.models import Snapshot
from supervision.models import Approval, CheckIn, Duty, Leave

ON = date(2026, 11, 23)
ROSTERS = Path(__file__).resolve().parents[1] / "rosters"


@pytest.fixture
def demo(db: None) -> None:
    with frozen(ON):
        for command in ("load_calendar", "load_divisions", "load_rule_books"):
            call_command(command, verbosity=0)
        call_command("demo", seed=7, people=120, verbosity=0)


def roster_numbers() -> set[str]:
    found: set[str] = set()
    for path in [*ROSTERS.glob("*.xlsx"), *ROSTERS.glob("*gb18030.csv")]:
        for sheet in sheets.read(path).visible_sheets:
            for row in sheet.rows:
                found |= {
                    cell for cell in row if isinstance(cell, str) and re.fullmatch(r"\d{17}[\dX]", cell)
                }
    return found


@pytest.mark.slow
def test_demo_is_a_county_at_work(demo: None) -> None:
    numbers = {person.id_number for person in Offender.objects.all()}
    samples = roster_numbers()
    assert len(numbers) == 120
    assert len(samples) > 200
    assert not numbers & samples
    assert all(parse(number, on=ON).value == number for number in numbers)

    with frozen(ON):
        assert 60 <= Case.objects.under_correction(on=ON).count() <= 90
        assert Case.objects.awaiting_reception().count() == 3
        assert Case.objects.term_over(on=ON).count() >= 2
        assert Duty.objects.overdue(on=ON).exists()
    assert Case.objects.filter(end_kind=EndKind.REVOKED_SUSPENSION, category=Category.SUSPENDED).count() == 1
    assert StatusSpan.objects.filter(kind=StatusKind.LOST_CONTACT, ends_on=None).count() == 2
    assert Offence.objects.filter(effective_on__isnull=False).count() == 1
    assert CheckIn.objects.filter(happened_on__gt=ON).count() == 0
    assert Leave.objects.out(on=ON).count() == 3 and Leave.objects.overdue(on=ON).count() == 1
    assert Duty.objects.overdue(on=ON).filter(kind="leave_return").count() == 1
    assert Approval.objects.waiting().count() == 4
    assert not CheckIn.objects.filter(recorded_by=None).exists()
    months = Snapshot.objects.filter(indicator=IndicatorKey.TEAM_COMPLETE, organisation__kind="province")
    assert months.count() > 20  # the trend is there on the first look
    settled = Duty.objects.filter(kind="oral_report", outcome="complied").count()
    assert settled > 0.9 * Duty.objects.filter(kind="oral_report", due_on__lt=ON, suspended_by="").count()

    with frozen(ON), pytest.raises(CommandError, match="空库"):
        call_command("demo", verbosity=0)
    assert User.objects.get(username="shengting").may("reporting.dashboard_view")
