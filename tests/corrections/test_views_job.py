"""任务中心: what each of the people sees of the night, and what they may do about it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.audit import AuditEvent
from core.clock import now
from core.jobs import QUEUES, Job, JobStatus
from core.jobs.watch import queue_beat
from corrections.models import User
from corrections.selectors.jobs import duration_words
from tests.corrections.browsing import text
from tests.people import TODAY, World

PAGE = reverse("corrections:job_list")


@pytest.fixture
def night(world: World) -> dict[str, Job]:
    """Of one kind in parts: the county failed, the rest is done; figures are still being computed."""
    for queue in QUEUES:
        queue_beat(queue, "worker")
    facts = {"business_date": TODAY, "created_at": now(), "taken_at": now()}
    over = {**facts, "finished_at": now(), "kind": "flag_overdue", "order": 20}
    county = Job.objects.create(
        **over, path=world.county.path, status=JobStatus.FAILED, error="程序出错（ValueError）"
    )
    rest = Job.objects.create(**over, status=JobStatus.DONE, result={"flagged": 1234, "on": "2026-11-23"})
    running = Job.objects.create(
        **facts, kind="compute_indicators", order=30, status=JobStatus.TAKEN, beat_at=now()
    )
    return {"county": county, "rest": rest, "running": running}


def shown(client: Client, user: User, url: str = PAGE) -> str:
    client.force_login(user)
    return text(client.get(url))


def test_who_keeps_the_machines_reads_what_failed_where_and_what_to_do(
    client: Client, system_administrator: User, night: dict[str, Job]
) -> None:
    body = shown(client, system_administrator)
    assert "11月23日的“标记逾期”失败" in body
    assert "没有做完的：开江县。程序出错（ValueError）。" in body
    assert f"请把任务编号 {night['county'].pk} 告诉开发人员" in body
    assert "部分失败" in body and "完成 1，失败 1" in body and "标记逾期 1234 项" in body
    assert body.count("重新执行") >= 2


def test_everybody_else_reads_one_sentence_without_numbers(
    client: Client, officer: User, night: dict[str, Job]
) -> None:
    body = shown(client, officer)
    assert "11月23日的夜间任务还在进行" in body
    assert "1234" not in body and "ValueError" not in body and "开江县。" not in body
    Job.objects.filter(pk=night["running"].pk).update(status=JobStatus.DONE, finished_at=now())
    assert "有一部分没有做完" in shown(client, officer)
    Job.objects.update(status=JobStatus.DONE)
    assert "11月23日的夜间任务已全部做完" in shown(client, officer)


def test_without_any_hindrance_the_page_says_so(client: Client, system_administrator: User) -> None:
    assert "后台没有响应：调度、日常、导入、导出" in shown(client, system_administrator)
    for queue in QUEUES:
        queue_beat(queue, "worker")
    assert "没有。各队列都有人处理" in shown(client, system_administrator)


def test_an_earlier_night_is_opened_by_its_day(
    client: Client, system_administrator: User, night: dict[str, Job]
) -> None:
    Job.objects.create(
        kind="audit_seal", business_date=date(2026, 11, 22), status=JobStatus.DONE, result={"events": 77},
        created_at=now(), taken_at=now(), finished_at=now(),
    )  # fmt: skip
    assert "封存 77 条" in shown(client, system_administrator, f"{PAGE}?night=2026-11-22")
    assert "封存 77 条" not in shown(client, system_administrator, f"{PAGE}?night=1926-11-22")


def test_night_retry_lets_the_failed_parts_run_again(
    client: Client, system_administrator: User, night: dict[str, Job]
) -> None:
    client.force_login(system_administrator)
    url = reverse("corrections:night_retry", args=[night["county"].pk])
    answer = client.post(url)
    assert answer.headers["Location"] == f"{PAGE}?night=2026-11-23"
    night["county"].refresh_from_db()
    assert night["county"].status == JobStatus.PENDING
    assert AuditEvent.objects.get(event="job_retried").actor_id == system_administrator.pk
    assert client.post(url).status_code == 409


def test_night_retry_is_not_for_officers_nor_for_jobs_of_people(
    client: Client, officer: User, system_administrator: User, night: dict[str, Job]
) -> None:
    url = reverse("corrections:night_retry", args=[night["county"].pk])
    client.force_login(officer)
    assert client.post(url).status_code == 403
    assert client.post(reverse("corrections:job_retry", args=[night["county"].pk])).status_code == 404
    own = Job.objects.create(
        kind="roster_check", status=JobStatus.FAILED, created_at=now(), finished_at=now()
    )
    client.force_login(system_administrator)
    assert client.post(reverse("corrections:night_retry", args=[own.pk])).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3600, "不到 1 秒"), (0.4, "不到 1 秒"), (45, "45 秒"), (423, "7 分 3 秒"), (7500, "2 小时 5 分")],
)
def test_duration_words(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words
