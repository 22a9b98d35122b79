from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.sheets import Parser, Workbook

Read = Callable[..., Workbook]


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    """One child for a module's files: a new one each would cost 0.15 s."""
    with Parser() as shared:
        yield shared


@pytest.fixture
def read(parser: Parser, tmp_path: Path) -> Read:
    """Reads bytes as if they had been uploaded under this name."""

    def read_bytes(content: bytes, name: str = "upload.xlsx") -> Workbook:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return parser.read(path, name=name)

    return read_bytes
