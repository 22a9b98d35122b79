"""Several officers in the same moment: exactly one act takes effect."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from core.errors import Refused
from core.models import AuditEvent
from corrections.enums import EndKind, Level
from corrections.models import Case, LevelSpan, Offender, User
from corrections.services.end import case_end
from corrections.services.level import case_level_change
from corrections.services.reception import case_receive
from tests.corrections.test_reception import DECISION, PERSON, RECEIVED_ON
from tests.factories import CaseFactory
from tests.people import World

OFFICERS = 6
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def all_at_once(act: Callable[[], object]) -> list[str]:
    """What each of six officers is told: "done" or the sentence of the refusal."""
    start = Barrier(OFFICERS)

    def one() -> str:
        start.wait(timeout=20)
        try:
            act()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(OFFICERS) as pool:
        waiting = [pool.submit(copy_context().run, one) for _ in range(OFFICERS)]
        return [answer.result(timeout=60) for answer in waiting]


def test_case_receive_by_six_at_once(transactional_db: None, world: World, head: User) -> None:
    told = all_at_once(
        lambda: case_receive(
            by=User.objects.get(pk=head.pk),
            station=world.station,
            person=PERSON,
            decision=DECISION,
            received_on=RECEIVED_ON,
        )
    )

    assert told.count("done") == 1
    assert (Offender.objects.count(), Case.objects.count()) == (1, 1)


def test_case_end_by_six_at_once(transactional_db: None, world: World, head: User) -> None:
    case = CaseFactory(station=world.station)

    told = all_at_once(
        lambda: case_end(
            by=User.objects.get(pk=head.pk), case=case, kind=EndKind.DEATH, ended_on=date(2026, 11, 20)
        )
    )

    assert told.count("done") == 1 and AuditEvent.objects.filter(event="case_ended").count() == 1


def test_case_level_change_by_six_at_once(transactional_db: None, world: World, head: User) -> None:
    case = CaseFactory(station=world.station)

    told = all_at_once(
        lambda: case_level_change(
            by=User.objects.get(pk=head.pk),
            case=case,
            level=Level.STRICT,
            starts_on=date(2026, 11, 20),
            reason="评估",
        )
    )

    assert told.count("done") == 1 and LevelSpan.objects.filter(case=case).count() == 2
