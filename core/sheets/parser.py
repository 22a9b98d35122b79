"""The parent's side: starts the limited child, hands it files, takes rows and refusals.

Measured on two busy cores, 20,000 rows of 105 columns. Two cells of three filled with shared strings (5 MB, 52 MB of
XML): 3 s, child 165 MB. Every cell filled with its own text (7 MB, 115 MB of XML): 5 s, child 240 MB. As CSV (18 MB):
2 s, child 32 MB. The parent keeps the packed rows, 20 to 30 MB, and walks all of them in 0.3 s. Of the 5 s the look
before the parse takes 1.5, calamine 2.2, cleaning and packing 1.3.
"""

from __future__ import annotations

import json
import logging
import marshal
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO

from core.sheets.child import CHUNK, DONE, FRAME, REFUSED, SHEET
from core.sheets.errors import SheetError
from core.sheets.limits import DEFAULT, Limits
from core.sheets.workbook import CellPlaces, MergedRange, Sheet, SheetRows, Workbook

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from core.sheets.child import main; main()"
_MEGABYTE = 1024 * 1024
_LARGE = 8 * _MEGABYTE


class Parser:
    """One child process that parses files one after another; started when first needed, and again after it died.

    A child costs 0.15 s to start: `core.sheets.read` takes a new one for its one file, a batch keeps a Parser open.
    Not for use by two threads at once.
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Parser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()

    def read(self, path: Path, *, name: str = "") -> Workbook:
        """`name` is what the person called the file (its end says CSV or not). Raises SheetError and nothing else."""
        try:
            size = path.stat().st_size
        except OSError as error:
            raise SheetError("missing") from error
        if size > self.limits.file_bytes:
            raise SheetError("too_big", size=-(-size // _MEGABYTE), limit=self.limits.file_bytes // _MEGABYTE)
        if size == 0:
            raise SheetError("empty")
        out_of_time = threading.Event()
        child = self._running_child()
        timer = threading.Timer(self.limits.seconds, _stop, args=(child, out_of_time))
        timer.daemon = True
        timer.start()
        try:
            return self._converse(child, path, name or path.name)
        except (EOFError, OSError) as error:
            returncode = child.wait()
            self.close()
            if out_of_time.is_set() or returncode == -signal.SIGXCPU:
                raise SheetError("timed_out", seconds=self.limits.seconds) from error
            logger.warning("The parser died of a file of %d bytes with exit status %d", size, returncode)
            raise SheetError("parser_died") from error
        except SheetError:
            raise
        except BaseException:
            self.close()  # interrupted half way: what the child still sends belongs to nobody
            raise
        finally:
            timer.cancel()

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            # An empty environment: no key and no password may be read out of a process that parses strangers' files.
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                [sys.executable, "-I", "-c", _START, str(_ROOT), str(self.limits.memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
                cwd="/",
            )
        return self._child

    def _converse(self, child: subprocess.Popen[bytes], path: Path, name: str) -> Workbook:
        assert child.stdin is not None and child.stdout is not None  # noqa: S101 - opened as pipes above
        request = {"path": str(path.resolve()), "name": name, "limits": asdict(self.limits)}
        os.write(child.stdin.fileno(), json.dumps(request).encode() + b"\n")
        sheets: list[Sheet] = []
        packed: list[bytes] = []
        size = 0
        while True:
            kind, length = FRAME.unpack(_exactly(child.stdout, FRAME.size))
            content = _exactly(child.stdout, length)
            if kind == CHUNK:
                packed.append(content)
                size += length
            elif kind == SHEET:
                sheets.append(_sheet(content, packed))
                packed = []
            elif kind == DONE:
                if size > _LARGE:
                    self.close()  # it would keep the memory this file took
                book_kind, date1904 = marshal.loads(content)  # noqa: S302 - written by our own child
                return Workbook(kind=book_kind, sheets=sheets, date1904=date1904)
            elif kind == REFUSED:
                code, values, trouble = marshal.loads(content)  # noqa: S302
                if trouble:
                    logger.error("The parser failed on a file: %s", trouble)
                raise SheetError(code, **values)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _stop(child: subprocess.Popen[bytes], out_of_time: threading.Event) -> None:
    out_of_time.set()
    child.kill()


def _sheet(content: bytes, packed: list[bytes]) -> Sheet:
    name, hidden, rows, columns, formulas, hidden_rows, hidden_columns, merged = marshal.loads(content)  # noqa: S302
    return Sheet(
        name=name,
        hidden=hidden,
        column_count=columns,
        rows=SheetRows(packed, rows, columns),
        formula_cells=CellPlaces(formulas),
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        merged=tuple(MergedRange(*area) for area in merged),
    )
