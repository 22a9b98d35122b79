"""The jobs of the night and the commands that do the same by hand."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.jobs import Job, job_run_now, kind_of, nights_create
from core.models import JobStatus
from corrections.models import Case
from supervision.enums import DutyKind
from supervision.models import Duty, Notice, Rule
from supervision.services import duties_open
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def answer(command: str, *arguments: str) -> Any:
    return json.loads(run(command, *arguments, "--json"))


def test_open_duties_answers_in_json(case: Case) -> None:
    assert answer("open_duties", "--on", "2026-11-23") == {"on": "2026-11-23", "opened": 4}
    assert answer("open_duties", "--on", "2026-11-23") == {"on": "2026-11-23", "opened": 0}


def test_flag_overdue_answers_in_json(case: Case) -> None:
    duties_open(on=MONDAY, case_ids=[case.pk])
    assert answer("flag_overdue", "--on", "2026-11-24") == {
        "on": "2026-11-24",
        "flagged": 3,
        "escalated": 3,
        "term_over": 0,
        "missed": 0,
    }


def test_commands_speak_in_words(case: Case) -> None:
    assert run("open_duties", "--on", "2026-11-23") == "2026-11-23：新开立 4 项\n"
    assert run("flag_overdue", "--on", "2026-11-23").startswith("2026-11-23：新标记逾期 2 项")
    assert run("load_rule_books").startswith("监管规则：新增 0 条")


def test_commands_take_one_office(case: Case, world: World) -> None:
    other = CaseFactory(station=world.other_station, ordinary=True)
    assert answer("open_duties", "--on", "2026-11-23", "--org", world.county.code)["opened"] == 4
    assert not Duty.objects.filter(case=other).exists()


@pytest.mark.parametrize("command", ["open_duties", "flag_overdue"])
def test_commands_exit_with_2_for_an_unknown_office(world: World, books: None, command: str) -> None:
    with pytest.raises(CommandError, match="没有代码为 999999 的机构") as failure:
        run(command, "--org", "999999")
    assert failure.value.returncode == 2


def test_open_duties_without_rule_books_says_what_to_do(world: World) -> None:
    with pytest.raises(CommandError, match="load_rule_books") as failure:
        run("open_duties")
    assert failure.value.returncode == 2


def test_the_night_opens_first_and_flags_then() -> None:
    opening, flagging = kind_of("open_duties"), kind_of("flag_overdue")
    assert opening is not None and flagging is not None
    assert opening.order < flagging.order


@pytest.mark.django_db(transaction=True)
def test_the_night_runs_as_jobs_once() -> None:
    call_command("load_rule_books", stdout=StringIO())
    made = CaseFactory(strict=True)
    from core.clock import frozen

    with frozen(MONDAY):
        nights_create()
        for kind in ("open_duties", "flag_overdue"):
            for job in Job.objects.filter(kind=kind, business_date=MONDAY):
                assert job_run_now(job).status == JobStatus.DONE
        nights_create()
    assert Job.objects.filter(kind="open_duties").count() == 2  # the county, and whoever is elsewhere
    assert duty_of(made, DutyKind.ORAL_REPORT).opens_on == MONDAY
    assert Notice.objects.filter(duty__case=made).exists()
    assert Rule.objects.exists()


def test_two_runs_of_one_night_leave_one_of_each(case: Case) -> None:
    """Peers' bug 7: timers lived inside the web process, so two servers did everything twice."""
    for _server in range(2):
        answer("open_duties", "--on", "2026-11-23")
        answer("flag_overdue", "--on", "2026-11-24")
    assert Duty.objects.filter(case=case, kind=DutyKind.ORAL_REPORT).count() == 1
    assert Notice.objects.count() == len(set(Notice.objects.values_list("duty", "step", "office")))


def test_who_never_came_shows_every_day(world: World, books: None) -> None:
    """Peers' bug 1: "not reported in" was recomputed only when the person at last reported."""
    made = CaseFactory(station=world.station, awaiting=True, effective_on=date(2026, 9, 1))
    answer("open_duties", "--on", "2026-11-23")
    for day in (date(2026, 11, 23), date(2026, 12, 31), date(2027, 6, 1)):
        assert Duty.objects.overdue(on=day).filter(case=made, kind=DutyKind.REGISTRATION).exists()
