"""Changes stand in services: keyword-only, by somebody, with an event; a stored status follows its table.

Read from the source: a function writes or records when it does so itself or through what it calls in the services of
our rooms.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.db import models

from tests.architecture.test_layout import APPS, ORDER, ROOT

WRITING = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
COPYING = {"copy_rows", "copy_objects"}
WRITING_SQL = ("INSERT INTO ", "UPDATE ", "DELETE FROM ", "COPY ")
RECORDING = {"event_record", "events_record"}

PART = "a part of other services, which lock, ask the policy and leave the event"
FOLLOWS = "follows from a rule and a fact; the row is the trace, the act behind it has its event"
BY_NIGHT = "the program does it by itself; the job's row says when"
LIST_ROW = "one row of a list; the context, or the undo, says by whom, and what it calls leaves the event"
UPLOAD = (
    "the job of an upload or export; who asked and who confirmed stand on its row and in their own events"
)

NOT_BY_SOMEBODY = {
    "corrections.services.account.accounts_install": "installs the first accounts, before there is anybody",
    "supervision.services.approvals.errand_open": PART,
    "supervision.services.leaves.movement_add": PART,
    "corrections.services.case.case_update": PART,
    "corrections.services.case.span_switch": PART,
    "corrections.services.changes.row_save": PART,
    "corrections.services.divisions.divisions_load": "loads what the state publishes, at installation",
    "corrections.services.document.document_set": PART,
    "corrections.services.document.former_document_keep": PART,
    "corrections.services.namesake_asking.namesakes_among_new": PART,
    "corrections.services.namesake_asking.namesakes_ask": PART,
    "corrections.services.namesake_asking.namesakes_of_newcomer": PART,
    "corrections.services.export.export_write": UPLOAD,
    "corrections.services.export.exports_expire": BY_NIGHT,
    "corrections.services.reception.juvenile_values": PART,
    "corrections.services.roster_import.roster_apply": UPLOAD,
    "corrections.services.roster_import.roster_check": UPLOAD,
    "corrections.services.roster_import.roster_preview": "writes only with a writer, and it has none",
    "corrections.services.roster_lists.list_apply": UPLOAD,
    "corrections.services.roster_lists.list_check": UPLOAD,
    "corrections.services.staff_list.staff_row": LIST_ROW,
    "corrections.services.staff_list.staff_undo": LIST_ROW,
    "reviews.services.representative_list.representative_row": LIST_ROW,
    "reviews.services.representative_list.representative_undo": LIST_ROW,
    "corrections.services.roster_rows.rows_add": PART,
    "corrections.services.roster_rows.rows_update": PART,
    "corrections.services.roster_run.roster_run": PART,
    "supervision.services.visits.findings_keep": PART,
    "supervision.services.visits.photos_keep": PART,
    "corrections.services.roster_spans.case_spans_begin": PART,
    "corrections.services.roster_spans.seats_begin": PART,
    "corrections.services.roster_spans.seats_close": PART,
    "corrections.services.roster_spans.spans_switch": PART,
    "corrections.services.roster_undo.roster_undo": UPLOAD,
    "corrections.services.roster_upload.roster_files_expire": BY_NIGHT,
    "corrections.services.roster_upload.roster_upload_apply": UPLOAD,
    "corrections.services.roster_upload.roster_upload_check": UPLOAD,
    "supervision.services.digests.digests_make": BY_NIGHT,
    "supervision.services.duties.duties_open": BY_NIGHT,
    "supervision.services.notices.overdue_flag": BY_NIGHT,
    "supervision.services.settlement.duties_settle": FOLLOWS,
    "supervision.services.suspension.duties_suspend": FOLLOWS,
    "supervision.services.rule_preview.rule_effect": "fills a table of the session only, which goes with it",
    "supervision.services.wanted.wanted_in_periods": PART,
    "supervision.services.wanted.wanted_on": PART,
    "supervision.services.wanted.wanted_since_start": PART,
}
"""Public functions that write and take no `by`, or take anything by position, with the reason."""

WITHOUT_EVENT = {
    "corrections.services.namesake.namesake_raise": "a question only; the answer to it has its event",
    "reviews.services.hooks.cases_merged": PART,
    "supervision.services.hooks.cases_merged": PART,
    "supervision.services.approvals.approval_open": PART,
    "supervision.services.digests.digest_read": "one's own mark of reading, nothing about a person",
    "supervision.services.duties.duties_reconcile": FOLLOWS,
    "supervision.services.notices.notices_read": "one's own mark of reading, nothing about a person",
}
"""Services by somebody that leave no event, with the reason."""

WITHOUT_TABLE = {
    "core.Job.status": "the runner's own statements name the status they start from (core/jobs/runner.py)",
    "corrections.Namesake.state": "each answer locks the row and asks for the state before it",
    "corrections.PeopleExport.state": "written once behind a row lock, then only forgotten",
    "corrections.RosterImport.state": "each step locks the row and asks for the state before it",
}
"""Stored statuses without a transition table, with the reason."""


@dataclass(frozen=True)
class Unit:
    """A function or class of a service module."""

    module: str
    node: ast.FunctionDef | ast.ClassDef

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def full_name(self) -> str:
        return f"{self.module}.{self.name}"


def service_modules() -> Iterator[tuple[str, Path]]:
    for app in APPS:
        if (ROOT / app / "services.py").exists():
            yield f"{app}.services", ROOT / app / "services.py"
        for path in sorted((ROOT / app / "services").glob("*.py")):
            yield f"{app}.services.{path.stem}", path


@cache
def units() -> dict[tuple[str, str], Unit]:
    """(module, name) → the unit, for every module of services."""
    return {
        (module, node.name): Unit(module, node)
        for module, path in service_modules()
        for node in _tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _names_of(module: str) -> dict[str, Unit]:
    """What a name means in the module: its own units and those it imports."""
    path = dict(service_modules())[module]
    meaning = {
        alias.asname or alias.name: units()[node.module or "", alias.name]
        for node in _tree(path).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module or "", alias.name) in units()
    }
    return meaning | {name: unit for (of, name), unit in units().items() if of == module}


@cache
def _writing_constants(module: str) -> frozenset[str]:
    """Module constants that hold a statement that writes."""
    body = _tree(dict(service_modules())[module]).body
    return frozenset(
        target.id
        for node in body
        if isinstance(node, ast.Assign) and _is_writing_sql(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    )


def _is_writing_sql(node: ast.AST) -> bool:
    texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return any(isinstance(text, str) and any(word in text for word in WRITING_SQL) for text in texts)


def _writes_itself(unit: Unit) -> bool:
    constants = _writing_constants(unit.module)
    docstring = ast.get_docstring(unit.node, clean=False) or ""
    for node in ast.walk(unit.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # `.update(...)` of a dictionary or digest takes its values by position, that of a queryset by name.
            is_update = node.func.attr == "update" and node.keywords and not node.args
            if node.func.attr in WRITING or is_update:
                return True
        if isinstance(node, ast.Name) and node.id in constants | COPYING:
            return True
        is_text = isinstance(node, ast.JoinedStr | ast.Constant)
        if is_text and _is_writing_sql(node) and getattr(node, "value", None) != docstring:
            return True
    return False


def _called(unit: Unit) -> set[str]:
    return {node.id for node in ast.walk(unit.node) if isinstance(node, ast.Name)}


def _does(unit: Unit, seen: frozenset[str], own: str) -> bool:
    """Whether the unit, or what it calls, writes ("write") or records ("record")."""
    itself = _writes_itself(unit) if own == "write" else bool(_called(unit) & RECORDING)
    if itself:
        return True
    meaning = _names_of(unit.module)
    below = [meaning[name] for name in _called(unit) if name in meaning]
    return any(_does(each, seen | {unit.full_name}, own) for each in below if each.full_name not in seen)


def writers() -> list[Unit]:
    """Public functions of the services that write."""
    return [
        unit
        for unit in units().values()
        if isinstance(unit.node, ast.FunctionDef)
        and not unit.name.startswith("_")
        and _does(unit, frozenset(), "write")
    ]


def _is_by_somebody(unit: Unit) -> bool:
    assert isinstance(unit.node, ast.FunctionDef)
    arguments = unit.node.args
    return not (arguments.args or arguments.posonlyargs) and "by" in {
        each.arg for each in arguments.kwonlyargs
    }


def test_source_is_read_as_it_is_meant() -> None:
    """The guard itself: it sees a write and an event through two modules."""
    known = {unit.full_name for unit in writers()}
    assert {"corrections.services.level.cases_level_change", "reporting.services.indicators_compute"} <= known
    assert "corrections.services.decision.decision_warnings" not in known


def test_services_take_keywords_and_by() -> None:
    loose = {unit.full_name for unit in writers() if not _is_by_somebody(unit)}
    assert loose - set(NOT_BY_SOMEBODY) == set(), "a service takes keyword arguments only, `by` among them"
    assert set(NOT_BY_SOMEBODY) - loose == set(), "stale exceptions"


def test_services_leave_an_event() -> None:
    silent = {
        unit.full_name
        for unit in writers()
        if _is_by_somebody(unit) and not _does(unit, frozenset(), "record")
    }
    assert silent - set(WITHOUT_EVENT) == set(), "a service leaves an audit event"
    assert set(WITHOUT_EVENT) - silent == set(), "stale exceptions"


def test_services_are_named_noun_first() -> None:
    """`<noun>_<verb>`: at least two words, and never the verb first."""
    verbs = {"add", "change", "create", "delete", "end", "get", "make", "open", "set", "update", "withdraw"}
    wrong = [unit.full_name for unit in writers() if unit.name.split("_")[0] in verbs or "_" not in unit.name]
    assert wrong == []


# Statuses


def stored_statuses() -> dict[str, models.Field[object, object]]:
    """Fields that hold where a row stands: their enumeration's name ends in Status or State."""
    return {
        f"{model._meta.label}.{column.name}": column
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for column in model._meta.get_fields()
        if isinstance(column, models.CharField) and column.name in ("status", "state") and column.choices
    }


def transition_tables() -> dict[str, set[str]]:
    """Constants `<MODEL>_TRANSITIONS` of policies: the statuses that each speaks of."""
    found = {}
    for app in APPS:
        policies = import_module(f"{app}.policies") if _has(app, "policies") else None
        if policies is None:
            continue
        inside = [name.name for name in iter_modules(getattr(policies, "__path__", []))]
        for module in (policies, *(import_module(f"{app}.policies.{name}") for name in inside)):
            for name, table in vars(module).items():
                if name.endswith("_TRANSITIONS"):
                    found[f"{app}.{name}"] = {
                        *map(str, table),
                        *(str(to) for tos in table.values() for to in tos),
                    }
    return found


def _has(app: str, name: str) -> bool:
    return (ROOT / app / name).is_dir() or (ROOT / app / f"{name}.py").exists()


def test_every_stored_status_has_its_transition_table() -> None:
    tables = transition_tables()
    without = set()
    for label, column in stored_statuses().items():
        app, model, _name = label.split(".")
        table = tables.get(f"{app}.{model.upper()}_TRANSITIONS")
        if table is None:
            without.add(label)
        else:
            assert table == {str(value) for value, _title in column.flatchoices}, label
    assert without - set(WITHOUT_TABLE) == set(), "a stored status without a transition table"
    assert set(WITHOUT_TABLE) - without == set(), "stale exceptions"
