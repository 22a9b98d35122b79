"""The program's own processes: web, worker, beat. Started, found again after a crash, replaced, stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded import processes

# Every process below `make run` carries this in its environment, so that leftovers are known without pid files.
MARK = "CORRECTIONS_RUN"
STOP_SECONDS = 10
LOG_BYTES = 20 * 1024 * 1024
# A child that dies at once is started again later and later, so that a broken program does not burn the machine.
PAUSE_SECONDS = (1, 2, 5, 15, 30)
STEADY_SECONDS = 60


@dataclass
class Child:
    """One process of ours with its log; restarted by `watch`."""

    name: str
    words: list[str]
    log: Path
    environ: Mapping[str, str]
    deaths: int = 0
    due_at: float = 0.0
    started_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own words
                [*_dies_with_us(), *self.words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(self.environ), start_new_session=True,
            )  # fmt: skip
        self.started_at = time.monotonic()

    @property
    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def kill(self) -> None:
        """End it and its children at once; `watch` starts it again. For one that lives and does nothing."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def watch(self) -> str:
        """Start it again when it died and the pause is over; a sentence when that happened, else ""."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
            return ""
        code = self.exit_code
        if code is None:
            return ""
        steady = now - self.started_at > STEADY_SECONDS
        pause = PAUSE_SECONDS[0 if steady else min(self.deaths, len(PAUSE_SECONDS) - 1)]
        self.deaths = 0 if steady else self.deaths + 1
        self.process, self.due_at = None, now + pause
        return (
            f"{self.name} 意外退出（{code}），{pause} 秒后重新启动，日志 {self.log} "
            f"({self.name} died, starting again in {pause} s)"
        )


def _dies_with_us() -> list[str]:
    """Even when this process is killed outright, the kernel tells its children to stop."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def program(folder: Path, logs: Path, *, host: str, port: int) -> list[Child]:
    """Web, one worker for every queue, and beat."""
    environ = os.environ | {MARK: str(folder), "HOST": host, "PORT": str(port)}
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    commands = {
        "web": [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"],
        "worker": [*celery, "worker", "-Q", "critical,default,import,export", "-O", "fair", "-c", "2",
                   "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "--pidfile="],
    }  # fmt: skip
    return [
        Child(name, words, logs / f"{name}.log", environ | {"PROCESS": name})
        for name, words in commands.items()
    ]


def stop(children: list[Child], folder: Path) -> None:
    """Ask all at once, wait together, then end whatever is left, grandchildren too."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    processes.wait_until(lambda: all(process.poll() is not None for process in running), STOP_SECONDS)
    end_leftovers(folder, seconds=1)
    for process in running:
        process.wait()


def leftovers(folder: Path) -> list[int]:
    """Processes of an earlier `make run` on this data folder, whoever their parent is by now."""
    mark = os.fsencode(f"{MARK}={folder}")
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and has_mark(entry, mark):
            found.append(int(entry.name))
    return found


def has_mark(entry: Path, mark: bytes) -> bool:
    """Whether the process of that folder below /proc has `NAME=value` in its environment; not when it is gone."""
    try:
        return mark in (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return False  # gone meanwhile, or another user's


def end_leftovers(folder: Path, *, seconds: float = STOP_SECONDS) -> int:
    """Stop what an earlier run left behind; returns how many processes that were."""
    found = leftovers(folder)
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = leftovers(folder)
        if not left:
            break
        for pid in left:
            processes.send(pid, number)
        processes.wait_until(lambda: not leftovers(folder), seconds)
    return len(found)
