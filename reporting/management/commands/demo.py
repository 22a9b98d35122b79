"""`manage.py demo --seed N`: the invented county 开江县 with three years of records, staff and accounts.

`--scale province|country`: a whole province, or a country of copies of it, to measure at (`demo/scale.py`).
"""

from __future__ import annotations

from argparse import ArgumentParser
from random import Random
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core.clock import today
from corrections.models import Case, User
from corrections.services.account import DEMO_PASSWORD
from reporting.management.demo.leaves import leaves_make
from reporting.management.demo.lives import LifeMaker
from reporting.management.demo.names import Names
from reporting.management.demo.offices import accounts_make, offices_make
from reporting.management.demo.records import records_make
from reporting.management.demo.scale import PEOPLE, Scale, ledger_counts, tables_vacuum
from reporting.selectors.dashboard import TREND_MONTHS
from reporting.services import indicators_compute
from supervision.selectors.rules import rule_sheet

SAY_EVERY = 10
"""Seconds between two lines of progress."""


class Command(BaseCommand):
    help = (
        "在开江县生成演示数据：约 260 名虚构人员及三年记录；--scale 生成全省或全国规模的测量数据"
        "（均需先执行 load_calendar、load_divisions 与 load_rule_books）"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="随机种子；同一种子、同一天得到同样的数据")
        parser.add_argument(
            "--people", type=int, default=None, help="人数；默认开江县 260，全省 45000，全国 700000"
        )
        parser.add_argument(
            "--scale", choices=sorted(PEOPLE), default=None, help="规模：全省一年，或全国八周"
        )

    def handle(self, *args: Any, seed: int, people: int | None, scale: str | None, **options: Any) -> None:
        if settings.ENV == "production":
            raise CommandError("正式环境不生成演示数据。 The demo never runs in production.")
        if User.objects.filter(username="suozhang").exists() or Case.objects.exists():
            raise CommandError("数据库里已有人员，演示数据只能装入空库。 The database already holds people.")
        if people is not None and people < 1:
            raise CommandError("人数至少为 1。 There must be at least one person.")
        if scale:
            self._scale(scale, seed, people)
        else:
            self._county(seed, people or 260)

    def _county(self, seed: int, people: int) -> None:
        started, on, random = perf_counter(), today(), Random(seed)  # noqa: S311 (repeatable on purpose)
        names = Names(random)
        with transaction.atomic():
            offices = offices_make(random, names, on=on)
            accounts_make(names, offices)
            lives = LifeMaker(random, names, offices, on=on).make(people)
            lives.save()
            records = records_make(random, offices, lives, on=on)
            leaves = leaves_make(seed, on=on)
            indicators_compute(on=on, months=TREND_MONTHS)
        self.stdout.write(
            f"开江县演示数据：{len(lives.cases)} 人，{records} 条记录，{leaves} 次外出，"
            f"用时 {perf_counter() - started:.1f} 秒。所有演示账号的密码：{DEMO_PASSWORD}"
        )

    def _scale(self, size: str, seed: int, people: int | None) -> None:
        if not rule_sheet():
            raise CommandError("请先执行 load_rule_books。 Run load_rule_books first.")
        started = said = perf_counter()
        scale = Scale(size, seed=seed, on=today(), people=people)
        total = sum(county.people for county in scale.counties)
        for made in scale.make(scale.counties):
            if perf_counter() - said > SAY_EVERY or made == total:
                said = perf_counter()
                self.stdout.write(f"{made:,} / {total:,} 人，已用 {said - started:,.0f} 秒 (people, seconds)")
        flagged = scale.flag()
        if not connection.in_atomic_block:
            tables_vacuum()
        counts = "，".join(f"{name} {count:,}" for name, count in ledger_counts().items())
        self.stdout.write(
            f"{len(scale.counties):,} 个县，{total:,} 人；{counts}；标记逾期 {flagged:,} 项；"
            f"用时 {perf_counter() - started:,.0f} 秒。"
            f"演示账号在{scale.home.office.name}，密码：{DEMO_PASSWORD}"
        )
