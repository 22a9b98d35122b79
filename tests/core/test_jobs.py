"""Jobs without the broker, in one transaction: what rows say before, during and after a run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from core import clock
from core.errors import Refused
from core.jobs import Job, JobRun, JobStatus, Outcome, job, job_enqueue, job_retry, job_run, job_run_now
from core.models import AuditEvent
from tests.core.job_kinds import effects

pytestmark = pytest.mark.django_db


def test_job_enqueue_writes_a_pending_row_in_the_queue_of_its_kind() -> None:
    row = job_enqueue("test_work", args={"batch": "a"}, path="1/")
    assert (row.status, row.queue, row.args, row.path) == ("pending", "import", {"batch": "a"}, "1/")
    assert row.published_at is not None


def test_job_enqueue_goes_with_its_transaction() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        job_enqueue("test_work", args={})
        raise KeyError
    assert not Job.objects.exists()


def test_job_enqueue_with_a_used_key_changes_nothing() -> None:
    first = job_enqueue("test_work", args={"batch": "a"}, key="k")
    again = job_enqueue("test_work", args={"batch": "b"}, key="k")
    assert again == first
    assert again.args == {"batch": "a"}
    assert Job.objects.count() == 1


def test_job_enqueue_refuses_unknown_kinds() -> None:
    with pytest.raises(ValueError, match="test_unheard_of"):
        job_enqueue("test_unheard_of", args={})


def test_job_run_leaves_effect_and_result() -> None:
    row = job_run_now(job_enqueue("test_work", args={"batch": "a"}))
    assert (row.status, row.result, row.attempts, row.error) == ("done", {"batch": "a"}, 1, "")
    assert row.finished_at is not None
    assert effects("a") == 1


def test_job_run_of_a_finished_job_does_nothing() -> None:
    row = job_enqueue("test_work", args={})
    assert [job_run(row.pk) for _message in range(5)] == [Outcome.DONE] + [Outcome.NOT_DUE] * 4
    assert effects() == 1


def test_job_run_of_a_deleted_row_does_nothing() -> None:
    assert job_run(10**9) is Outcome.NOT_DUE


def test_a_refusal_undoes_the_effect_and_keeps_the_sentence_without_numbers() -> None:
    row = job_run_now(job_enqueue("test_refuses", args={}))
    assert row.status == JobStatus.FAILED
    assert row.error == "证件 ****************2X 已有在矫案件"
    assert effects() == 0


def test_a_programming_error_leaves_no_personal_data(caplog: pytest.LogCaptureFixture) -> None:
    row = job_run_now(job_enqueue("test_breaks", args={}))
    assert row.status == JobStatus.FAILED
    assert "ValueError" in row.error
    assert "job_kinds.py" in caplog.text
    for said in (row.error, caplog.text):
        assert "张三" not in said
        assert "138" not in said
    assert effects() == 0


@pytest.mark.parametrize(
    ("kind", "name"), [("test_deferred", "IntegrityError"), ("test_unwritable", "TypeError")]
)
def test_errors_at_the_very_end_undo_the_effect_too(kind: str, name: str) -> None:
    row = job_run_now(job_enqueue(kind, args={}))
    assert row.status == JobStatus.FAILED
    assert name in row.error
    assert effects() == 0


def test_a_kind_that_is_gone_fails_with_a_sentence() -> None:
    row = Job.objects.create(kind="test_removed", created_at=clock.now())
    assert "test_removed" in job_run_now(row).error


def test_progress_is_shown_and_reset_by_the_next_run() -> None:
    @job("test_progress", title="进度")
    def handler(run: JobRun) -> None:
        run.progress(1, 400)
        run.progress(2, 400)
        run.progress(400, 400, "完成")

    row = job_run_now(job_enqueue("test_progress", args={}))
    assert (row.progress_done, row.progress_total, row.message, row.percent) == (400, 400, "完成", 100)


def test_job_retry_runs_a_failed_job_again(actor: Job) -> None:
    row = job_run_now(job_enqueue("test_breaks", args={}))
    again = job_retry(row, by=actor)
    assert (again.status, again.attempts, again.error, again.finished_at) == ("pending", 0, "", None)
    assert AuditEvent.objects.filter(event="job_retried", subject_id=row.pk, actor_id=1).exists()
    assert job_run(row.pk) is Outcome.FAILED


def test_job_retry_refuses_a_job_that_did_not_fail(actor: Job) -> None:
    with pytest.raises(Refused, match="只有失败"):
        job_retry(job_enqueue("test_work", args={}), by=actor)


@pytest.fixture
def actor() -> Job:
    return Job(pk=1, kind="李敏")


def test_a_job_that_must_wait_is_left() -> None:
    row = job_enqueue("test_work", args={})
    Job.objects.filter(pk=row.pk).update(wait_until=clock.now() + timedelta(hours=1))
    assert job_run(row.pk) is Outcome.NOT_DUE
    Job.objects.filter(pk=row.pk).update(wait_until=clock.now() - timedelta(hours=1))
    assert job_run(row.pk) is Outcome.DONE


def test_run_jobs_command_drains_everything(capsys: pytest.CaptureFixture[str], no_nights: None) -> None:
    for kind in ("test_work", "test_work", "test_refuses"):
        job_enqueue(kind, args={})
    with pytest.raises(CommandError, match="1 个任务失败"):
        call_command("run_jobs")
    assert capsys.readouterr().out.count("完成") == 2
    assert not Job.objects.filter(status=JobStatus.PENDING).exists()


@pytest.fixture
def no_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.nights.nightly_kinds", list)
