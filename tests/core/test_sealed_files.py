"""Stored files are unreadable on the disk and whole when opened."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings

from core.crypto import CryptoError
from core.sealed_files import sealed_file_delete, sealed_file_opened, sealed_file_read, sealed_file_save

CONTENT = "姓名,身份证号\n卢娜,511723197509103420".encode()


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        }
    }
    return tmp_path


def test_sealed_file_is_unreadable_on_disk(folder: Path) -> None:
    key = sealed_file_save(CONTENT, folder="rosters")
    assert b"511723197509103420" not in (folder / key).read_bytes()
    assert sealed_file_read(key) == CONTENT


def test_sealed_file_touched_is_refused(folder: Path) -> None:
    key = sealed_file_save(CONTENT, folder="rosters")
    stored = bytearray((folder / key).read_bytes())
    stored[20] ^= 1
    (folder / key).write_bytes(stored)
    with pytest.raises(CryptoError):
        sealed_file_read(key)


def test_sealed_file_opened_leaves_nothing_behind() -> None:
    key = sealed_file_save(CONTENT, folder="rosters")
    with sealed_file_opened(key, name="名册.CSV") as path:
        assert path.read_bytes() == CONTENT
        assert path.suffix == ".csv"
    assert not path.exists()


def test_sealed_file_delete_twice() -> None:
    key = sealed_file_save(CONTENT, folder="rosters")
    sealed_file_delete(key)
    sealed_file_delete(key)
    assert not default_storage.exists(key)
