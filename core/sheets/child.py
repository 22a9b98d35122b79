"""The process that parses. It knows no database, no key and no setting, and may die of a file without harm.

It reads one line of JSON per file from its standard input and answers in frames on its standard output: a letter,
a length, that many bytes. C: a chunk of rows; S: the sheet that the chunks before it belong to; D: done; E: refused.
It stops at end of input.
"""

from __future__ import annotations

import json
import marshal
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from struct import Struct
from typing import Any

from core.sheets import csvtext, excel
from core.sheets.errors import SheetError
from core.sheets.excel import SheetFacts
from core.sheets.limits import Limits
from core.sheets.ole import MAGIC as OLE_MAGIC

FRAME = Struct(">cI")
CHUNK, SHEET, DONE, REFUSED = b"C", b"S", b"D", b"E"
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")

Send = Callable[[bytes, bytes], None]


def main() -> None:
    memory = int(sys.argv[-1])
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))
    output = sys.stdout.buffer

    def send(kind: bytes, content: bytes) -> None:
        output.write(FRAME.pack(kind, len(content)))
        output.write(content)

    for line in sys.stdin.buffer:
        _answer(json.loads(line), send)
        output.flush()


def _answer(request: dict[str, Any], send: Send) -> None:
    limits = Limits(**request["limits"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + limits.seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    try:
        kind, date1904 = _read(Path(request["path"]), request["name"], limits, send)
    except SheetError as error:
        send(REFUSED, marshal.dumps((error.code, error.values, "")))
    except Exception as error:
        # The places in our code without the error's text, which may hold what stands in a cell.
        places = " < ".join(
            f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[::-1]
        )
        send(REFUSED, marshal.dumps(("parser_died", {}, f"{type(error).__name__} in {places}")))
    else:
        send(DONE, marshal.dumps((kind, date1904)))


def _read(path: Path, name: str, limits: Limits, send: Send) -> tuple[str, bool]:
    filled = False

    def put(chunk: bytes) -> None:
        send(CHUNK, chunk)

    def done(facts: SheetFacts) -> None:
        nonlocal filled
        filled = filled or facts.row_count > 0
        send(SHEET, marshal.dumps(facts.as_tuple()))

    with path.open("rb") as file:
        magic = file.read(8)
    date1904 = False
    if magic.startswith(_ZIP_MAGICS):
        kind = "xlsx"
        date1904 = excel.read_xlsx(path, limits, put, done)
    elif magic == OLE_MAGIC:
        kind = "xls"
        date1904 = excel.read_xls(path, limits, put, done)
    else:
        kind = "csv"
        csvtext.read_csv(path, name, limits, put, done)
    if not filled:
        raise SheetError("empty")
    return kind, date1904
