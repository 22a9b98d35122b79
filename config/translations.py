"""The English catalogue, kept with Babel, no gettext needed.

`python -m config.translations` compiles the catalogues under locale/; `python -m config.translations update` first
brings them to the message ids now in the code and the templates.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.extract import extract_python as extract_calls
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
FOLDERS = ["config", "core", "corrections", "supervision", "reviews", "reporting", "templates"]
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}

Found = tuple[int, str, str | tuple[str | None, ...], list[str]]


def extract_python(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """The gettext calls of a module under whatever name it imports them, those inside f-strings too.

    Raises ValueError for a call whose text is put together at run time: no catalogue can hold it.
    """
    tree = ast.parse(file.read())
    names = {
        each.asname or each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.name in keywords
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = tuple(
                each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else None
                for each in node.args
            )
            if not texts or texts[0] is None:
                raise ValueError(f"{file.name}:{node.lineno}: {ast.unparse(node)} is not a fixed text")
            yield node.lineno, names[node.func.id], texts, []


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Found]:
    """The translate and blocktranslate tags of a template, as Django itself turns them into gettext calls."""
    calls = templatize(file.read().decode())
    # Indentation means nothing in a template, but stops the reader of Python.
    code = "".join(line.lstrip() if line.strip() else "\n" for line in calls.splitlines(keepends=True))
    found: Any = extract_calls(BytesIO(code.encode()), keywords, [], {"encoding": "utf-8"})  # typed otherwise
    yield from found


METHODS: list[tuple[str, Any]] = [("**.py", extract_python), ("**.html", extract_template)]


def extract_messages(root: Path = ROOT, folders: list[str] = FOLDERS) -> Catalog:
    """A catalogue without translations: every message id in the code and the templates, with its files."""
    found = Catalog(project="corrections", charset="utf-8")
    for folder in folders:
        for name, line, message, comments, context in extract_from_dir(
            str(root / folder), METHODS, keywords=KEYWORDS, strip_comment_tags=True
        ):
            found.add(
                message, locations=[(f"{folder}/{name}", line)], auto_comments=comments, context=context
            )
    return found


def read_catalogue(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)


def update_catalogue(source: Path, found: Catalog) -> int:
    """Bring one catalogue to the message ids found; returns how many wait for a translation.

    Translations are kept, ids that are gone leave, and nothing is guessed from a similar id.
    """
    catalogue = read_catalogue(source)
    found.creation_date = catalogue.creation_date  # a run without news changes nothing
    catalogue.update(found, no_fuzzy_matching=True)
    with source.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    return len(untranslated(catalogue))


def untranslated(catalogue: Catalog) -> list[str]:
    """The message ids whose translation, or any plural form of it, is empty."""
    missing = []
    for message in catalogue:
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and not all(texts):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def compile_translations(locale: Path = LOCALE) -> int:
    """Compile each catalogue that is newer than its compiled form; returns how many."""
    done = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Several processes may start together: none must read half a file.
        with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file:
            write_mo(file, read_catalogue(source))
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
        done += 1
    return done


def update_translations(locale: Path = LOCALE) -> int:
    """Bring every catalogue under locale/ to the message ids in the code; returns how many are untranslated."""
    found = extract_messages()
    return sum(update_catalogue(each, found) for each in sorted(locale.glob("*/LC_MESSAGES/*.po")))


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        sys.stdout.write(f"untranslated: {update_translations()}\n")
    compile_translations()
