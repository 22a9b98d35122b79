from datetime import UTC, date, datetime

import pytest
import time_machine
from pytest_django import Settings

from core import clock


@time_machine.travel(datetime(2026, 11, 22, 16, 30, tzinfo=UTC), tick=False)
def test_today_is_the_day_in_shanghai_after_midnight() -> None:
    assert clock.today() == date(2026, 11, 23)
    assert clock.now().hour == 0


@time_machine.travel(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), tick=False)
def test_today_before_midnight_in_shanghai() -> None:
    assert clock.today() == date(2026, 11, 22)


@time_machine.travel(datetime(2026, 11, 22, 16, 30, tzinfo=UTC), tick=False)
def test_business_date_moves_the_day_and_keeps_the_time(settings: Settings) -> None:
    settings.BUSINESS_DATE = date(2027, 2, 1)
    assert clock.now() == datetime(2027, 2, 1, 0, 30, tzinfo=clock.TZ)
    assert clock.today() == date(2027, 2, 1)


def test_frozen_wins_over_business_date_and_ends(settings: Settings) -> None:
    settings.BUSINESS_DATE = date(2027, 2, 1)
    with clock.frozen(date(2024, 2, 29)):
        assert clock.today() == date(2024, 2, 29)
    assert clock.today() == date(2027, 2, 1)


def test_frozen_ends_after_an_error(settings: Settings) -> None:
    settings.BUSINESS_DATE = date(2027, 2, 1)
    with pytest.raises(KeyError), clock.frozen(date(2024, 2, 29)):
        raise KeyError
    assert clock.today() == date(2027, 2, 1)
