"""Where the embedded servers keep their files, and the addresses that follow from it."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.embedded.sentences import CannotStart, folder_problem

DATABASE = "corrections"
SUPERUSER = "postgres"
# sun_path has 108 bytes with its closing NUL; PostgreSQL's name in it is the longest of ours.
SOCKET_PATH_BYTES = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"
REDIS_SOCKET = "redis.sock"


@dataclass(frozen=True)
class Embedded:
    """The servers of one data folder. ``fast`` gives up durability for speed: tests only."""

    folder: Path
    postgres: bool = True
    redis: bool = True
    fast: bool = False

    @property
    def postgres_folder(self) -> Path:
        return self.folder / "postgres"

    @property
    def redis_folder(self) -> Path:
        return self.folder / "redis"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        """Locks and pid files."""
        return self.folder / "run"

    @property
    def sockets(self) -> Path:
        """The folder of both sockets: ours, or a short private one where our path is too long for a socket."""
        ours = self.folder / "run"
        if len(os.fsencode(ours / POSTGRES_SOCKET)) <= SOCKET_PATH_BYTES:
            return ours
        name = hashlib.sha256(os.fsencode(ours)).hexdigest()[:12]
        return Path("/tmp") / f"corrections-{os.geteuid()}-{name}"  # noqa: S108 - checked in make()

    @property
    def database_url(self) -> str:
        return f"postgres://{SUPERUSER}@{quote(str(self.sockets), safe='')}/{DATABASE}"

    def redis_url(self, database: int) -> str:
        return f"unix://{quote(str(self.sockets / REDIS_SOCKET))}?db={database}"

    def make(self) -> None:
        """Make the folders, readable by their owner only; refuse a socket folder that somebody else made."""
        for folder in (self.folder, self.logs, self.run, self.sockets):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise folder_problem(error, folder) from error
            if not os.access(folder, os.W_OK | os.X_OK):
                raise folder_problem(PermissionError(13, "Permission denied"), folder)
        status = self.sockets.lstat()
        if self.sockets.is_symlink() or status.st_uid != os.geteuid() or status.st_mode & 0o077:
            raise CannotStart(
                f"文件夹 {self.sockets} 属于其他用户或对他人开放：请用创建它的用户运行，或更换 DATA_DIR。",
                f"The folder {self.sockets} is not private to this user: run as its owner, or set another DATA_DIR.",
            )

    def clear_sockets(self) -> None:
        """Leave no folder of ours behind outside the data folder."""
        if self.sockets != self.run and self.sockets.exists():
            shutil.rmtree(self.sockets)
