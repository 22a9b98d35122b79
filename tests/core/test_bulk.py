from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.bulk import copy_objects, copy_rows, draw_ids
from core.errors import BadInput
from core.models import CalendarDay, Job

pytestmark = pytest.mark.django_db

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@pytest.fixture
def table() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TEMP TABLE "odd name" (id serial, t text, n bigint, r float8, d numeric, f boolean, day date, '
            "at timestamptz, b bytea, j jsonb, u uuid, a text[]) ON COMMIT DROP"
        )
    yield "odd name"


def rows_of(table: str, columns: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY id')
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def test_copy_rows_writes_every_type(table: str) -> None:
    row = (
        "文字\t制表\n换行\r回车\\反斜\\N",
        -5,
        0.1,
        Decimal("12.30"),
        True,
        date(2026, 11, 23),
        datetime(2026, 11, 23, 8, 30, 1, 5, tzinfo=UTC),
        b"\x00\\x\xff",
        {"名": ["旧\n", None, 1.5, "\\"]},
        UUID(int=7),
    )
    count = copy_rows(
        connection, table, ["t", "n", "r", "d", "f", "day", "at", "b", "j", "u"], [row, (None,) * 10]
    )
    assert count == 2
    written, empty = rows_of(table, "t, n, r, d, f, day, at, b, j::text, u")
    assert written[:8] == row[:8]
    assert written[8:] == ('{"名": ["旧\\n", null, 1.5, "\\\\"]}', UUID(int=7))
    assert empty == (None,) * 10


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
@given(
    st.lists(st.tuples(st.none() | texts, st.none() | st.binary(), st.none() | st.lists(texts)), max_size=20)
)
def test_copy_rows_keeps_any_value(
    table: str, rows: list[tuple[str | None, bytes | None, list[str] | None]]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}"')
    assert copy_rows(connection, table, ["t", "b", "j"], rows) == len(rows)
    import json

    assert [(t, b, j if j is None else json.loads(j)) for t, b, j in rows_of(table, "t, b, j::text")] == rows


def test_copy_rows_writes_enums_by_value(table: str) -> None:
    class Kind(models.TextChoices):
        LATE = "late"

    class Number(models.IntegerChoices):
        TWO = 2

    copy_rows(connection, table, ["t", "n"], [(Kind.LATE, Number.TWO)])
    assert rows_of(table, "t, n") == [("late", 2)]


@given(st.lists(st.none() | texts, max_size=5))
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
def test_copy_rows_writes_a_tuple_as_an_array(table: str, items: list[str | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}"')
    copy_rows(connection, table, ["a"], [(tuple(items),)])
    assert rows_of(table, "a") == [(items,)]


def test_copy_rows_of_nothing(table: str) -> None:
    assert copy_rows(connection, table, ["t"], []) == 0


def test_copy_rows_takes_a_long_generator_and_one_huge_cell(table: str) -> None:
    assert copy_rows(connection, table, ["t"], ((f"{n}" * 50,) for n in range(30_000))) == 30_000
    assert copy_rows(connection, table, ["t"], [("汉" * 300_000,)]) == 1
    assert rows_of(table, "max(length(t)), count(*)" + ", max(id) AS id") == [(300_000, 30_001, 30_001)]


@pytest.mark.parametrize(
    ("row", "error"),
    [(("a\x00b",), ValueError), (("a", "b"), ValueError), ((object(),), TypeError), ((), ValueError)],
)
def test_copy_rows_refuses_what_it_cannot_write(
    table: str, row: tuple[object, ...], error: type[Exception]
) -> None:
    with pytest.raises(error), transaction.atomic():
        copy_rows(connection, table, ["t"], [("good",), row])
    assert rows_of(table, "t") == []


def test_copy_rows_raises_what_the_rows_raise(table: str) -> None:
    def rows() -> Iterator[tuple[str]]:
        yield ("good",)
        raise BadInput("第 2 行有误")

    with pytest.raises(BadInput, match="第 2 行"), transaction.atomic():
        copy_rows(connection, table, ["t"], rows())


def test_copy_rows_raises_djangos_errors(table: str) -> None:
    with pytest.raises(DataError), transaction.atomic():
        copy_rows(connection, table, ["n"], [("no number",)])
    CalendarDay.objects.create(day=date(2026, 1, 1), is_workday=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(
            connection,
            "core_calendarday",
            ["day", "is_workday", "name", "source"],
            [(date(2026, 1, 1), True, "", "")],
        )


def test_copy_objects_prepares_fields_and_leaves_the_key_to_the_database() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    jobs = [Job(kind="a", args={"名": [1, None]}, created_at=now), Job(kind="b", created_at=now, result={})]
    assert copy_objects(connection, jobs) == 2
    first = Job.objects.get(kind="a")
    assert (first.args, first.status, first.key, first.created_at) == (
        {"名": [1, None]},
        "pending",
        None,
        now,
    )
    assert copy_objects(connection, []) == 0


def test_draw_ids_gives_keys_that_the_sequence_will_not_give_again() -> None:
    ids = draw_ids(connection, Job, 3)
    assert len(set(ids)) == 3
    later = Job.objects.create(kind="a", created_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert later.pk > max(ids)
    assert draw_ids(connection, Job, 0) == []


@pytest.mark.django_db
def test_copy_rows_writes_a_tuple_as_an_array_of_text() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE listed (words text[])")
    hard = ("盗窃罪", 'a"b', "c,d", "back\\slash", "NULL", "")
    copy_rows(connection, "listed", ["words"], [(hard,), ((),)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM listed")
        assert cursor.fetchall() == [(list(hard),), ([],)]
