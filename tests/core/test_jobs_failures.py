"""Jobs under attack: real processes killed and frozen, connections cut, messages repeated."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket
from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import connection

from core.jobs import Job, Outcome, job_enqueue, job_run, queue, queues_silent, tick
from core.jobs.watch import queue_beat
from core.models import QueueBeat
from tests.core.job_kinds import effects

pytestmark = pytest.mark.django_db(transaction=True)

RUN = "import django; django.setup(); import tests.core.job_kinds; from core.jobs import job_run; print(job_run({}))"


@pytest.fixture(autouse=True)
def no_broker_no_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_rest_until", float("inf"))
    monkeypatch.setattr("core.jobs.nights.nightly_kinds", list)


Start = Callable[[Job], subprocess.Popen[str]]


@pytest.fixture
def start(server_environ: dict[str, str]) -> Iterator[Start]:
    """Runs a job in a process of its own, as a worker's child does."""
    started: list[subprocess.Popen[str]] = []

    def run(job: Job) -> subprocess.Popen[str]:
        environ = server_environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        process = subprocess.Popen(
            [sys.executable, "-c", RUN.format(job.pk)], env=environ, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


ENQUEUE = """
import django; django.setup()
import tests.core.job_kinds
from time import monotonic
from core.jobs import Job, job_enqueue
began = monotonic()
for _request in range(3):
    job = job_enqueue("test_work", args={})
print(monotonic() - began)
"""


@pytest.mark.parametrize("listening", [False, True], ids=["dead", "frozen"])
def test_job_enqueue_does_not_wait_for_redis(server_environ: dict[str, str], listening: bool) -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if listening:  # the kernel takes the connection, nobody ever answers
            silent.listen()
        environ = server_environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PROCESS": "web",
            "REDIS_URL": f"redis://127.0.0.1:{silent.getsockname()[1]}/0",
        }
        ran = subprocess.run(
            [sys.executable, "-c", ENQUEUE], env=environ, capture_output=True, text=True, check=True
        )
    assert float(ran.stdout) < 2.5  # three requests together, of which the first waits a second
    assert ran.stderr.count("broker unavailable") == 1
    assert (
        Job.objects.filter(status="pending", published_at=None).count() == 3
    )  # the next tick publishes them


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 60
    while not condition():
        assert monotonic() < deadline
        sleep(0.02)


def in_thread(work: Callable[[], object]) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_progress_is_seen_while_the_effect_is_not(tmp_path: Path) -> None:
    flag = tmp_path / "flag.1"
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    thread = in_thread(lambda: job_run(job.pk))
    wait_for(flag.exists)
    job.refresh_from_db()
    assert (job.status, job.progress_done, job.progress_total, job.message) == ("taken", 1, 2, "一半")
    assert effects() == 0
    flag.unlink()
    thread.join()
    job.refresh_from_db()
    assert job.status == "done"
    assert effects() == 1


def test_a_message_that_comes_again_during_the_run_does_nothing(tmp_path: Path) -> None:
    flag = tmp_path / "flag.1"
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    thread = in_thread(lambda: job_run(job.pk))
    wait_for(flag.exists)
    assert [job_run(job.pk) for _message in range(3)] == [Outcome.NOT_DUE] * 3
    flag.unlink()
    thread.join()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 1)
    assert effects() == 1


def test_eight_runners_at_once_do_it_once() -> None:
    job = job_enqueue("test_work", args={})
    threads = [in_thread(lambda: job_run(job.pk)) for _message in range(8)]
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 1)
    assert effects() == 1


def test_a_killed_runner_is_found_by_the_tick_and_the_job_done_once(start: Start) -> None:
    job = job_enqueue("test_dies", args={"times": 1})
    assert start(job).wait() == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("taken", 1)
    wait_for(lambda: tick().retaken == 1)
    job.refresh_from_db()
    assert job.status == "pending"
    assert job_run(job.pk) is Outcome.DONE
    assert effects() == 1


def test_a_job_that_kills_its_runner_is_given_up_after_three_times(start: Start) -> None:
    job = job_enqueue("test_dies", args={})
    for _attempt in range(3):
        assert start(job).wait() == -signal.SIGKILL
        wait_for(lambda: (lambda report: report.retaken + report.given_up)(tick()) == 1)
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("failed", 3)
    assert "3 次被中断" in job.error
    assert effects() == 0


def test_a_redelivered_message_needs_no_tick(start: Start) -> None:
    """Celery gives a killed worker's message to the next one: that alone must do."""
    job = job_enqueue("test_dies", args={"times": 1})
    start(job).wait()
    wait_for(lambda: job_run(job.pk) is Outcome.DONE)
    assert effects() == 1


def test_a_poison_message_is_given_up_without_a_tick(start: Start) -> None:
    job = job_enqueue("test_dies", args={})
    for _attempt in range(3):
        start(job).wait()
    wait_for(lambda: job_run(job.pk) is Outcome.FAILED)


def test_a_running_job_that_beats_is_left_alone(tmp_path: Path, start: Start) -> None:
    flag = tmp_path / "flag.1"
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    process = start(job)
    wait_for(flag.exists)
    assert tick().retaken == 0
    flag.unlink()
    assert process.communicate()[0].strip() == "done"


def test_a_frozen_runner_is_overtaken_and_its_late_work_undone(tmp_path: Path, start: Start) -> None:
    flag = tmp_path / "flag.1"
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    process = start(job)
    wait_for(flag.exists)
    process.send_signal(signal.SIGSTOP)
    assert tick().retaken == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_job SET beat_at = beat_at - interval '31 seconds'")
    wait_for(lambda: tick().retaken == 1)
    thread = in_thread(lambda: job_run(job.pk))
    second = tmp_path / "flag.2"
    wait_for(second.exists)
    second.unlink()
    thread.join()
    flag.unlink()
    process.send_signal(signal.SIGCONT)
    assert process.communicate()[0].strip() == "overtaken"
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)
    assert effects() == 1


def test_a_beat_from_the_future_is_silence_too(tmp_path: Path, start: Start) -> None:
    """The server's clock was set back an hour while the runner stood still."""
    flag = tmp_path / "flag.1"
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    process = start(job)
    wait_for(flag.exists)
    process.send_signal(signal.SIGSTOP)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_job SET beat_at = beat_at + interval '1 hour'")
    wait_for(lambda: tick().retaken == 1)


def test_a_cut_connection_puts_the_job_back_without_blame() -> None:
    job = job_enqueue("test_loses_database", args={})
    assert job_run(job.pk) is Outcome.RETRY
    job.refresh_from_db()
    assert (job.status, job.attempts, job.retries) == ("pending", 0, 1)
    assert job.wait_until is not None
    assert job_run(job.pk) is Outcome.NOT_DUE
    Job.objects.update(wait_until=None)
    assert job_run(job.pk) is Outcome.DONE
    assert effects() == 1


def test_endless_outages_end_with_a_sentence() -> None:
    job = job_enqueue("test_loses_database", args={})
    Job.objects.update(retries=10)
    assert job_run(job.pk) is Outcome.FAILED
    job.refresh_from_db()
    assert "数据库多次中断" in job.error


def test_the_tick_publishes_what_nobody_was_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, list[object]]] = []
    _fresh, lost, waiting = (job_enqueue("test_work", args={"batch": name}) for name in "abc")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_job SET published_at = clock_timestamp()")
        cursor.execute(
            "UPDATE core_job SET published_at = published_at - interval '2 minutes' WHERE id = %s", [lost.pk]
        )
        cursor.execute(
            "UPDATE core_job SET published_at = NULL, wait_until = clock_timestamp() + interval '1 min' WHERE id = %s",
            [waiting.pk],
        )

    class Wire:
        def send_task(self, task: str, args: list[object], **options: object) -> None:
            sent.append((task, args))

    monkeypatch.setattr(queue, "_rest_until", 0.0)
    monkeypatch.setattr(queue, "current_app", Wire())
    assert tick().published == 1
    assert [args for task, args in sent if task == "core.run_job"] == [[lost.pk]]
    assert {args[0] for task, args in sent if task == "core.queue_beat"} == {
        "critical",
        "default",
        "import",
        "export",
    }
    assert tick().published == 0


def test_a_queue_is_silent_until_a_worker_answers_through_it() -> None:
    assert queues_silent() == ["critical", "default", "export", "import"]
    for name in ("critical", "default", "export"):
        queue_beat(name, "worker")
    assert queues_silent() == ["import"]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_queuebeat SET beat_at = beat_at - interval '151 seconds' WHERE queue = 'export'"
        )
    assert queues_silent() == ["export", "import"]
    queue_beat("export", "worker")
    assert QueueBeat.objects.count() == 3


def test_a_queue_busy_with_a_long_job_is_not_silent(tmp_path: Path) -> None:
    flag = tmp_path / "flag.1"
    job = job_enqueue("test_slow", args={"flag": str(tmp_path / "flag")})
    thread = in_thread(lambda: job_run(job.pk))
    wait_for(flag.exists)
    assert "default" not in queues_silent()
    flag.unlink()
    thread.join()
