"""任务中心: one's own work outside the request, and what the last night did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.chips import Chip
from core.jobs import Job, JobStatus, job_retry, kind_of
from core.views import ActionPage, ListPage
from corrections.permissions import Permission

TONES = {JobStatus.PENDING: "plain", JobStatus.TAKEN: "info", JobStatus.DONE: "ok", JobStatus.FAILED: "late"}


@dataclass(frozen=True)
class JobLine:
    title: str
    chip: Chip
    created_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    words: str
    actions: tuple[Action, ...] = ()


def own_jobs(user: Any) -> QuerySet[Job]:
    """What the user asked for, the latest first."""
    return Job.objects.filter(created_by_id=user.pk, business_date=None).order_by("-pk")


def job_line(job: Job, *, can_retry: bool) -> JobLine:
    kind, status = kind_of(job.kind), JobStatus(job.status)
    tone: Any = TONES[status]
    actions: tuple[Action, ...] = ()
    if can_retry and status == JobStatus.FAILED:
        actions = (Action(_("重新执行"), reverse("corrections:job_retry", args=[job.pk]), post=True),)
    return JobLine(
        title=str(kind.title) if kind else job.kind,
        chip=Chip(status.label, tone),
        created_at=job.created_at,
        finished_at=job.finished_at,
        done=job.progress_done,
        total=job.progress_total if status == JobStatus.TAKEN else 0,
        words=job.error or result_words(job.result) or job.message,
        actions=actions,
    )


RESULT_WORDS = {
    "opened": gettext_lazy("新开 %s 项"),
    "flagged": gettext_lazy("标记逾期 %s 项"),
    "missed": gettext_lazy("记为未完成 %s 项"),
    "notices": gettext_lazy("提醒 %s 条"),
    "digests": gettext_lazy("发出提要 %s 份"),
    "figures": gettext_lazy("算出 %s 个数字"),
    "events": gettext_lazy("封存 %s 条"),
    "rows": gettext_lazy("%s 行"),
    "files": gettext_lazy("删除文件 %s 个"),
    "created": gettext_lazy("新增 %s"),
    "updated": gettext_lazy("更新 %s"),
    "unchanged": gettext_lazy("无变化 %s"),
    "failed": gettext_lazy("有错误 %s"),
}


def result_words(result: dict[str, Any]) -> str:
    """The counts of a result in words; what is no count, or has no words, is left out."""
    return "，".join(
        str(words) % result[name]
        for name, words in RESULT_WORDS.items()
        if isinstance(result.get(name), int) and not isinstance(result.get(name), bool)
    )


class JobListView(ListPage):
    permission = Permission.JOB_VIEW
    page_title = gettext_lazy("任务中心")
    template_name = "corrections/job_list.html"
    table_template = "corrections/job_table.html"
    empty_text = gettext_lazy(
        "您还没有提交过任务。导入、导出等耗时的工作会列在这里，可以离开页面，回来再看结果。"
    )

    def get_queryset(self) -> QuerySet[Job]:
        return own_jobs(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        jobs = list(context["rows"])
        context["rows"] = [job_line(job, can_retry=True) for job in jobs]
        context["is_running"] = any(not job.is_finished for job in jobs)
        night: date | None = Job.objects.nightly().aggregate(day=Max("business_date"))["day"]
        context["night"] = night
        context["night_lines"] = [
            job_line(job, can_retry=False)
            for job in Job.objects.nightly().filter(business_date=night).order_by("order", "kind")
        ]
        return context


class JobRetryView(ActionPage):
    """Only one's own."""

    permission = Permission.JOB_VIEW
    success_message = gettext_lazy("任务已重新提交。")

    def get_queryset(self) -> QuerySet[Job]:
        return own_jobs(self.user)

    def get_object_path(self, found: Job) -> str | None:
        return None

    def perform(self) -> str:
        job_retry(self.object, by=self.user)
        return reverse("corrections:job_list")
