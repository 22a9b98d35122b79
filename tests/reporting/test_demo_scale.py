"""The scale data at a tiny size: what the program itself would have made, the same for the same seed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from core.clock import frozen
from core.idnumber import parse
from core.models import AuditEvent
from corrections.enums import OrganisationKind
from corrections.models import Case, Offender, Organisation, User
from supervision.enums import DutyKind, DutyOutcome
from supervision.models import Assessment, CheckIn, CorrectionPlan, Duty, Notice, Visit
from supervision.selectors.workbench import workbench_cards
from supervision.services import duties_open, overdue_flag
from supervision.services.duties import Reconciled, duties_reconcile
from supervision.services.settlement import duties_settle

ON = date(2026, 11, 23)


@pytest.fixture
def tree(db: None) -> None:
    with frozen(ON):
        for command in ("load_calendar", "load_divisions", "load_rule_books"):
            call_command(command, verbosity=0)


def made(size: str, *, people: int, seed: int = 3) -> None:
    with frozen(ON):
        call_command("demo", scale=size, people=people, seed=seed, verbosity=0)


def facts() -> list[Any]:
    """All that a seed decides, without keys; encrypted columns as read."""
    people = Offender.objects.order_by("id_index")
    duties = Duty.objects.order_by("case__number", "kind", "occasion", "opens_on")
    records = CheckIn.objects.order_by("case__number", "happened_on", "happened_at", "channel", "settles")
    return [
        [(row.name, row.id_number, row.phone, row.residence, row.is_restricted) for row in people],
        list(duties.values_list("case__number", "kind", "occasion", "outcome", "settled_on", "suspended_by")),
        list(records.values_list("case__number", "happened_on", "content", "recorded_by__username")),
        list(
            Assessment.objects.order_by("case__number", "month").values_list("grade", "facts", "assessed_on")
        ),
    ]


def assert_nothing_is_left_to_do() -> None:
    """The night and every service that says what should be find all as they would have left it."""
    ids = list(Case.objects.values_list("pk", flat=True))
    with frozen(ON):
        assert duties_open(on=ON) == 0
        assert duties_settle(case_ids=ids, on=ON) == 0
        assert duties_reconcile(case_ids=ids, on=ON, by=None) == Reconciled(0, 0)
        flagged = overdue_flag(on=ON)
    assert (flagged.flagged, flagged.escalated, flagged.term_over, flagged.missed) == (0, 0, 0, 0)


@pytest.mark.slow
def test_province_is_what_the_services_would_have_made(tree: None) -> None:
    made("province", people=240)
    assert Case.objects.count() == 240
    duties = Duty.objects.count()
    records = sum(model._default_manager.count() for model in (CheckIn, Visit, CorrectionPlan, Assessment))
    assert 45 * 240 < duties < 80 * 240
    assert 0.85 * duties < records < duties
    assert_nothing_is_left_to_do()

    assert Duty.objects.overdue(on=ON).exists()
    assert Notice.objects.exists()
    assert Duty.objects.filter(outcome=DutyOutcome.MISSED).exists()
    assert CheckIn.objects.filter(late_for__isnull=False).exists()
    settled = Duty.objects.filter(
        kind=DutyKind.ORAL_REPORT, due_on__lt=ON - timedelta(days=7), suspended_by=""
    )
    assert 0.94 < settled.filter(outcome=DutyOutcome.COMPLIED).count() / settled.count() < 1
    early = Q(happened_on__lt=F("case__received_on")) | Q(happened_on__gt=F("case__ended_on"))
    for model in (CheckIn, Visit):
        assert not model.objects.filter(early | Q(happened_on__gt=ON)).exists()
    assert all(parse(person.id_number, on=ON).value == person.id_number for person in Offender.objects.all())


@pytest.mark.slow
def test_each_record_of_the_scale_data_has_its_event(tree: None) -> None:
    made("province", people=30)
    told = dict(AuditEvent.objects.values_list("event").annotate(Count("pk")))
    for name, model in (
        ("check_in_recorded", CheckIn),
        ("visit_recorded", Visit),
        ("plan_made", CorrectionPlan),
        ("assessment_recorded", Assessment),
        ("demo_case_made", Case),
    ):
        assert told[name] == model._default_manager.count() > 0
    check_in = CheckIn.objects.filter(late_for__isnull=False).select_related("case").latest("pk")
    event = AuditEvent.objects.get(event="check_in_recorded", subject_id=check_in.pk)
    assert event.at == check_in.recorded_at
    assert event.business_date == check_in.recorded_on
    assert (event.case_id, event.path) == (check_in.case_id, check_in.case.path)
    assert event.changes["late_for"] == [None, check_in.late_for_id]
    assert event.changes["settles"] == [None, check_in.settles]
    assert event.changes["happened_on"] == [None, check_in.happened_on.isoformat()]


@pytest.mark.slow
def test_country_is_copies_of_the_tree_under_a_root_of_its_own(tree: None) -> None:
    made("country", people=300)
    root = Organisation.objects.get(short_name="演示全国")
    province = Organisation.objects.get(parent=root)
    original = Organisation.objects.get(code="510000")
    below, source = Organisation.objects.below(province.path), Organisation.objects.below(original.path)
    assert below.count() == source.count() == 3306
    assert below.filter(kind=OrganisationKind.STATION).count() == 3101
    assert Case.objects.below(root.path).count() == Case.objects.count() == 300
    assert not Case.objects.below(original.path).exists()
    assert set(Case.objects.exclude(taken_over_on=None).values_list("taken_over_on", flat=True)) == {
        ON - timedelta(days=56)
    }
    assert_nothing_is_left_to_do()
    officer = User.objects.get(username="xianju")
    with frozen(ON):
        cards = {card.key: card.count for card in workbench_cards(officer, on=ON)}
    assert cards["pending"] > 100


@pytest.mark.slow
@pytest.mark.parametrize("size", ["province", "country"])
def test_same_seed_makes_the_same_people_and_records(tree: None, size: str) -> None:
    """In the country the second time stands on other keys: the sequences go on."""
    from django.db import transaction

    found = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            made(size, people=40, seed=seed)
            found.append(facts())
            transaction.set_rollback(True)
    assert found[0] == found[1] != found[2]


def test_scale_refuses_a_database_that_holds_people(tree: None) -> None:
    made("province", people=1)
    with frozen(ON), pytest.raises(CommandError, match=r"空库.*already holds people"):
        call_command("demo", scale="province", verbosity=0)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("people", "sentence"), [(0, "at least one person"), (5, "load_rule_books first")])
def test_scale_says_what_is_missing(db: None, people: int, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("demo", scale="country", people=people, verbosity=0)
