"""Old → new for events: values set on a row, personal ones masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from core.clock import now

Changes = dict[str, list[Any]]


def changes_apply(row: models.Model, values: Mapping[str, Any]) -> Changes:
    """Set the values on the unsaved row; old → new of those that differ, as JSON holds them.

    What the model names in `PERSONAL` is masked; blind indexes and other derived columns are the caller's.
    """
    changes: Changes = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old == new:
            continue
        setattr(row, name, new)
        changes[name] = [plain(row, name, old), plain(row, name, new)]
    return changes


def created(row: models.Model, *names: str) -> Changes:
    """None → value for what a new row says."""
    return {
        name: [None, plain(row, name, getattr(row, name))]
        for name in names
        if getattr(row, name) not in (None, "")
    }


def plain(row: models.Model, name: str, value: Any) -> Any:
    """The value as an event may show it."""
    personal = getattr(type(row), "PERSONAL", {})
    if name in personal and value:
        return personal[name](str(value))
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def row_save(row: models.Model, fields: Mapping[str, Any] | set[str]) -> None:
    """Save those fields of a versioned row, count its version up and note the moment."""
    row.version += 1  # type: ignore[attr-defined]
    row.updated_at = now()  # type: ignore[attr-defined]
    row.save(update_fields=[*fields, "version", "updated_at"])
