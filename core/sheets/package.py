"""An .xlsx file before anybody reads it: a ZIP of XML parts, judged by its directory, then part by part as a stream."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from core.sheets.errors import SheetError
from core.sheets.limits import Limits

_STEP = 1 << 20
_LONGEST_TAIL = 4 << 20
_SMALL_PART = 4 << 20
_NUL_REFERENCE = re.compile(rb"&#x?0+;")
_DECLARATION = re.compile(rb"<!(--|\[|-|[^-\[])")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
_CONTENT_TYPES = "[content_types].xml"
_READ_BY_PARSER = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedstrings.xml")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet as workbook.xml lists it."""

    name: str
    visible: bool
    path: str


class Package:
    """Opens and judges the ZIP. Every method raises SheetError; zipfile's own errors stay inside."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (
            zipfile.BadZipFile,
            ValueError,
            NotImplementedError,
            UnicodeDecodeError,
            OverflowError,
        ) as error:
            raise SheetError("unreadable") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self.date1904 = False
        self._judge_directory(limits)
        self._judge_kind()

    def _judge_directory(self, limits: Limits) -> None:
        entries = self._zip.infolist()
        if len(entries) > limits.entries:
            raise SheetError("zip_bomb")
        packed = unpacked = 0
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise SheetError("encrypted")
            name = entry.filename.replace("\\", "/").lower()
            if name in self._entries or name.startswith("/") or ".." in name.split("/"):
                raise SheetError("unreadable")
            self._entries[name] = entry
            packed += entry.compress_size
            unpacked += entry.file_size
        too_dense = unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * max(packed, 1)
        if unpacked > limits.unpacked_bytes or too_dense:
            raise SheetError("zip_bomb")

    def _judge_kind(self) -> None:
        names = self._entries
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise SheetError("macros")
        if _CONTENT_TYPES in names and any(b"macroEnabled" in piece for piece in self.chunks(_CONTENT_TYPES)):
            raise SheetError("macros")
        if any(name.startswith("xl/externallinks/") for name in names):
            raise SheetError("external_links")
        if "xl/workbook.xml" not in names:
            broken = any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names
            raise SheetError("unreadable" if broken else "not_a_spreadsheet")

    def chunks(self, path: str) -> Iterator[bytes]:
        """A part's XML, piece by piece, each cut before a tag; entities, NUL and foreign encodings are refused."""
        entry = self._entries.get(path.lower())
        if entry is None:
            raise SheetError("unreadable")
        tail = b""
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_STEP):
                    if stream.tell() <= _STEP:
                        _judge_encoding(piece)
                    _judge_xml(piece if not tail else tail[-16:] + piece)
                    piece = tail + piece
                    cut = max(piece.rfind(b"<c "), piece.rfind(b"<row"))
                    if cut <= 0:
                        cut = piece.rfind(b"<")
                    if cut <= 0:
                        tail = piece
                        if len(tail) > _LONGEST_TAIL:
                            raise SheetError("unreadable")
                        continue
                    tail = piece[cut:]
                    yield piece[:cut]
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
            raise SheetError("unreadable") from error
        if tail:
            yield tail

    def sheets(self) -> list[Part]:
        """The sheets in their order. Looks through every small part that the parser is going to read besides them."""
        for path in _READ_BY_PARSER:
            if path in self._entries:
                for _piece in self.chunks(path):
                    pass
        targets = {
            attributes.get("Id", ""): attributes.get("Target", "")
            for tag, attributes in self._elements("xl/_rels/workbook.xml.rels")
            if tag == "Relationship"
        }
        parts = []
        for tag, attributes in self._elements("xl/workbook.xml"):
            if tag == "workbookPr":
                self.date1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "sheet":
                target = targets.get(attributes.get("id", ""), "")
                path = posixpath.normpath(
                    target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
                )
                visible = attributes.get("state", "visible") == "visible"
                parts.append(Part(name=attributes.get("name", ""), visible=visible, path=path))
        return parts

    def _elements(self, path: str) -> list[tuple[str, dict[str, str]]]:
        """Tags and attributes without their prefixes, in document order."""
        xml = b"".join(self.chunks(path))
        if len(xml) > _SMALL_PART:
            raise SheetError("unreadable")
        found: list[tuple[str, dict[str, str]]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            local = {name.rpartition(":")[2]: value for name, value in attributes.items()}
            found.append((tag.rpartition(":")[2], local))

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, ValueError) as error:
            raise SheetError("unreadable") from error
        return found


def _judge_encoding(beginning: bytes) -> None:
    declared = _ENCODING.match(beginning.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise SheetError("unreadable")


def _judge_xml(piece: bytes) -> None:
    if b"\0" in piece:
        # UTF-16 would hide from a search for ASCII, but never does without NUL bytes near its beginning
        raise SheetError("unreadable" if b"\0" in piece[:8] else "nul_character")
    if b"<!" in piece:
        for kind in _DECLARATION.findall(piece):
            if kind == b"[":
                raise SheetError("unreadable")  # the parser drops CDATA: a cell would come out empty
            if kind != b"--":
                raise SheetError("entities")
    if b"&#" in piece and _NUL_REFERENCE.search(piece):
        raise SheetError("nul_character")
