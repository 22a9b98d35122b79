"""The English catalogue is complete, agrees with the code, and is compiled without gettext."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.test import Client
from django.urls import reverse
from django.utils.translation import ngettext, override, trans_real

from config.translations import (
    LOCALE,
    compile_translations,
    extract_messages,
    read_catalogue,
    untranslated,
    update_catalogue,
)

SOURCE = LOCALE / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[a-z]|\{\w*\}|</?\w+[^>]*>")
IMPORT = "from django.utils.translation import gettext as now, gettext_lazy as _\n"
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "报到"
msgstr "registration"

msgid "走访"
msgstr "visit"
"""


@pytest.fixture(scope="module")
def found() -> Catalog:
    return extract_messages()


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """English as just compiled, whatever was loaded before."""
    compile_translations()
    monkeypatch.setattr(trans_real, "_translations", {})


def texts(part: object) -> list[str]:
    return [str(each) for each in part] if isinstance(part, list | tuple) else [str(part)]


def test_every_message_of_the_code_is_translated(found: Catalog) -> None:
    catalogue = read_catalogue(SOURCE)
    known = {(texts(message.id)[0], message.context) for message in catalogue if message.id}
    missing = {(texts(message.id)[0], message.context) for message in found if message.id} - known
    assert not missing, f"run make messages and translate {sorted(each for each, _ in missing)}"
    assert not untranslated(catalogue)
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_plural_of_the_code_is_plural_in_the_catalogue(found: Catalog) -> None:
    catalogue = read_catalogue(SOURCE)
    plural = [message.id for message in found if not isinstance(message.id, str)]
    assert plural
    for each in plural:
        message = catalogue.get(each[0])
        assert message is not None
        assert message.pluralizable
        assert len(texts(message.string)) == 2


def test_placeholders_and_tags_are_those_of_the_message() -> None:
    for message in read_catalogue(SOURCE):
        for text in texts(message.string) if message.id else []:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(texts(message.id)[0])), text


@pytest.mark.usefixtures("english")
def test_singular_and_plural_differ_only_in_english() -> None:
    message = "，再错 %d 次将暂时锁定"
    with override("en"):
        assert ngettext(message, message, 1) != ngettext(message, message, 2)
    with override("zh-hans"):
        assert ngettext(message, message, 1) == message


@pytest.mark.usefixtures("english", "db")
def test_login_page_in_english(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = client.get(reverse("core:login")).content.decode()
    assert '<html lang="en"' in page
    assert "User name" in page
    assert "For authorised staff only" in page
    assert "用户名" not in page


def test_message_put_together_at_run_time_is_refused(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text(IMPORT + 'words = _(f"已有{number}人")')
    with pytest.raises(ValueError, match=r"views\.py:2"):
        extract_messages(tmp_path, ["room"])


def test_messages_inside_formatted_strings_and_templates_are_found(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text(IMPORT + "words = f\"{now('甲')}：{value}\"")
    (tmp_path / "room" / "page.html").write_text(
        '  {% translate "乙" %}{% translate "乙" context "day" %}\n'
        '{% blocktranslate %}{{ day }} 丙{% endblocktranslate %}\n{{ day|date:_("丁") }}'
    )
    catalogue = extract_messages(tmp_path, ["room"])
    found = {(message.context, message.id) for message in catalogue if message.id}
    assert found == {(None, "甲"), (None, "乙"), ("day", "乙"), (None, "%(day)s 丙"), (None, "丁")}


def test_update_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE)
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text(IMPORT + 'title, other = _("报到"), _("报到日期")')
    assert update_catalogue(source, extract_messages(tmp_path, ["room"])) == 1
    catalogue = read_catalogue(source)
    assert untranslated(catalogue) == ["报到日期"]
    assert {message.id: message.string for message in catalogue if message.id} == {
        "报到": "registration",
        "报到日期": "",
    }


def test_catalogue_is_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)
    assert compile_translations(tmp_path) == 1
    assert gettext.translation("django", tmp_path, ["en"]).gettext("报到") == "registration"
    assert compile_translations(tmp_path) == 0
