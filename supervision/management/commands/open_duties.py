"""manage.py open_duties --on DATE [--org CODE] [--json]"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from supervision.management.nights import NightCommand
from supervision.services import duties_open


class Command(NightCommand):
    help = _("按监管规则开立到该日已起算而尚未开立的事项；任何日期都可重复执行")

    def perform(self, on: date, path: str) -> dict[str, int]:
        return {"opened": duties_open(on=on, path=path)}

    def sentence(self, on: date, done: dict[str, int]) -> str:
        return _("%(on)s：新开立 %(opened)s 项") % {"on": on.isoformat(), **done}
