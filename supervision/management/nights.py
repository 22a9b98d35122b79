"""What the commands of the night share: --on DATE [--org CODE] [--json], and one answer in words or as JSON."""

from __future__ import annotations

import json
from abc import abstractmethod
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.clock import today
from core.errors import BadInput
from corrections.models import Organisation


class NightCommand(BaseCommand):
    """Runs one service for a business date, in this process; exits with 2 when the question makes no sense."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, default=None, help=_("业务日期，如 2026-11-23；默认今天")
        )
        parser.add_argument("--org", default="", help=_("只处理该代码的机构及其下级"))
        parser.add_argument("--json", action="store_true", help=_("以 JSON 输出"))

    def handle(self, *args: Any, **options: Any) -> None:
        on: date = options["on"] or today()
        try:
            done = self.perform(on, _path(options["org"]))
        except BadInput as problem:
            raise CommandError(str(problem), returncode=2) from problem
        if options["json"]:
            self.stdout.write(json.dumps({"on": on.isoformat(), **done}, ensure_ascii=False))
        else:
            self.stdout.write(self.sentence(on, done))

    @abstractmethod
    def perform(self, on: date, path: str) -> dict[str, int]:
        """Calls the service and returns its counts."""

    @abstractmethod
    def sentence(self, on: date, done: dict[str, int]) -> str:
        """The counts in words."""


def _path(code: str) -> str:
    if not code:
        return ""
    office = Organisation.objects.filter(code=code, closed_on=None).first()
    if office is None:
        raise BadInput(_("没有代码为 %(code)s 的机构") % {"code": code})
    return office.path
