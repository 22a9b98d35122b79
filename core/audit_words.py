"""Events in the words of who reads them: what was done, and which field went from what to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import AuditEvent

_titles: dict[str, Any] = {
    "logged_in": gettext_lazy("登录"),
    "logged_out": gettext_lazy("退出登录"),
    "login_failed": gettext_lazy("登录失败"),
    "axes_locked_out": gettext_lazy("多次登录失败，账号锁定"),
    "password_changed": gettext_lazy("修改密码"),
    "job_retried": gettext_lazy("重新执行任务"),
}
_words: dict[str, tuple[Any, Mapping[str, Any]]] = {}
_VERBS = {
    "created": gettext_lazy("新建"),
    "added": gettext_lazy("增加"),
    "recorded": gettext_lazy("登记"),
    "changed": gettext_lazy("变更"),
    "corrected": gettext_lazy("更正"),
    "updated": gettext_lazy("修改"),
    "withdrawn": gettext_lazy("撤回"),
    "ended": gettext_lazy("结束"),
    "closed": gettext_lazy("撤销"),
    "loaded": gettext_lazy("载入"),
    "imported": gettext_lazy("导入"),
    "exported": gettext_lazy("导出"),
}


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class EventLine:
    """One event as read by people. Personal values were masked when it was written."""

    at: datetime
    who: str
    title: str
    event: str
    changes: tuple[FieldChange, ...]
    reason: str
    subject: str
    path: str


def register_event_titles(titles: Mapping[str, Any]) -> None:
    """Event → what was done, in words. Called from AppConfig.ready."""
    _titles.update(titles)


def register_event_words(words: Mapping[str, tuple[Any, Mapping[str, Any]]]) -> None:
    """Key of `changes` that is no field with a name on the event's subject → (label, value → word)."""
    _words.update(words)


def event_title(event: str, subject_type: str = "") -> str:
    """The registered words; else the verb at the event's end with the subject's name."""
    if event in _titles:
        return str(_titles[event])
    model, verb = _model(subject_type), _VERBS.get(event.rpartition("_")[2])
    if model is None or verb is None:
        return event
    return _("%(verb)s%(what)s") % {"verb": verb, "what": model._meta.verbose_name}


def event_titles() -> list[tuple[str, str]]:
    """Every registered event with its words, for filters."""
    return sorted(((event, str(title)) for event, title in _titles.items()), key=lambda pair: pair[1])


def event_lines(events: Iterable[AuditEvent]) -> list[EventLine]:
    """Rows of other tables that changes name by key are fetched together, one query a table."""
    rows = list(events)
    names = _names_of_keys((event.subject_type, event.changes) for event in rows)
    return [
        EventLine(
            event.at,
            event.actor_name,
            event_title(event.event, event.subject_type),
            event.event,
            _changes(event.subject_type, event.changes, names),
            event.reason,
            _subject(event),
            event.path,
        )
        for event in rows
    ]


def changes_words(subject_type: str, rows: Iterable[Changes]) -> list[tuple[FieldChange, ...]]:
    """What each of these old → new pairs of one kind of row says; one query a table, as with events."""
    found = list(rows)
    names = _names_of_keys((subject_type, changes) for changes in found)
    return [_changes(subject_type, changes, names) for changes in found]


Changes = Mapping[str, Any]
"""Field → [old, new]."""
Names = dict[type[models.Model], dict[int, str]]


def _subject(event: AuditEvent) -> str:
    """The kind of row the event is about, and its number: no name, since names may be masked for the reader."""
    model = _model(event.subject_type)
    return f"{model._meta.verbose_name} {event.subject_id}" if model is not None and event.subject_id else ""


def _changes(subject_type: str, changes: Changes, names: Names) -> tuple[FieldChange, ...]:
    return tuple(_change(subject_type, key, pair, names) for key, pair in changes.items())


def _change(subject_type: str, key: str, pair: Any, names: Names) -> FieldChange:
    label, words = _words.get(key, (key, {}))
    field = _field(subject_type, key)
    if field is not None and field.verbose_name != field.name.replace("_", " "):
        label = field.verbose_name
    old, new = [*pair, None, None][:2] if isinstance(pair, list) else (None, pair)
    return FieldChange(str(label), _word(field, words, old, names), _word(field, words, new, names))


def _word(field: Any, words: Mapping[str, Any], value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("是")) if value else str(_("否"))
    if isinstance(field, models.ForeignKey):
        return names.get(field.related_model, {}).get(value, str(value))
    if isinstance(field, models.TimeField):
        return str(value)[:5]
    of_items = getattr(field, "base_field", field)
    choices = dict(of_items.flatchoices) if of_items is not None and of_items.choices else words
    if isinstance(value, list):
        return "、".join(str(choices.get(item, item)) for item in value)
    return str(choices.get(value, value))


def _names_of_keys(rows: Iterable[tuple[str, Changes]]) -> Names:
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for subject_type, changes in rows:
        for key, pair in changes.items():
            field = _field(subject_type, key)
            if isinstance(field, models.ForeignKey):
                found = (
                    {value for value in pair if isinstance(value, int)} if isinstance(pair, list) else set()
                )
                wanted[field.related_model] |= found
    return {
        model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=keys)}
        for model, keys in wanted.items()
    }


def _field(subject_type: str, key: str) -> Any:
    model = _model(subject_type)
    if model is None:
        return None
    for name in (key, key.removesuffix("_id")):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.Field):
            return field
    return None


def _model(subject_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(subject_type) if subject_type else None
    except LookupError:
        return None
