"""`make run` for real: everything it starts answers, comes back when it dies, and is gone when it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.embedded import postgres, processes, redis_server
from config.embedded.folders import Embedded
from config.supervisor.children import MARK, has_mark, leftovers

ROOT = Path(__file__).resolve().parents[2]
# One process of pytest runs them all, so that they share one program.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]


class Program:
    """One data folder and what runs on it."""

    def __init__(self, folder: Path) -> None:
        self.embedded = Embedded(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.words = [sys.executable, "-m", "config.supervisor"]
        own = {"ENV": "development", "DATA_DIR": str(folder), "PORT": str(self.port), "DEMO": "0"}
        self.environ = {"PATH": os.environ["PATH"]} | own

    def start(self) -> None:
        """Start and read until the address is printed."""
        self.process = process = subprocess.Popen(
            self.words,
            env=self.environ,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if f":{self.port}" in line:
                return
        raise AssertionError(f"ended with {process.wait()}: {said}")

    def refused(self) -> str:
        """What a start that must not succeed prints."""
        answer = subprocess.run(
            self.words, env=self.environ, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert answer.returncode == 2, answer.stdout
        assert "Traceback" not in answer.stderr
        return answer.stderr

    def ask(self, path: str) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def pid_of(self, name: str) -> int | None:
        """The oldest process that runs as web, worker or beat below this `make run`."""
        wanted = f"PROCESS={name}".encode()
        found = [
            pid
            for pid in leftovers(self.embedded.folder)
            if has_mark(Path(f"/proc/{pid}"), wanted) and processes.started_at(pid)
        ]
        return min(found, default=None, key=processes.started_at)

    def is_stopped(self) -> bool:
        servers = (postgres.running_pid(self.embedded), redis_server.running_pid(self.embedded))
        return not leftovers(self.embedded.folder) and servers == (None, None)


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    with tempfile.TemporaryDirectory(prefix="corrections-run-") as folder:
        yield Program(Path(folder))


@pytest.fixture(scope="module")
def running(program: Program) -> Iterator[Program]:
    program.start()
    yield program
    program.process.send_signal(signal.SIGINT)
    assert program.process.wait(timeout=60) == 0
    assert program.is_stopped()


def test_pages_answer(running: Program) -> None:
    assert running.ask("/healthz") == (200, b"ok")
    assert running.ask("/login/")[0] == 200


def test_readiness_names_its_parts(running: Program) -> None:
    status, body = running.ask("/readyz")
    answer = json.loads(body)
    assert (status, answer["database"], answer["redis"]) == (200, True, True)


def test_probes_need_no_allowed_host(running: Program) -> None:
    connection = HTTPConnection("127.0.0.1", running.port)
    connection.request("GET", "/healthz", headers={"Host": "10.1.2.3"})
    assert connection.getresponse().status == 200


def test_second_start_on_the_same_folder_is_refused(running: Program) -> None:
    assert "already runs" in running.refused()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_dead_process_is_replaced(running: Program, name: str) -> None:
    first = running.pid_of(name)
    assert first
    os.kill(first, signal.SIGKILL)
    assert processes.wait_until(lambda: running.pid_of(name) not in (None, first), 30)


def test_dead_servers_are_replaced(running: Program) -> None:
    for server in (postgres, redis_server):
        pid = server.running_pid(running.embedded)
        assert pid
        os.kill(pid, signal.SIGKILL)
        assert processes.wait_until(lambda: server.running_pid(running.embedded) not in (None, pid), 30)  # noqa: B023
    assert processes.wait_until(lambda: running.ask("/readyz")[0] == 200, 30)


def test_crash_is_cleaned_up_by_the_next_start(running: Program) -> None:
    folder = str(running.embedded.folder)
    left = subprocess.Popen(["sleep", "300"], env={MARK: folder, "PATH": os.environ["PATH"]})
    running.process.kill()
    running.process.wait()
    running.start()
    assert left.wait(timeout=10)
    assert running.ask("/healthz")[0] == 200


def test_taken_port_is_one_sentence(tmp_path: Path) -> None:
    other = Program(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", other.port))
        taken.listen()
        assert f"Port {other.port} is taken" in other.refused()


def test_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "Cannot use the folder" in Program(tmp_path / "file" / "data").refused()


def test_nonsense_port_is_one_sentence(tmp_path: Path) -> None:
    other = Program(tmp_path)
    other.environ["PORT"] = "http"
    assert "PORT must be" in other.refused()
