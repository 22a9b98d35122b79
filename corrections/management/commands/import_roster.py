"""manage.py import_roster: a roster into the people and cases of one office, or a look at what would happen."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.clock import today
from core.errors import Refused
from core.forms import day_parse
from core.sheets import SheetError
from corrections.enums import ProblemLevel, RosterKind
from corrections.models import Organisation, User
from corrections.services.roster_columns import headings_remembered
from corrections.services.roster_import import RosterFile, roster_import, roster_preview
from corrections.services.roster_lists import layout_of
from corrections.services.roster_problems import Problem, RosterRefused
from corrections.services.roster_reading import RosterSheet, roster_open
from corrections.services.roster_report import failed_rows_write
from corrections.services.roster_run import RosterResult

EXIT_ROWS_REFUSED = 1
EXIT_UNUSABLE = 2


class Command(BaseCommand):
    help = (
        "Imports a roster (.xlsx, .xls, .csv) for one county or station. JSON on stdout, a sentence on stderr. "
        "Exit 0: applied or nothing to do; 1: some row refused; 2: the file or the call cannot be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the workbook or CSV file")
        parser.add_argument(
            "--office",
            required=True,
            metavar="CODE",
            help="code of the county, or of the station for sheets that name none",
        )
        parser.add_argument(
            "--kind",
            choices=RosterKind.values,
            default=RosterKind.PEOPLE,
            help="what the sheet lists: people under correction (default), staff, representatives",
        )
        parser.add_argument("--by", metavar="USERNAME", help="who imports; may be left out of a dry run only")
        parser.add_argument("--on", metavar="DATE", help="business day of the import (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument(
            "--partial", action="store_true", help="write the good rows even if others are refused"
        )
        parser.add_argument("--report", metavar="OUT.xlsx", help="write the refused rows with their reasons")
        parser.add_argument("--json", action="store_true", help="only JSON, no sentence on stderr")

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_quiet = bool(options["json"])
        try:
            office, by, on = _office(options["office"]), _user(options), _day(options["on"])
            path = Path(options["file"])
            kind = RosterKind(options["kind"])
            sheet = roster_open(path, remembered=headings_remembered(office, kind), layout=layout_of(kind))
            if options["dry_run"]:
                result, is_written = roster_preview(sheet, office=office, on=on, by=by, kind=kind), False
            else:
                assert by is not None  # noqa: S101 - _user refuses a run without one
                result, roster = roster_import(
                    by=by,
                    sheet=sheet,
                    office=office,
                    on=on,
                    file=RosterFile.of(path),
                    is_partial=options["partial"],
                    kind=kind,
                )
                is_written = roster is not None
        except SheetError as error:
            self._refuse(Problem(None, "", ProblemLevel.ERROR, error.code, error.sentence))
        except RosterRefused as error:
            self._refuse(error.problem)
        except (Refused, OSError) as error:
            code = "no_right" if isinstance(error, Refused) else "missing"
            self._refuse(Problem(None, "", ProblemLevel.ERROR, code, str(error)))
        else:
            self._report(options["report"], sheet, result)
            self._tell(result, is_written=is_written)

    def _report(self, target: str | None, sheet: RosterSheet, result: RosterResult) -> None:
        if not target:
            return
        try:
            failed_rows_write(Path(target), sheet=sheet, problems=result.problems)
        except OSError as error:
            self.stderr.write(_("错误行表没有写成：%(reason)s") % {"reason": error})

    def _tell(self, result: RosterResult, *, is_written: bool) -> None:
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        counts = result.as_counts()
        sentence = (
            _("共%(rows)s行：新增%(created)s，更新%(updated)s，无变化%(unchanged)s，有错误%(failed)s。")
            % counts
        )
        if is_written and result.rows == counts["unchanged"]:
            sentence += _("名册与系统一致，没有改动。")
        elif not is_written:
            sentence += _("没有写入任何数据。")
        if result.failed:
            raise CommandError(sentence, returncode=EXIT_ROWS_REFUSED)
        if not self.is_quiet:
            self.stderr.write(sentence)

    def _refuse(self, problem: Problem) -> NoReturn:
        result = RosterResult(problems=[problem])
        self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        raise CommandError(problem.message, returncode=EXIT_UNUSABLE)


def _office(code: str) -> Organisation:
    office = Organisation.objects.filter(code=code, closed_on=None).select_related("parent__parent").first()
    if office is None:
        raise RosterRefused("office_not_found", _("没有代码为%(code)s的机构") % {"code": code})
    return office


def _user(options: dict[str, Any]) -> User | None:
    username = options["by"]
    if username:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise RosterRefused("user_not_found", _("没有名为%(name)s的在用账号") % {"name": username})
        return user
    if not options["dry_run"]:
        raise RosterRefused("by_missing", _("正式导入须用 --by 写明由谁导入；只检查不写入请用 --dry-run"))
    return None


def _day(text: str | None) -> date:
    if not text:
        return today()
    day = day_parse(text)
    if day is None:
        raise RosterRefused("bad_day", _("--on 应为日期，如 2026-11-23，现为“%(text)s”") % {"text": text})
    return day
