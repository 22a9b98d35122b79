"""`manage.py demo --seed N`: the invented county 开江县 with three years of records, staff and accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from random import Random
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.clock import today
from corrections.models import Case, User
from corrections.services.account import DEMO_PASSWORD
from reporting.management.demo.lives import LifeMaker
from reporting.management.demo.names import Names
from reporting.management.demo.offices import accounts_make, offices_make
from reporting.management.demo.records import records_make
from reporting.selectors.dashboard import TREND_MONTHS
from reporting.services import indicators_compute


class Command(BaseCommand):
    help = "在开江县生成演示数据：约 260 名虚构人员及三年记录（需先执行 load_divisions 与 load_rule_books）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="随机种子；同一种子、同一天得到同样的数据")
        parser.add_argument("--people", type=int, default=260, help="人数")

    def handle(self, *args: Any, seed: int, people: int, **options: Any) -> None:
        if settings.ENV == "production":
            raise CommandError("正式环境不生成演示数据。 The demo never runs in production.")
        if User.objects.filter(username="suozhang").exists() or Case.objects.exists():
            raise CommandError("数据库里已有人员，演示数据只能装入空库。 The database already holds people.")
        started, on, random = perf_counter(), today(), Random(seed)  # noqa: S311 (repeatable on purpose)
        names = Names(random)
        with transaction.atomic():
            offices = offices_make(random, names, on=on)
            accounts_make(names, offices)
            lives = LifeMaker(random, names, offices, on=on).make(people)
            lives.save()
            records = records_make(random, offices, lives, on=on)
            indicators_compute(on=on, months=TREND_MONTHS)
        self.stdout.write(
            f"开江县演示数据：{len(lives.cases)} 人，{records} 条记录，用时 {perf_counter() - started:.1f} 秒。"
            f"所有演示账号的密码：{DEMO_PASSWORD}"
        )
