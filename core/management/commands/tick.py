from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core.jobs import tick


class Command(BaseCommand):
    help = _("做一次巡查：补建夜间任务、收回中断的任务、重发无人领取的任务")

    def handle(self, *args: Any, **options: Any) -> None:
        report = tick()
        self.stdout.write(
            _("收回 %(retaken)s，放弃 %(given_up)s，新建夜间任务 %(nights)s，已通知 %(published)s")
            % {
                "retaken": report.retaken,
                "given_up": report.given_up,
                "nights": report.nights,
                "published": report.published,
            }
        )
