"""Processes named by a number somebody wrote down earlier: is it still the one we mean? (Linux, no ps needed.)"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

POLL_SECONDS = 0.02


def command_line(pid: int) -> list[str]:
    """The arguments of a running process; empty when it is gone or a zombie."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return [os.fsdecode(part) for part in raw.rstrip(b"\0").split(b"\0")] if raw else []


def started_at(pid: int) -> int:
    """Clock ticks from boot to the start of the process, which tells a number used again; 0 when it is gone."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    fields = line.rpartition(")")[2].split()
    return 0 if fields[0] in ("Z", "X") else int(fields[19])


def wait_until(question: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes or the time is over."""
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone by now."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def stop(pid: int, first: signal.Signals, *, seconds: float) -> None:
    """Ask a process to end, then end it."""
    born = started_at(pid)
    for number in (first, signal.SIGKILL):
        if not born or started_at(pid) != born:
            return
        send(pid, number)
        wait_until(lambda: started_at(pid) != born, seconds)
