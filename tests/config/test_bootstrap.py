"""The installation, in a folder of its own with a lock of one small package."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SOURCE: Path = settings.BASE_DIR / "config" / "bootstrap.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "bootstrap.py").write_text(SOURCE.read_text())
    (tmp_path / "requirements-dev.txt").write_text("# nothing\n")
    return tmp_path


def bootstrap(folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(folder / "config" / "bootstrap.py")]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_installs_once_again_for_another_lock_and_never_without_hashes(folder: Path) -> None:
    first, second = bootstrap(folder), bootstrap(folder)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout
    assert second.stdout == ""
    (folder / "requirements-dev.txt").write_text("six==1.17.0\n")
    third, fourth = bootstrap(folder), bootstrap(folder)
    assert third.returncode == fourth.returncode == 2
    assert "hash" in third.stderr
    assert fourth.stdout, "an installation that failed is tried again"


def test_old_python_is_one_sentence() -> None:
    said = (
        "import runpy, sys; sys.version_info = (3, 10, 1); runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    answer = subprocess.run(
        [sys.executable, "-c", said, str(SOURCE)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "Python 3.11 or newer is needed, this is 3.10" in answer.stderr
