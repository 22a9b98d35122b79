"""Offices of the tree as a user may choose among them: the way down step by step, never three thousand at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Concat, Left, Length

from core.paths import ancestors, outside
from corrections.enums import OrganisationKind, StaffKind
from corrections.models import Case, Community, Organisation, Posting, Staff, User

PATH_END = Concat(Left("path", Length("path") - 1), Value("0"))
"""Where the subtree of an office's path ends, for the database."""


def counties_with_people(*, on: date) -> list[str]:
    """Today's paths of the counties open on that day below which somebody has a case that has not ended."""
    people = Case.objects.filter(
        path__gte=OuterRef("path"), path__lt=OuterRef("path_end"), ended_on__isnull=True
    )
    counties = Organisation.objects.open(on=on).filter(kind=OrganisationKind.COUNTY)
    found = counties.alias(path_end=PATH_END).filter(Exists(people)).order_by("path")
    return list(found.values_list("path", flat=True))


def office_paths_outside(roots: Sequence[str]) -> list[str] | None:
    """Paths of the offices, closed ones too, that lie in none of these subtrees; None, no limit, without subtrees."""
    return outside(Organisation.objects.values_list("path", flat=True), roots) if roots else None


@dataclass(frozen=True)
class OfficeChoices:
    """`chosen` None: the user's whole reach. `root` is its only top office, None when there are several."""

    root: Organisation | None
    chosen: Organisation | None
    above: tuple[Organisation, ...]
    beside: tuple[Organisation, ...]
    below: tuple[Organisation, ...]

    @property
    def scope(self) -> Organisation | None:
        """The office all rows lie in, if it is one."""
        return self.chosen or self.root


def office_choices(user: User, permission: str, office_id: int | None = None) -> OfficeChoices:
    """Where a filter of offices may go from `office_id`: up to the user's own top, to neighbours, one step down.

    An office outside the user's reach, or none, stands for the whole reach. Three queries at most.
    """
    tops = top_offices(user, permission)
    root = tops[0] if len(tops) == 1 else None
    reach = Organisation.objects.visible_to(user, permission)
    chosen = reach.filter(pk=office_id).first() if office_id else None
    if chosen is None or chosen == root:
        below = tuple(_open(reach).filter(parent=root)) if root else tuple(tops)
        return OfficeChoices(root, None, (), (), below)
    above = [path for path in ancestors(chosen.path)[:-1] if any(path.startswith(top.path) for top in tops)]
    near = list(_open(reach).filter(parent__in=[chosen.pk, chosen.parent_id or 0]).exclude(pk=chosen.pk))
    below = tuple(office for office in near if office.parent_id == chosen.pk)
    beside = () if below else tuple(office for office in near if office.parent_id == chosen.parent_id)
    higher = tuple(reach.filter(path__in=above).exclude(pk=root.pk if root else 0)) if above else ()
    return OfficeChoices(root, chosen, higher, beside, below)


def top_offices(user: User, permission: str) -> list[Organisation]:
    """The highest offices where the user holds the permission, in the tree's order; one query."""
    held = {path for _role, path in user.reach.holding(permission)}
    tops = {path for path in held if not any(other != path and path.startswith(other) for other in held)}
    return list(Organisation.objects.filter(path__in=tops))


def office_names(paths: Iterable[str]) -> dict[str, str]:
    """Path → the office's name, by today's tree; one query."""
    return dict(Organisation.objects.filter(path__in={*paths}).values_list("path", "name"))


def stations_for(user: User, permission: str) -> QuerySet[Organisation]:
    """Open stations where the user holds the permission, with their counties."""
    rows = Organisation.objects.visible_to(user, permission).filter(
        kind=OrganisationKind.STATION, closed_on=None
    )
    return rows.select_related("parent").order_by("path")


def staff_near(path: str, *, on: date) -> QuerySet[Staff]:
    """Who is posted in that office's subtree on that day."""
    posted = Posting.objects.on(on).below(path)
    return Staff.objects.filter(pk__in=posted.values("staff_id"))


def office_rows(offices: QuerySet[Organisation], *, on: date) -> QuerySet[Organisation]:
    """The offices, each with what its whole subtree holds on that day by today's tree; one query.

    `people` under correction; `shares`, `social_worker_shares`, `political_legal_shares` in hundredths of a post
    (counting.md, Staff); `stations` open.
    """
    within = {"path__gte": OuterRef("path"), "path__lt": OuterRef("path_end")}
    people = Case.objects.under_correction(on=on).filter(**within)
    posts = Posting.objects.counting(on=on).filter(**within)
    stations = Organisation.objects.open(on=on).filter(kind=OrganisationKind.STATION, **within)
    return offices.alias(path_end=PATH_END).annotate(
        people=_number(people, Count("pk")),
        stations=_number(stations, Count("pk")),
        shares=_number(posts, Sum("share")),
        social_worker_shares=_number(posts.filter(kind=StaffKind.SOCIAL_WORKER), Sum("share")),
        political_legal_shares=_number(posts.filter(kind=StaffKind.POLITICAL_LEGAL), Sum("share")),
    )


def offices_around(office: Organisation) -> QuerySet[Organisation]:
    """The office, those above it, and those right below: where somebody who works there may also act."""
    near = Q(path__in=ancestors(office.path)) | Q(parent=office)
    return Organisation.objects.filter(near, closed_on=None)


def roster_choices(office: Organisation) -> dict[str, Any]:
    """What a template offers: the open stations of the office by name, and the communities of each; two queries."""
    stations = Organisation.objects.below(office.path).filter(kind=OrganisationKind.STATION, closed_on=None)
    communities: dict[str, list[str]] = {station.name: [] for station in stations}
    for community in Community.objects.filter(station__in=stations).select_related("station"):
        communities[community.station.name].append(community.name)
    named = {station: names for station, names in communities.items() if names}
    return {"office": list(communities)} | ({"community": named} if named else {})


def county_of(path: str) -> Organisation:
    """The county an office lies in, by the office's path; of an office above counties, that office itself."""
    above = Organisation.objects.filter(path__in=ancestors(path)).order_by("-path")
    return above.filter(kind=OrganisationKind.COUNTY).first() or above[0]


def offices_of_county(office: Organisation) -> QuerySet[Organisation]:
    """The county the office belongs to with its stations; of an office above counties, itself and those right below."""
    county = Organisation.objects.filter(
        path__in=ancestors(office.path), kind=OrganisationKind.COUNTY
    ).first()
    if county is None:
        return offices_around(office)
    return Organisation.objects.below(county.path).filter(closed_on=None)


def _number(rows: QuerySet[Any], aggregate: Aggregate) -> Coalesce:
    """One number for each outer row; 0 for none."""
    grouped = rows.order_by().values(constant=Value(1)).annotate(number=aggregate).values("number")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def _open(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return rows.filter(closed_on=None)
