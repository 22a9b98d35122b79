"""Files that nobody can read from the disk: uploads and results, sealed, kept for some days.

They lie in the default file store under `<folder>/<random>.sealed`; what a person called one is the caller's to keep.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.crypto import decrypt_bytes, encrypt_bytes

_ENDING = ".sealed"


def sealed_file_save(content: bytes, *, folder: str) -> str:
    """Stores the content and returns the key under which it is found again."""
    key = f"{folder}/{secrets.token_hex(16)}{_ENDING}"
    return default_storage.save(key, ContentFile(encrypt_bytes(content, context=folder)))


def sealed_file_read(key: str) -> bytes:
    """The content. Raises FileNotFoundError when it is gone, CryptoError when it was touched."""
    with default_storage.open(key, "rb") as file:
        return decrypt_bytes(file.read(), context=key.rpartition("/")[0])


def sealed_file_delete(key: str) -> None:
    """Deleting what is gone already does no harm."""
    if key.endswith(_ENDING):
        default_storage.delete(key)


@contextmanager
def sealed_file_opened(key: str, *, name: str) -> Iterator[Path]:
    """The content as a plain file called `name`, for a parser that wants a path: in a folder that only this user may
    enter, and gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="opened-") as folder:
        path = Path(folder) / f"file{Path(name).suffix.lower()[:8]}"
        path.write_bytes(sealed_file_read(key))
        yield path
