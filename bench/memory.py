"""The most memory that a piece of work held at one moment: this process and the Python children it started."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_EVERY = 0.02
_PROCESSES = Path("/proc")


class Peak:
    """Looks every 20 ms while the block runs; `megabytes` is the largest sum of resident memory seen."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while True:
            self.megabytes = max(self.megabytes, _resident_megabytes())
            if self._done.wait(_EVERY):
                return


def _resident_megabytes() -> float:
    """Only children that run our own Python: the embedded servers are no part of the work."""
    processes = [_PROCESSES / "self"]
    for children in (_PROCESSES / "self" / "task").glob("*/children"):
        processes += [_PROCESSES / number for number in _read(children).split()]
    python = Path(sys.executable).resolve()
    return sum(_resident_kilobytes(process) for process in processes if _program(process) == python) / 1024


def _program(process: Path) -> Path | None:
    try:
        return (process / "exe").resolve(strict=True)
    except OSError:  # it ended meanwhile
        return None


def _resident_kilobytes(process: Path) -> int:
    lines = [line for line in _read(process / "status").splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) if lines else 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # it ended meanwhile
        return ""
