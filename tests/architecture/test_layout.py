"""What the tree may look like: file names, lengths, arrows. Rules that were only prose would be forgotten."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
APPS = ("corrections", "supervision", "reviews", "reporting")
ORDER = ("core", *APPS)
FILES = {
    "apps", "enums", "permissions", "roles", "models", "policies", "selectors", "indicators", "notifications",
    "services", "forms", "filters", "tables", "resources", "jobs", "views", "admin", "urls",
    "migrations", "management", "templatetags", "__init__",
}  # fmt: skip
DATA_FOLDERS = {"data"}
MAX_LINES = 500
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "update",
}
WRITE_RECEIVERS = {"objects", "spans"}


def sources(*suffixes: str) -> list[Path]:
    folders = [ROOT / name for name in (*ORDER, "config", "tests", "bench", "templates", "static")]
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in suffixes
        and "vendor" not in path.parts
        and "migrations" not in path.parts
        and "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize("app", APPS)
def test_app_holds_only_known_names(app: str) -> None:
    found = {
        path.stem if path.is_file() else path.name
        for path in (ROOT / app).iterdir()
        if path.name != "__pycache__" and (path.is_dir() or path.suffix == ".py")
    }
    assert found - FILES - DATA_FOLDERS == set()


def test_no_file_is_longer_than_500_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources(".py", ".html", ".css", ".js")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_foreign_keys_point_downwards() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in ORDER
        and field.related_model is not get_user_model()  # core knows the user as settings.AUTH_USER_MODEL
        and ORDER.index(field.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert wrong == []


def leads_to_offender(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Whether following foreign keys upwards from a row of the model ends at a person."""
    if model._meta.label == "corrections.Offender":
        return True
    return any(
        isinstance(field, models.ForeignKey)
        and field.related_model not in seen
        and leads_to_offender(field.related_model, seen | {model})
        for field in model._meta.get_fields()
    )


def test_every_model_that_leads_to_an_offender_has_visible_to() -> None:
    without = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        and leads_to_offender(model)
        and not hasattr(model._default_manager, "visible_to")
    }
    assert without == set()


def view_files() -> list[Path]:
    return [path for path in sources(".py") if "views" in path.parts or path.stem in {"views", "admin"}]


def test_views_write_nothing() -> None:
    """A view calls one service; `.save()`, `.create()` and their like on a model stand in services only."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}"
        for path in view_files()
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and (
            node.func.attr in {"save", "delete", "bulk_create", "bulk_update"}
            or any(receiver in ast.unparse(node.func.value) for receiver in WRITE_RECEIVERS)
        )
    ]
    assert found == []


def test_nothing_reads_outside_the_project() -> None:
    outside = ("../" + "shared", "/wo" + "rk/")
    reading = [
        str(path.relative_to(ROOT))
        for path in sources(".py", ".html", ".js", ".css")
        if any(word in path.read_text(encoding="utf-8") for word in outside)
    ]
    assert reading == []


def test_templates_never_ask_about_rights() -> None:
    """Buttons are data (`Action`): a template that asks who the user is decides access in the wrong place."""
    asking = [
        str(path.relative_to(ROOT))
        for path in sources(".html")
        if any(
            word in path.read_text(encoding="utf-8")
            for word in ("user.may", "perms.", "is_superuser", "user.reach")
        )
    ]
    assert asking == []
