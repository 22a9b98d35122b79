"""manage.py import_roster: what it prints and how it exits."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.sheets import read
from corrections.models import Case, Offender
from tests.corrections.rosters import ROSTERS, Importer, Kaijiang, person

MESSY = str(ROSTERS / "county_messy.xlsx")


def run(*args: str) -> tuple[int, dict[str, Any]]:
    """(exit code, the JSON of standard output)."""
    out = StringIO()
    try:
        call_command("import_roster", *args, stdout=out, stderr=StringIO())
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_import_roster_applies_and_then_has_nothing_to_do(kaijiang: Kaijiang) -> None:
    args = (str(ROSTERS / "county_gb18030.csv"), "--office", "511723", "--by", "clerk", "--on", "2026-11-23")
    code, told = run(*args)
    assert (code, told["rows"], told["created"], told["failed"]) == (0, 30, 30, 0)
    code, told = run(*args, "--json")
    assert (code, told["created"], told["unchanged"]) == (0, 0, 30)


def test_import_roster_json_has_these_keys(kaijiang: Kaijiang) -> None:
    _code, told = run(MESSY, "--office", "511723", "--dry-run", "--json")
    assert list(told) == ["rows", "created", "updated", "unchanged", "failed", "problems"]
    assert told["rows"] == told["created"] + told["updated"] + told["unchanged"] + told["failed"]
    first = told["problems"][0]
    assert set(first) == {"row", "column", "level", "code", "message"}
    assert (first["row"], first["column"], first["level"]) == (26, "身份证号码", "error")


def test_import_roster_refused_rows_exit_with_one_and_write_nothing(kaijiang: Kaijiang) -> None:
    code, told = run(MESSY, "--office", "511723", "--by", "clerk")
    assert (code, told["failed"]) == (1, 12)
    assert not Offender.objects.exists()


def test_import_roster_partial_writes_the_good_rows(kaijiang: Kaijiang, tmp_path: Path) -> None:
    report = tmp_path / "failed.xlsx"
    code, told = run(MESSY, "--office", "511723", "--by", "clerk", "--partial", "--report", str(report))
    assert (code, told["created"], told["failed"]) == (1, 34, 12)
    assert Case.objects.count() == 34
    rows = list(read(report).sheets[0].rows)
    assert rows[0][-1] == "错误原因"
    assert len(rows) == 13
    by_name = {row[2]: row for row in rows[1:]}
    assert by_name["郑军浩"][4] == "511723195908103151"
    assert "校验码" in str(by_name["郑军浩"][-1])


def test_import_roster_report_can_be_corrected_and_sent_again(importer: Importer) -> None:
    wrong = importer.sheet(person(1, 矫正类别="取保候审"), person(2))
    report = importer.folder / "failed.xlsx"
    run(str(wrong), "--office", "511723", "--by", "clerk", "--partial", "--report", str(report))
    result = importer.file(report, is_partial=True)
    assert (result.rows, result.failed) == (1, 1)
    assert all("错误原因" not in case.extra_items for case in Case.objects.all())


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((MESSY, "--office", "999999", "--by", "clerk"), "office_not_found"),
        ((MESSY, "--office", "511723", "--by", "nobody"), "user_not_found"),
        ((MESSY, "--office", "511723"), "by_missing"),
        ((MESSY, "--office", "511723", "--by", "clerk2"), "no_right"),
        ((MESSY, "--office", "511700", "--dry-run"), "office_kind"),
        ((MESSY, "--office", "511723", "--dry-run", "--on", "gestern"), "bad_day"),
        (("/nowhere/roster.xlsx", "--office", "511723", "--dry-run"), "missing"),
    ],
)
def test_import_roster_unusable_call_exits_with_two_and_json(
    kaijiang: Kaijiang, args: tuple[str, ...], code: str
) -> None:
    exit_code, told = run(*args)
    assert (exit_code, told["rows"]) == (2, 0)
    (problem,) = told["problems"]
    assert (problem["code"], problem["row"], problem["level"]) == (code, None, "error")


def test_import_roster_refused_file_exits_with_two_and_json(kaijiang: Kaijiang, tmp_path: Path) -> None:
    page = tmp_path / "roster.xls"
    page.write_text("<html><table><tr><td>姓名</td></tr></table></html>", encoding="utf-8")
    code, told = run(str(page), "--office", "511723", "--by", "clerk")
    assert (code, told["problems"][0]["code"]) == (2, "html_as_xls")


def test_import_roster_missing_column_names_the_heading_row(kaijiang: Kaijiang, tmp_path: Path) -> None:
    sheet = tmp_path / "roster.csv"
    sheet.write_text("开江县\n姓名,身份证号,司法所\n张三,1,新宁镇\n", encoding="utf-8")
    code, told = run(str(sheet), "--office", "511723", "--dry-run")
    assert (code, told["problems"][0]["code"], told["problems"][0]["row"]) == (2, "column_missing", 2)
