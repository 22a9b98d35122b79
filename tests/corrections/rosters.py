"""The county the sample rosters belong to, and short ways to import a sheet made of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.clock import frozen
from core.sheets.write import Column, write_table
from corrections.enums import Role
from corrections.models import Organisation, RosterImport, User
from corrections.services.roster_import import RosterFile, roster_import, roster_preview
from corrections.services.roster_reading import roster_open
from corrections.services.roster_run import RosterResult
from tests.factories import CountyFactory, PrefectureFactory, ProvinceFactory, StationFactory
from tests.factories.offenders import id_number
from tests.people import TODAY, account

ROSTERS = Path(__file__).parents[1] / "rosters"
TOWNS = {
    "511723001": "淙城街道",
    "511723100": "新宁镇",
    "511723101": "普安镇",
    "511723102": "回龙镇",
    "511723104": "永兴镇",
    "511723105": "讲治镇",
    "511723106": "甘棠镇",
    "511723107": "任市镇",
    "511723108": "广福镇",
    "511723109": "长岭镇",
    "511723110": "八庙镇",
    "511723111": "灵岩镇",
    "511723205": "梅家乡",
}


@dataclass(frozen=True)
class Kaijiang:
    """开江县 with its thirteen stations, a neighbouring county with one, and who imports into each."""

    county: Organisation
    stations: Mapping[str, Organisation]
    neighbour: Organisation
    neighbour_station: Organisation
    clerk: User
    neighbour_clerk: User

    def station(self, town: str) -> Organisation:
        return next(station for station in self.stations.values() if station.short_name == town)


def kaijiang_make() -> Kaijiang:
    prefecture = PrefectureFactory(
        name="达州市司法局", short_name="达州市", code="511700", parent=ProvinceFactory()
    )
    county = CountyFactory(name="开江县司法局", short_name="开江县", code="511723", parent=prefecture)
    neighbour = CountyFactory(name="大竹县司法局", short_name="大竹县", code="511724", parent=prefecture)
    return Kaijiang(
        county=county,
        stations={
            code: StationFactory(short_name=town, code=code, parent=county) for code, town in TOWNS.items()
        },
        neighbour=neighbour,
        neighbour_station=StationFactory(short_name="竹阳街道", code="511724001", parent=neighbour),
        clerk=account("clerk", "刘名册", Role.ROSTER_ADMINISTRATOR, county),
        neighbour_clerk=account("clerk2", "朱名册", Role.ROSTER_ADMINISTRATOR, neighbour),
    )


@pytest.fixture
def kaijiang(db: None) -> Iterator[Kaijiang]:
    """On 2026-11-23."""
    with frozen(TODAY):
        yield kaijiang_make()


HEADINGS = ("司法所", "姓名", "身份证号", "性别", "矫正类别", "矫正期限", "矫正开始日期", "矫正结束日期")


def person(n: int = 1, **cells: Any) -> dict[str, Any]:
    """A row that is right in every cell: the n-th man, at 新宁镇, two years of 缓刑 from 2026-03-01."""
    row = {
        "司法所": "新宁镇司法所",
        "姓名": f"张{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n if n > 9 else ''}",
        "身份证号": id_number(n),
        "性别": "男",
        "矫正类别": "缓刑",
        "矫正期限": "2年",
        "矫正开始日期": date(2026, 3, 1),
        "矫正结束日期": date(2028, 2, 29),
    }
    return row | cells


def sheet_write(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A workbook of these rows; further columns in the order in which they first appear."""
    headings = list(dict.fromkeys([*HEADINGS, *(heading for row in rows for heading in row)]))
    write_table(
        path,
        name="花名册",
        columns=[Column(heading) for heading in headings],
        rows=[[row.get(heading) for heading in headings] for row in rows],
    )
    return path


@dataclass
class Importer:
    """Imports rows or files into the county as its clerk, on a day."""

    place: Kaijiang
    folder: Path

    def _defaults(self) -> dict[str, Any]:
        return {"by": self.place.clerk, "office": self.place.county, "on": TODAY}

    def file(self, path: Path, **options: Any) -> RosterResult:
        return self.apply(path, **options)[0]

    def apply(self, path: Path, **options: Any) -> tuple[RosterResult, RosterImport | None]:
        options = self._defaults() | options
        return roster_import(sheet=roster_open(path), file=RosterFile.of(path), **options)

    def sheet(self, *rows: Mapping[str, Any]) -> Path:
        return sheet_write(self.folder / "rows.xlsx", rows)

    def rows(self, *rows: Mapping[str, Any], **options: Any) -> RosterResult:
        return self.file(self.sheet(*rows), **options)

    def preview(self, *rows: Mapping[str, Any], **options: Any) -> RosterResult:
        options = self._defaults() | options
        return roster_preview(roster_open(self.sheet(*rows)), **options)


@pytest.fixture
def importer(kaijiang: Kaijiang, tmp_path: Path) -> Importer:
    return Importer(kaijiang, tmp_path)


def codes(result: RosterResult, row: int | None = None) -> set[str]:
    """The codes of the problems, of one row or of all."""
    return {problem.code for problem in result.problems if row is None or problem.row == row}
