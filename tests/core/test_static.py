"""The front-end libraries are those that were checked in, and production's storage finds every file they name."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"
# What Chromium 92 does not know, and what the content security policy forbids.
TOO_NEW = ("oklch(", "color-mix(", ":has(", "@container", "dvh", "dvw", "@layer", " & ", "inset-inline")


def vendored() -> set[Path]:
    return {path for path in VENDOR.rglob("*") if path.is_file() and path.parent != VENDOR}


def test_every_vendored_file_has_its_checksum() -> None:
    lines = (VENDOR / "CHECKSUMS.sha256").read_text().splitlines()
    listed = {name: digest for digest, _blank, name in (line.partition("  ./") for line in lines)}
    assert {str(path.relative_to(VENDOR)) for path in vendored()} == set(listed)
    changed = [
        n for n, digest in listed.items() if hashlib.sha256((VENDOR / n).read_bytes()).hexdigest() != digest
    ]
    assert changed == []


def test_every_library_has_a_licence_and_a_line_in_the_table() -> None:
    table = (VENDOR / "README.md").read_text()
    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert (folder / "LICENSE").is_file()
        assert folder.name.rpartition("-")[2] in table


@pytest.mark.slow
def test_manifest_storage_collects_without_a_missing_file(tmp_path: Path) -> None:
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=str(tmp_path), STORAGES={**settings.STORAGES, "staticfiles": manifest}
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").is_file()


def test_own_style_sheets_work_in_chromium_92() -> None:
    found = [
        f"{path.name}: {word}"
        for path in (STATIC / "css").glob("*.css")
        for word in TOO_NEW
        if word in path.read_text()
    ]
    assert found == []


def test_no_template_writes_inline_style_or_script() -> None:
    templates = Path(settings.BASE_DIR) / "templates"
    found = [
        f"{path.relative_to(templates)}: {word}"
        for path in templates.rglob("*.html")
        for word in (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "javascript:", "hx-on")
        if word in path.read_text()
    ]
    assert found == []
