"""The stations a roster may name, and how sheets name them: in full, in short, by code, with the county in front."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from corrections.enums import OrganisationKind
from corrections.models import Community, Organisation, OrganisationCode
from corrections.resources.roster_texts import plain
from corrections.resources.roster_widgets import CellError
from corrections.services.roster_problems import RosterRefused

_STATION_ENDINGS = ("司法所", "所", "")
_TOWN_ENDINGS = ("街道办事处", "街道", "镇", "乡", "")
_COUNTY_ENDINGS = ("司法局", "")
_COMMUNITY_ENDINGS = (
    "社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "村委会", "居委会", "社区", "村",
)  # fmt: skip
_COUNTY_KINDS = ("自治县", "县", "市", "区")


@dataclass(frozen=True, slots=True)
class Office:
    """A station as far as the import needs it."""

    id: int
    name: str
    code: str
    path: str


@dataclass
class OfficeIndex:
    """`scope` is the office of the import; a station among them is the only one a row may name."""

    scope: Organisation
    county: Organisation
    stations: dict[int, Office]
    _spellings: dict[str, set[int]] = field(default_factory=dict)
    _county_spellings: frozenset[str] = frozenset()
    _answers: dict[str, Office | CellError] = field(default_factory=dict)
    _communities: dict[int, dict[str, set[int]]] | None = None

    @classmethod
    def of(cls, scope: Organisation, *, on: date) -> Self:
        """Raises RosterRefused when `scope` is neither a county nor a station."""
        if scope.kind == OrganisationKind.COUNTY:
            county = scope
        elif scope.kind == OrganisationKind.STATION and scope.parent is not None:
            county = scope.parent
        else:
            raise RosterRefused(
                "office_kind",
                _("“%(name)s”不是县级司法局或司法所，名册只能导入到县或司法所") % {"name": scope.name},
            )
        open_stations = (
            Organisation.objects.filter(kind=OrganisationKind.STATION).open(on=on).below(scope.path)
        )
        stations = {station.pk: _office(station) for station in open_stations}
        index = cls(scope, county, stations)
        index._learn(open_stations)
        return index

    @property
    def only(self) -> Office | None:
        """The station that rows without an office belong to: the scope itself, when it is one."""
        return self.stations.get(self.scope.pk)

    @property
    def meaning(self) -> tuple[object, ...]:
        """What a cell may be taken for: equal while no office of the scope is opened, closed, moved or renamed."""
        spellings = sorted((spelling, sorted(found)) for spelling, found in self._spellings.items())
        return self.scope.pk, self.county.path, sorted(self._county_spellings), spellings

    def find(self, text: str) -> Office:
        """The station a cell names. Raises CellError: unknown, ambiguous, the county itself, or outside the scope."""
        answer = self._answers.get(text)
        if answer is None:
            answer = self._answers[text] = self._find(text)
        if isinstance(answer, CellError):
            raise answer
        return answer

    @property
    def communities(self) -> dict[int, dict[str, set[int]]]:
        """Station → spelling → the communities it may mean; read once, and only for sheets that name some."""
        if self._communities is None:
            self._communities = {pk: defaultdict(set) for pk in self.stations}
            for pk, station_id, name, code in Community.objects.filter(
                station_id__in=self.stations
            ).values_list("pk", "station_id", "name", "code"):
                for spelling in (plain(name), _bare(plain(name)), code):
                    self._communities[station_id][spelling].add(pk)
        return self._communities

    def find_community(self, text: str, *, station_id: int | None = None) -> int:
        """The community a cell names, of that station or of all in scope. Raises CellError: unknown or ambiguous."""
        spelling = plain(text)
        stations = [self.communities.get(station_id, {})] if station_id else list(self.communities.values())
        for key in (spelling, _bare(spelling)):
            found = {pk for names in stations for pk in names.get(key, ())}
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise CellError(
                    "community_ambiguous",
                    _("有几个村（社区）都叫“%(text)s”，请写明司法所或全称") % {"text": text[:30]},
                )
        office = self.stations[station_id].name if station_id in self.stations else self.scope.name
        raise CellError(
            "community_unknown",
            _("%(office)s没有名为“%(text)s”的村（社区），请核对名称") % {"office": office, "text": text[:30]},
        )

    def _find(self, text: str) -> Office | CellError:
        key = plain(text)
        found = self._spellings.get(key, set())
        if len(found) == 1:
            return self.stations[next(iter(found))]
        if found:
            names = "、".join(sorted(self.stations[pk].name for pk in found))
            return CellError(
                "office_ambiguous", _("“%(text)s”可能是%(names)s，请写全称") % {"text": text, "names": names}
            )
        if key in self._county_spellings:
            if self.only:
                return self.only
            return CellError(
                "office_not_station", _("“%(text)s”是县级机构，请填写具体的司法所") % {"text": text[:30]}
            )
        if _exists_elsewhere(key):
            return CellError(
                "office_outside",
                _("“%(text)s”不在%(scope)s，本次导入不接收，请由所属单位导入")
                % {"text": text[:30], "scope": self.scope.name},
            )
        return CellError(
            "office_unknown",
            _("%(scope)s没有名为“%(text)s”的司法所，请核对名称")
            % {"text": text[:30], "scope": self.scope.name},
        )

    def _learn(self, stations: Iterable[Organisation]) -> None:
        spellings: dict[str, set[int]] = defaultdict(set)
        self._county_spellings = frozenset(_county_spellings(self.county))
        for station in stations:
            own = _station_spellings(station)
            for spelling in own:
                spellings[spelling].add(station.pk)
                for county in self._county_spellings:
                    spellings[county + spelling].add(station.pk)
        # An office is known by its earlier codes too, unless another one has such a code today.
        for pk, code in OrganisationCode.objects.filter(organisation_id__in=self.stations).values_list(
            "organisation_id", "code"
        ):
            spellings[code].add(pk)
        # What is the full name of one station does not stand for the short form of another.
        exact: dict[str, set[int]] = defaultdict(set)
        for station in stations:
            for name in (plain(station.name), plain(station.short_name), station.code):
                exact[name].add(station.pk)
        self._spellings = spellings | exact


def _bare(name: str) -> str:
    """清河社区居民委员会, 清河社区 and 清河 are one."""
    for ending in _COMMUNITY_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def _office(station: Organisation) -> Office:
    return Office(station.pk, station.name, station.code, station.path)


def _station_spellings(station: Organisation) -> set[str]:
    """普安镇司法所 is also 普安镇, 普安镇所, 普安司法所, 普安所 and 普安; or its code."""
    names = {plain(station.name), plain(station.short_name)}
    for name in tuple(names):
        town = name.removesuffix("司法所")
        for ending in _TOWN_ENDINGS:
            bare = town.removesuffix(ending)
            if len(bare) >= 2:
                names.update(f"{bare}{end}" for end in _STATION_ENDINGS)
                names.update(f"{town}{end}" for end in _STATION_ENDINGS)
    return names | {station.code} - {""}


def _county_spellings(county: Organisation) -> set[str]:
    """开江县司法局, 开江县, 开江, with or without the prefecture in front, or the code."""
    names: set[str] = set()
    for name in (plain(county.short_name), plain(county.name).removesuffix("司法局")):
        bare = next((name.removesuffix(kind) for kind in _COUNTY_KINDS if name.endswith(kind)), name)
        names.update(f"{form}{end}" for form in (name, bare) if len(form) >= 2 for end in _COUNTY_ENDINGS)
        names.add(f"{name}社区矫正管理局")
    if county.parent is not None:
        prefecture = plain(county.parent.short_name)
        names |= {f"{prefecture}{name}" for name in names}
    return names | {county.code} - {""}


def _exists_elsewhere(key: str) -> bool:
    """Whether the words are the full name or code of an office anywhere. Asked once for each unknown spelling."""
    bare = key.removesuffix("司法所")
    offices = Organisation.objects.filter(closed_on=None)
    return offices.filter(name__in=(key, f"{bare}司法所")).exists() or (
        key.isdigit() and offices.filter(code=key).exists()
    )
