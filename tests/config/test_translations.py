"""Catalogues are compiled without gettext."""

import gettext
from pathlib import Path

from config.translations import compile_translations

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "报到"
msgstr "registration"
"""


def test_catalogue_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)
    assert compile_translations(tmp_path) == 1
    assert gettext.translation("django", tmp_path, ["en"]).gettext("报到") == "registration"
    assert compile_translations(tmp_path) == 0
