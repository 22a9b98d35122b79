from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.jobs import JobStatus, nights_create
from core.jobs.draining import jobs_drain


class Command(BaseCommand):
    help = _("不经消息队列，在本进程内执行所有等待中的任务（含缺失的夜间任务），直到没有为止")

    def handle(self, *args: Any, **options: Any) -> None:
        nights_create()
        failed = 0
        for job in jobs_drain():
            failed += job.status == JobStatus.FAILED
            self.stdout.write(f"{job.pk} {job} {job.get_status_display()} {job.error}".rstrip())
        if failed:
            raise CommandError(_("%(count)s 个任务失败") % {"count": failed}, returncode=1)
