from datetime import date, timedelta

import pytest

from core.audit import AuditEvent
from core.clock import now
from corrections.models import Organisation
from supervision.enums import Frequency, RuleCertainty, RuleUnit
from supervision.models import Rule, RuleBook
from supervision.selectors import RuleMissing, rule_number, rule_resolve, rule_sheet
from supervision.services import rule_books_load
from tests.people import World

DAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("books")


def rule(key: str, **fields: object) -> Rule:
    book = RuleBook.objects.get(key="since-2020")
    values = {"effective_from": date(2026, 1, 1), "legal_basis": "本地规定", "updated_at": now(), **fields}
    return Rule.objects.create(book=book, key=key, **values)


def test_rule_books_load_twice_changes_nothing() -> None:
    count = Rule.objects.count()
    done = rule_books_load()
    assert (done.created, done.kept, done.unchanged) == (0, 0, count)
    assert AuditEvent.objects.filter(event="rule_books_loaded").count() == 1


def test_rule_books_load_leaves_what_somebody_changed() -> None:
    Rule.objects.filter(key="team").update(number=5, updated_at=now())
    assert rule_books_load().kept == 2
    assert rule_number("team", on=DAY) == 5


def test_rule_books_load_brings_back_what_is_missing() -> None:
    Rule.objects.filter(key="team").delete()
    assert rule_books_load().created == 2


def test_every_shipped_row_names_its_basis_its_days_and_its_certainty() -> None:
    for row in Rule.objects.all():
        assert row.legal_basis
        assert row.certainty in RuleCertainty.values
        assert row.effective_from == row.book.effective_from
        assert bool(row.frequency) or row.number is not None or "未见" in row.note, row.key
        assert not row.unit or row.unit in RuleUnit.values


@pytest.mark.parametrize(
    ("key", "level", "frequency"),
    [
        ("oral_report", "strict", Frequency.WEEK),
        ("oral_report", "ordinary", Frequency.WEEK),
        ("oral_report", "lenient", Frequency.FORTNIGHT),
        ("written_report", "strict", Frequency.FORTNIGHT),
        ("written_report", "ordinary", Frequency.MONTH),
        ("written_report", "lenient", Frequency.QUARTER),
        ("visit", "strict", Frequency.MONTH),
        ("visit", "ordinary", Frequency.TWO_MONTHS),
        ("visit", "lenient", Frequency.QUARTER),
    ],
)
def test_rule_resolve_gives_the_shipped_frequencies(key: str, level: str, frequency: Frequency) -> None:
    assert rule_resolve(key, on=DAY, level=level).frequency == frequency


def test_rule_resolve_follows_the_day_from_one_book_to_the_next() -> None:
    assert rule_number("formal_warnings_to_revocation", on=date(2020, 6, 30)) == 3
    assert rule_number("formal_warnings_to_revocation", on=date(2020, 7, 1)) == 2


def test_rule_resolve_missing_says_what_is_missing() -> None:
    with pytest.raises(RuleMissing, match=r"2014-05-31.*registration"):
        rule_resolve("registration", on=date(2014, 5, 31))


def test_rule_resolve_without_a_level_does_not_take_a_row_of_one_level() -> None:
    with pytest.raises(RuleMissing):
        rule_resolve("oral_report", on=DAY)


def test_rule_resolve_prefers_the_row_that_names_more() -> None:
    rule("oral_report", level="strict", category="parole", frequency=Frequency.FORTNIGHT)
    assert (
        rule_resolve("oral_report", on=DAY, level="strict", category="parole").frequency
        == Frequency.FORTNIGHT
    )
    assert (
        rule_resolve("oral_report", on=DAY, level="strict", category="suspended").frequency == Frequency.WEEK
    )


def test_rule_resolve_prefers_the_lowest_office(world: World) -> None:
    def own(office: Organisation, number: int) -> None:
        rule("entered_late", organisation=office, number=number, unit=RuleUnit.WORKDAY)

    own(world.prefecture, 4)
    own(world.county, 5)
    assert rule_number("entered_late", on=DAY, path=world.station.path) == 5
    assert rule_number("entered_late", on=DAY, path=world.other_station.path) == 4
    assert rule_number("entered_late", on=DAY) == 3


def test_rule_resolve_takes_the_row_that_came_into_force_last() -> None:
    rule("team", number=7, unit=RuleUnit.DAY)
    assert rule_number("team", on=DAY) == 7
    assert rule_number("team", on=date(2025, 12, 31)) == 3


def test_rule_sheet_is_read_again_when_a_row_changes() -> None:
    before = rule_sheet()
    assert rule_sheet() is before
    Rule.objects.filter(key="team").update(number=9, updated_at=now() + timedelta(seconds=1))
    assert rule_number("team", on=DAY) == 9


def test_rule_number_of_a_row_without_one_is_a_sentence() -> None:
    with pytest.raises(RuleMissing, match="没有填写数值"):
        rule_number("oral_report", on=DAY, level="strict")
