"""manage.py flag_overdue --on DATE [--org CODE] [--json]"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from supervision.management.nights import NightCommand
from supervision.services import overdue_flag


class Command(NightCommand):
    help = _("标记该日已逾期的事项，按监管规则逐级告知，并关闭下一期已结束的事项；任何日期都可重复执行")

    def perform(self, on: date, path: str) -> dict[str, int]:
        done = overdue_flag(on=on, path=path)
        return {
            "flagged": done.flagged,
            "escalated": done.escalated,
            "term_over": done.term_over,
            "missed": done.missed,
        }

    def sentence(self, on: date, done: dict[str, int]) -> str:
        return _(
            "%(on)s：新标记逾期 %(flagged)s 项，上报 %(escalated)s 次，期满未解除提示 %(term_over)s 次，"
            "转为未履行 %(missed)s 项"
        ) % {"on": on.isoformat(), **done}
