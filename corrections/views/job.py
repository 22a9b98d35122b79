"""任务中心: one's own work outside the request; for who keeps the machines the night and what hinders it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.chips import Chip, Tone
from core.jobs import Job, JobStatus, job_retry, night_retry
from core.views import ActionPage, ListPage
from corrections.permissions import Permission
from corrections.selectors.jobs import (
    NightLine,
    Trouble,
    job_title,
    night_lines,
    night_sentence,
    nights_shown,
    own_jobs,
    result_words,
    troubles,
)

TONES: dict[JobStatus, Tone] = {
    JobStatus.PENDING: "plain",
    JobStatus.TAKEN: "info",
    JobStatus.DONE: "ok",
    JobStatus.FAILED: "late",
}


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


def job_line(job: Job) -> JobLine:
    status = JobStatus(job.status)
    actions: tuple[Action, ...] = ()
    if status == JobStatus.FAILED:
        actions = (Action(_("重新执行"), reverse("corrections:job_retry", args=[job.pk]), post=True),)
    return JobLine(
        title=job_title(job.kind),
        chip=Chip(status.label, TONES[status]),
        created_at=job.created_at,
        finished_at=job.finished_at,
        done=job.progress_done,
        total=job.progress_total if status == JobStatus.TAKEN else 0,
        words=job.error or result_words(job.result) or job.message,
        actions=actions,
    )


def night_actions(line: NightLine | Trouble) -> tuple[Action, ...]:
    """The button that runs its failed parts again."""
    if line.failed_id is None:
        return ()
    return (Action(_("重新执行"), reverse("corrections:night_retry", args=[line.failed_id]), post=True),)


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
        context["rows"] = [job_line(job) for job in context["rows"]]
        if self.is_htmx:
            return context
        if not self.user.may(Permission.JOB_OPERATE):
            return context | {"night_sentence": night_sentence()}
        nights = nights_shown(self.request.GET.get("night", ""))
        shown = next((night.on for night in nights if night.is_shown), None)
        return context | {
            "is_operator": True,
            "troubles": [(trouble, night_actions(trouble)) for trouble in troubles()],
            "nights": nights,
            "night": shown,
            "night_lines": [(line, night_actions(line)) for line in night_lines(shown)] if shown else [],
        }


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


class NightRetryView(ActionPage):
    """Every failed part of that kind and business date: the machines are one, so is the right to keep them."""

    permission = Permission.JOB_OPERATE
    success_message = gettext_lazy("已重新提交，几分钟后刷新本页看结果。")

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.nightly()

    def get_object_path(self, found: Job) -> str | None:
        return None

    def perform(self) -> str:
        night_retry(self.object, by=self.user)
        return f"{reverse('corrections:job_list')}?night={self.object.business_date}"
