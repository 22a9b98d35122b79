"""The container of old Office files (MS-CFB), just enough to name its streams and read one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error as StructError
from struct import unpack_from

from core.sheets.errors import SheetError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_END_OF_CHAIN = 0xFFFFFFFA  # and the other marks above it


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Container:
    """Raises SheetError("unreadable") for a chain that loops or leaves the file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shift, mini_shift = unpack_from("<HH", data, 30)
            if shift not in (9, 12) or mini_shift != 6:
                raise SheetError("unreadable")
            self._sector = 1 << shift
            directory, self._cutoff, mini_fat = (unpack_from("<I", data, at)[0] for at in (48, 56, 60))
            self._fat = self._allocation_table()
            self._entries = [
                self._entry(block, at)
                for block in self._blocks(directory)
                for at in range(0, len(block) - _ENTRY + 1, _ENTRY)
            ]
            table = b"".join(self._blocks(mini_fat))
            self._mini_fat = unpack_from(f"<{len(table) // 4}I", table)
        except StructError as error:
            raise SheetError("unreadable") from error

    def names(self) -> set[str]:
        return {entry.name for entry in self._entries}

    def stream(self, *names: str) -> bytes | None:
        """The first stream with one of these names."""
        for name in names:
            for entry in self._entries:
                if entry.name == name and entry.kind == 2:
                    return self._content(entry)
        return None

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            return b"".join(self._blocks(entry.start))[: entry.size]
        root = next((root for root in self._entries if root.kind == 5), None)
        if root is None:
            raise SheetError("unreadable")
        ministream = b"".join(self._blocks(root.start))
        chain = _chain(self._mini_fat, entry.start)
        return b"".join(ministream[number * 64 : number * 64 + 64] for number in chain)[: entry.size]

    def _entry(self, block: bytes, at: int) -> _Entry:
        length = min(unpack_from("<H", block, at + 64)[0], 64)
        name = block[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
        start, size = unpack_from("<II", block, at + 116)
        return _Entry(name=name, kind=block[at + 66], start=start, size=size)

    def _allocation_table(self) -> tuple[int, ...]:
        numbers = [number for number in unpack_from("<109I", self._data, 76) if number < _END_OF_CHAIN]
        following = unpack_from("<I", self._data, 68)[0]
        per_sector = self._sector // 4 - 1
        for _step in range(len(self._data) // self._sector):
            if following >= _END_OF_CHAIN:
                break
            *more, following = unpack_from(f"<{per_sector + 1}I", self._block(following))
            numbers += [number for number in more if number < _END_OF_CHAIN]
        if len(numbers) > len(self._data) // self._sector:
            raise SheetError("unreadable")
        table = b"".join(map(self._block, numbers))
        return unpack_from(f"<{len(table) // 4}I", table)

    def _block(self, number: int) -> bytes:
        start = (number + 1) * self._sector if self._sector > _HEADER else _HEADER + number * self._sector
        block = self._data[start : start + self._sector]
        if not block:
            raise SheetError("unreadable")
        return block

    def _blocks(self, start: int) -> Iterator[bytes]:
        return map(self._block, _chain(self._fat, start))


def _chain(table: tuple[int, ...], start: int) -> Iterator[int]:
    number = start
    for _step in range(len(table) + 1):
        if number >= _END_OF_CHAIN:
            return
        yield number
        if number >= len(table):
            raise SheetError("unreadable")
        number = table[number]
    raise SheetError("unreadable")
