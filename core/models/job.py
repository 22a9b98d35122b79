"""Work outside the request as rows: the queue of record. Redis only carries the news of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    PENDING = "pending", _("等待")
    TAKEN = "taken", _("进行中")
    DONE = "done", _("完成")
    FAILED = "failed", _("失败")


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        return self.filter(status__in=(JobStatus.PENDING, JobStatus.TAKEN))

    def nightly(self) -> JobQuerySet:
        return self.filter(business_date__isnull=False)

    def earlier_nights_than(self, job: Job) -> JobQuerySet:
        """Nightly rows that must be over before `job` may begin: earlier dates, and earlier kinds of the same date."""
        return self.nightly().filter(
            Q(business_date__lt=job.business_date) | Q(business_date=job.business_date, order__lt=job.order)
        )


class Job(models.Model):
    """One piece of work; nightly work has a `business_date` and exists once per (kind, business_date, path).

    The nightly row with the path "" does what lies in no other row of its kind and date: everything, if it is alone.

    `created_at`, `taken_at`, `finished_at` are moments of `core.clock`. `beat_at`, `published_at` and `wait_until` are
    moments of the database server's clock, which only the machinery reads: they show who is alive, not which day it is.

    `attempts` counts starts whose end is not a broken database connection (those are `retries`). `run_number` grows
    with every start and is never set back: whoever runs the job may write its end only under the number it started
    with.
    """

    kind = models.CharField(_("种类"), max_length=60)
    queue = models.CharField(_("队列"), max_length=20, default="default")
    args = models.JSONField(_("参数"), default=dict)
    key = models.CharField(_("幂等键"), max_length=120, unique=True, null=True)  # noqa: DJ001 (many rows without a key)
    path = models.CharField(_("机构路径"), max_length=100, blank=True, db_collation="C")
    business_date = models.DateField(_("业务日期"), null=True)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    status = models.CharField(_("状态"), max_length=10, choices=JobStatus, default=JobStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(_("开始次数"), default=0)
    retries = models.PositiveSmallIntegerField(_("数据库中断次数"), default=0)
    run_number = models.PositiveIntegerField(_("领取序号"), default=0)
    worker = models.CharField(_("执行者"), max_length=120, blank=True)

    created_at = models.DateTimeField(_("提交时间"))
    created_by_id = models.BigIntegerField(_("提交人编号"), null=True)
    taken_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    published_at = models.DateTimeField(_("通知时间"), null=True)
    beat_at = models.DateTimeField(_("心跳时间"), null=True)
    wait_until = models.DateTimeField(_("等到"), null=True)

    progress_done = models.PositiveIntegerField(_("已处理"), default=0)
    progress_total = models.PositiveIntegerField(_("总数"), default=0)
    message = models.CharField(_("进展"), max_length=200, blank=True)
    result = models.JSONField(_("结果"), default=dict)
    error = models.CharField(_("失败原因"), max_length=500, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "business_date", "path"),
                condition=Q(business_date__isnull=False),
                name="job_part_once_a_night",
            ),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known"),
            models.CheckConstraint(
                condition=Q(status__in=("done", "failed"), finished_at__isnull=False)
                | Q(status__in=("pending", "taken"), finished_at__isnull=True),
                name="job_finished_has_time",
            ),
        )
        indexes = (
            models.Index(fields=("id",), condition=Q(status__in=("pending", "taken")), name="job_unfinished"),
            models.Index(
                fields=("business_date", "order"), condition=Q(business_date__isnull=False), name="job_nights"
            ),
            models.Index(fields=("created_by_id", "id"), name="job_of_person"),
            models.Index(fields=("kind", "id"), name="job_of_kind"),
        )

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, str(self.business_date or self.pk), self.path)))

    @property
    def is_finished(self) -> bool:
        return self.status in (JobStatus.DONE, JobStatus.FAILED)

    @property
    def percent(self) -> int | None:
        """Progress in whole percent, rounded down; None while the total is unknown."""
        return min(100, 100 * self.progress_done // self.progress_total) if self.progress_total else None

    @property
    def handler_args(self) -> dict[str, Any]:
        """What the handler is called with: `on` for nightly work, else `args`."""
        return {"on": self.business_date} if self.business_date else dict(self.args)


class JobSchedule(models.Model):
    """The first business date of a nightly kind: the day on which the tick first saw it. No night before it runs."""

    kind = models.CharField(_("种类"), max_length=60, primary_key=True)
    first_date: models.DateField[date, date] = models.DateField(_("首个业务日期"))

    class Meta:
        verbose_name = _("夜间任务")
        verbose_name_plural = _("夜间任务")

    def __str__(self) -> str:
        return f"{self.kind} {self.first_date}"


class QueueBeat(models.Model):
    """The last sign that a worker consumes a queue: a message came through it and was answered here."""

    queue = models.CharField(_("队列"), max_length=20, primary_key=True)
    worker = models.CharField(_("执行者"), max_length=120)
    beat_at = models.DateTimeField(_("心跳时间"))

    class Meta:
        verbose_name = _("队列心跳")
        verbose_name_plural = _("队列心跳")

    def __str__(self) -> str:
        return self.queue
