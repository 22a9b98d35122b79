"""The digest of the running code changes with the code and with nothing else."""

from pathlib import Path

from core.release import source_digest


def test_source_digest_is_that_of_names_and_contents(tmp_path: Path) -> None:
    package = tmp_path / "room"
    package.mkdir()
    (package / "rules.py").write_text("LIMIT = 1")
    first = source_digest("room", root=tmp_path)
    (package / "notes.txt").write_text("no code")
    assert source_digest("room", root=tmp_path) == first
    (package / "rules.py").write_text("LIMIT = 2")
    changed = source_digest("room", root=tmp_path)
    (package / "rules.py").rename(package / "bounds.py")
    assert len({first, changed, source_digest("room", root=tmp_path)}) == 3


def test_source_digest_is_not_that_of_another_package() -> None:
    assert source_digest("core") == source_digest("core") != source_digest("corrections")
