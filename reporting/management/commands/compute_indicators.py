"""manage.py compute_indicators --on DATE [--org CODE] [--months N] [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.clock import today
from core.day_words import full_day
from corrections.models import Organisation
from reporting.indicators import INDICATORS, Figure
from reporting.models import Snapshot
from reporting.services import Computed, indicators_compute


class Command(BaseCommand):
    help = _("计算各级机构的指标，按（机构，指标，期间）保存；同一天可重复执行")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=_day, default=None, help=_("截至哪一天，如 2026-11-23；默认今天"))
        parser.add_argument("--org", default="", help=_("只计算该代码的机构及其下级"))
        parser.add_argument("--months", type=int, default=1, help=_("同时计算此前几个整月，默认 1"))
        parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))

    def handle(self, *args: Any, **options: Any) -> None:
        on: date = options["on"] or today()
        if not 0 <= options["months"] <= 120:
            raise CommandError(_("--months 应在 0 到 120 之间"), returncode=2)
        office = _office(options["org"]) if options["org"] else None
        done = indicators_compute(on=on, path=office.path if office else "", months=options["months"])
        figures = list(_figures(office, on))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(done, office, figures), ensure_ascii=False))
            return
        self.stdout.write(
            _("截至 %(on)s：保存 %(count)s 个数字") % {"on": full_day(on), "count": f"{done.figures:,}"}
        )
        for snapshot, figure in figures:
            self.stdout.write(
                f"{snapshot.organisation.short_name}  {figure.indicator.title}  "
                f"{figure.value_text}  {figure.fraction_text}".rstrip()
            )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _office(code: str) -> Organisation:
    office = Organisation.objects.filter(code=code, closed_on=None).first()
    if office is None:
        raise CommandError(_("没有代码为 %(code)s 的机构") % {"code": code}, returncode=2)
    return office


def _figures(office: Organisation | None, on: date) -> list[tuple[Snapshot, Figure]]:
    """The current figures of that office, or of every office at the top."""
    snapshots = Snapshot.objects.select_related("organisation").filter(
        organisation__in=[office] if office else Organisation.objects.filter(parent=None)
    )
    wanted = {(key, indicator.window.current(on)) for key, indicator in INDICATORS.items()}
    order = list(INDICATORS)
    found = [
        snapshot
        for snapshot in snapshots.filter(ends_on__lte=on)
        if (snapshot.key, snapshot.period) in wanted
    ]
    found.sort(key=lambda snapshot: (snapshot.organisation.path, order.index(snapshot.key)))
    return [(snapshot, snapshot.figure()) for snapshot in found]


def _as_json(
    done: Computed, office: Organisation | None, figures: list[tuple[Snapshot, Figure]]
) -> dict[str, Any]:
    return {
        "on": done.on.isoformat(),
        "org": office.code if office else "",
        "snapshots": done.figures,
        "figures": [
            {
                "org": snapshot.organisation.code,
                "indicator": snapshot.indicator,
                "starts_on": snapshot.starts_on.isoformat(),
                "ends_on": snapshot.ends_on.isoformat(),
                "k": snapshot.k,
                "n": snapshot.n,
                "value": figure.value_text,
                "standing": figure.standing.value,
            }
            for snapshot, figure in figures
        ],
    }
