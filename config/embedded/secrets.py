"""A developer's machine makes its own secrets once, so that encrypted data survives a restart."""

import json
import os
import secrets
import tempfile
from pathlib import Path

from config.embedded.sentences import folder_problem


def development_secrets(folder: Path) -> dict[str, str]:
    """SECRET_KEY, FIELD_KEYS and INDEX_KEY of this data folder, made on first use in a file only its owner reads."""
    path = folder / "secrets.json"
    try:
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(path, {
                "SECRET_KEY": secrets.token_urlsafe(50),
                "FIELD_KEYS": f"1:{secrets.token_hex(16)}",
                "INDEX_KEY": secrets.token_hex(32),
            })  # fmt: skip
        values: dict[str, str] = json.loads(path.read_text())
    except OSError as error:
        raise folder_problem(error, folder) from error
    return values


def _write_once(path: Path, values: dict[str, str]) -> None:
    """Whole or not at all, and never over another process's file: a second key would make the data unreadable."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(values, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        Path(name).unlink()
