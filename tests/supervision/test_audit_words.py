"""What an officer did, as the audit pages tell it."""

from datetime import date

import pytest

from core.audit_words import event_lines
from core.models import AuditEvent
from corrections.models import Case, User
from supervision.enums import Channel, DutyKind
from supervision.services import check_in_record, duties_open
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of


@pytest.fixture
def running(world: World, books: None) -> Case:
    made: Case = CaseFactory(station=world.station, strict=True, received_on=date(2026, 9, 28))
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


def test_report_is_told_in_words_alone(running: Case, officer: User) -> None:
    check_in_record(
        by=officer,
        case=running,
        channel=Channel.IN_PERSON,
        happened_on=MONDAY,
        late_for=duty_of(running, DutyKind.ORAL_REPORT, "2026-W47"),
    )
    (line,) = event_lines(AuditEvent.objects.filter(event="check_in_recorded"))
    told = {change.label: change.new for change in line.changes}
    assert line.title == "登记报告"
    assert told["方式"] == "当面"
    assert told["抵作"] == "电话（当面）报告"
    assert told["补报事项"] == "电话（当面）报告 2026-W47"
