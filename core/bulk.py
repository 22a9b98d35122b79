"""Rows into PostgreSQL by COPY: the fast way in for imports, events and demo data.

Defaults of columns that are not named apply; Python-side defaults, `auto_now` and signals do not. The rows are not read
back: who needs the ids draws them beforehand (`draw_ids`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import DatabaseError, models
from django.db.backends.base.base import BaseDatabaseWrapper

_CHUNK = 1 << 16
_has_special = re.compile(r"[\\\t\n\r\x00]").search
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(
    connection: BaseDatabaseWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Writes the rows in the connection's own transaction, in order, and returns how many.

    None becomes NULL; str, numbers, bool, dates, bytes, UUID are written as such; dict and list as JSON; a tuple as an
    array of text or numbers. Raises ValueError for a NUL character (PostgreSQL keeps none) or a row of another width,
    TypeError for any other type, what `rows` itself raises, and Django's database errors. Memory stays flat: rows may
    be a generator.
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    lines = _Lines(_encoded(rows, len(columns)))
    with connection.cursor() as cursor:
        try:
            with connection.wrap_database_errors:
                cursor.copy_expert(f"COPY {quote(table)} ({names}) FROM STDIN", lines, size=_CHUNK)
        except DatabaseError:
            if lines.failure is not None:  # psycopg2 reports our own exception as a cancelled query
                raise lines.failure from None
            raise
        return int(cursor.rowcount)


def copy_objects(
    connection: BaseDatabaseWrapper, objects: Sequence[models.Model], *, skip: Sequence[str] = ()
) -> int:
    """Writes unsaved objects of one model by COPY, each field through its own preparation (encryption included).

    `skip` names fields to leave to the database (defaults, generated columns); a primary key is left out when the first
    object has none. Objects are not given their keys.
    """
    if not objects:
        return 0
    meta = objects[0]._meta
    fields = [
        field
        for field in meta.concrete_fields
        if field.name not in skip and not (field.primary_key and objects[0].pk is None)
    ]
    prepare = [(field.attname, field.get_db_prep_save, field.get_internal_type()) for field in fields]

    def row(item: models.Model) -> list[object]:
        values: list[object] = []
        for attname, get_db_prep_save, kind in prepare:
            value = getattr(item, attname)
            if kind == "ArrayField" and value is not None:
                values.append(tuple(value))
            else:
                values.append(value if kind == "JSONField" else get_db_prep_save(value, connection))
        return values

    return copy_rows(connection, meta.db_table, [str(field.column) for field in fields], map(row, objects))


def draw_ids(connection: BaseDatabaseWrapper, model: type[models.Model], count: int) -> list[int]:
    """`count` fresh primary keys of the model, in order; those not used are lost, which does no harm."""
    if count <= 0:
        return []
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(meta.db_table), meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _text(value: str) -> str:
    if _has_special(value) is None:
        return str.__str__(value)
    if "\x00" in value:
        raise ValueError("text with a NUL character")
    return value.translate(_ESCAPES)


def _json(value: object) -> str:
    return _text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _array(value: tuple[object, ...]) -> str:
    """A one-dimensional array: every element quoted, so that commas and the word NULL are just text."""
    return _text("{" + ",".join("NULL" if item is None else _quoted(str(item)) for item in value) + "}")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bytes(value: bytes | bytearray | memoryview) -> str:
    return "\\\\x" + value.hex()


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    float: repr,
    Decimal: str,
    date: date.isoformat,
    datetime: datetime.isoformat,
    time: time.isoformat,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
    UUID: str,
    dict: _json,
    list: _json,
    tuple: _array,
}


def _writer(kind: type) -> Callable[[Any], str]:
    """The writer of a subclass (an enum, a lazy date) is that of its base; remembered for the next row."""
    for base in kind.__mro__[1:]:
        if base in _WRITERS:
            if base is int:
                return lambda value: str(int(value))
            return _WRITERS[base]
    adapted = _ADAPTERS.get(kind.__name__)
    if adapted is None:
        raise TypeError(f"COPY cannot write {kind.__name__}")
    return adapted


# What Django's fields hand to psycopg2, by name, since psycopg2 hides the type of Binary.
_ADAPTERS: dict[str, Callable[[Any], str]] = {"Binary": lambda value: _bytes(value.adapted)}


def _encoded(rows: Iterable[Sequence[object]], width: int) -> Iterator[bytes]:
    writers = dict(_WRITERS)
    lines: list[str] = []
    size = 0
    for row in rows:
        if len(row) != width:
            raise ValueError(f"a row has {len(row)} values for {width} columns")
        cells = []
        for value in row:
            kind = value.__class__
            write = writers.get(kind)
            if write is None:
                write = writers[kind] = _writer(kind)
            cells.append(write(value))
        line = "\t".join(cells)
        lines.append(line)
        size += len(line)
        if size > _CHUNK:
            yield ("\n".join(lines) + "\n").encode()
            lines, size = [], 0
    if lines:
        yield ("\n".join(lines) + "\n").encode()


class _Lines:
    """The read-only file that psycopg2 wants, over pieces made while it reads."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""
        self.failure: Exception | None = None

    def read(self, size: int) -> bytes:
        if not self._rest:
            try:
                self._rest = next(self._pieces, b"")
            except Exception as failure:
                self.failure = failure
                raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece
