from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from core import clock
from core.workdays import CalendarYear, calendar_load, is_provisional


class Command(BaseCommand):
    help = _("载入国务院节假日安排（随 chinesecalendar 软件包提供）；可重复执行")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = calendar_load()
        years = list(CalendarYear.objects.order_by("year").values_list("year", flat=True))
        self.stdout.write(
            _("节假日安排：%(first)s–%(last)s 年，本次更新 %(changed)s 天")
            % {"first": years[0], "last": years[-1], "changed": changed}
        )
        for year in (clock.today().year, clock.today().year + 1):
            if is_provisional(year):
                self.stdout.write(
                    _("%(year)s 年的安排尚未公布或载入，工作日暂按周一至周五估算") % {"year": year}
                )
