"""Every event and every change it names stands in words that a reader of the audit pages understands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models

from core import audit_words
from tests.architecture.test_layout import ORDER, ROOT

RECORDING = {"event_record", "case_event", "EventDraft"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def recordings() -> Iterator[tuple[str, ast.Call]]:
    """(file, call) of everything that writes an event."""
    for room in ORDER:
        for path in sorted((ROOT / room).rglob("*.py")):
            if {"migrations", "demo"} & set(path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDING:
                    yield str(path.relative_to(ROOT)), node


@cache
def field_words() -> frozenset[str]:
    """Names of fields that have a Chinese name on every model of ours that has such a field."""
    named: dict[str, set[bool]] = {}
    for model in apps.get_models():
        if model._meta.app_label in ORDER:
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    is_named = CHINESE.search(str(field.verbose_name)) is not None
                    named.setdefault(field.name, set()).add(is_named)
    return frozenset(name for name, answers in named.items() if True in answers)


def has_words(key: str, *, has_subject: bool) -> bool:
    """Words of its own, or the name of a field that the event's subject may have."""
    if key in audit_words._words:
        return True
    return has_subject and {key, key.removesuffix("_id")} & field_words() != set()


def has_subject(call: ast.Call) -> bool:
    subject = next((keyword.value for keyword in call.keywords if keyword.arg == "subject"), None)
    return not (isinstance(subject, ast.Constant) and subject.value is None)


def test_every_event_has_a_title() -> None:
    without = {
        f"{path}: {event}"
        for path, call in recordings()
        if call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(event := call.args[0].value, str)
        if event not in audit_words._titles and event.rpartition("_")[2] not in audit_words._VERBS
    }
    assert without == set()


def test_every_change_is_named() -> None:
    found = 0
    without = set()
    for path, call in recordings():
        for keyword in call.keywords:
            if keyword.arg == "changes" and isinstance(keyword.value, ast.Dict):
                for key in keyword.value.keys:
                    found += 1
                    name = key.value if isinstance(key, ast.Constant) else None
                    if isinstance(name, str) and not has_words(name, has_subject=has_subject(call)):
                        without.add(f"{path}: {name}")
    assert found > 10
    assert without == set()
