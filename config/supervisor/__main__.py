"""`make run`."""

import errno
import fcntl
import http.client
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from config.embedded import processes
from config.embedded.lease import heal, servers
from config.embedded.sentences import CannotStart, folder_problem
from config.supervisor import children
from config.supervisor.terminal import say
from config.translations import compile_translations

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ROOM_BYTES = 300 * 1024 * 1024
ANSWER_SECONDS = 90
WATCH_SECONDS = 0.5
HEAL_EVERY = 4


def _interrupt(signum: int, frame: FrameType | None) -> None:
    """Ctrl-C, a stop from outside, or the terminal closed: stop once, in order; more of them change nothing."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One `make run` per data folder; the lock ends with the process, however that ends."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (folder / "make-run.lock").open("a+")
    except OSError as error:
        raise folder_problem(error, folder) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CannotStart(
                f"这个文件夹里的程序已经在运行（进程 {file.read().strip()}），请直接打开，或先在那边按 Ctrl-C 停止。",
                f"It already runs on {folder}: open it, or stop it there with Ctrl-C first.",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"端口 {port} 已被其他程序占用，请关闭它，或换一个端口：PORT={port + 1} make run。",
                    f"Port {port} is taken; stop the program that has it, or: PORT={port + 1} make run.",
                ) from error
            raise CannotStart(
                f"无法在 {host}:{port} 上监听：{error.strerror}。",
                f"Cannot listen on {host}:{port}: {error.strerror}.",
            ) from error


def _check_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < ROOM_BYTES:
        raise CannotStart(
            f"磁盘空间不足：{folder} 只剩 {free // 1024**2} MB，至少需要 300 MB。",
            f"No disk space: {free // 1024**2} MB left for {folder}, 300 MB are needed.",
        )


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT 应为 1–65535 的端口号，现为 {text}。", f"PORT must be 1–65535, not {text}.")
    return int(text)


def _answers(host: str, port: int) -> bool:
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not listened on
    connection = http.client.HTTPConnection(local, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_for_answer(program: list[children.Child], host: str, port: int) -> None:
    web = program[0]
    ready = processes.wait_until(lambda: web.exit_code is not None or _answers(host, port), ANSWER_SECONDS)
    if not ready or web.exit_code is not None:
        raise CannotStart(
            f"网页服务没有启动，原因见 {web.log}。", f"The web process did not start; see {web.log}."
        )


def _watch(program: list[children.Child]) -> None:
    from django.conf import settings

    turn = 0
    while True:
        time.sleep(WATCH_SECONDS)
        for child in program:
            if sentence := child.watch():
                say(sentence)
        turn += 1
        if turn % HEAL_EVERY == 0:
            heal(settings.EMBEDDED)


def _serve(folder: Path, host: str, port: int) -> None:
    from config.supervisor.preparation import show_logins
    from config.supervisor.watchdog import Watchdog

    program = children.program(folder, folder / "logs", host=host, port=port)
    try:
        for child in program:
            child.start()
        _wait_for_answer(program, host, port)
        shown = "localhost" if host == "127.0.0.1" else host
        say(f"\n  已启动，请打开 (ready, open)  http://{shown}:{port}\n")
        show_logins()
        say(f"\n  按 Ctrl-C 停止 (Ctrl-C stops everything)；日志 (logs) {folder / 'logs'}")
        _, worker, beat = program
        with Watchdog(worker, [beat]):
            _watch(program)
    finally:
        say("正在停止… (stopping)")
        children.stop(program, folder)


def _run() -> None:
    import django
    from django.conf import settings

    if settings.PRODUCTION:
        raise CannotStart(
            "make run 只用于开发和试用；生产环境请用 docker-compose.yml。",
            "make run is for development and trial; production uses docker-compose.yml.",
        )
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    with _alone(settings.DATA_DIR):
        if left := children.end_leftovers(settings.DATA_DIR):
            say(f"已清理上次异常退出留下的 {left} 个进程。 (ended {left} processes an earlier crash left)")
        _check_port(host, port)
        _check_room(settings.DATA_DIR)
        say("正在启动… (starting)")
        (settings.DATA_DIR / "logs").mkdir(mode=0o700, exist_ok=True)
        with servers(settings.EMBEDDED):
            django.setup()
            from config.supervisor.preparation import prepare_database

            compile_translations()
            prepare_database(settings.DATA_DIR / "logs" / "preparation.log")
            _serve(settings.DATA_DIR, host, port)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("PROCESS", "migrate")
    for number in SIGNALS:
        signal.signal(number, _interrupt)
    try:
        _run()
    except KeyboardInterrupt:
        say("已全部停止，数据已保留。 (stopped, data kept)")
    except (CannotStart, CommandError, ImproperlyConfigured) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
