"""The 4+X team as a picture: the person in the middle, a circle for each seat, a dashed one where nobody sits."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from core.masking import mask_name
from corrections.enums import SeatRole
from corrections.models import TeamSeat
from corrections.selectors.team import FOUR, TeamStanding

WIDTH, HEIGHT = 320, 250
MIDDLE_X, MIDDLE_Y = WIDTH // 2, HEIGHT // 2
RADIUS_X, RADIUS_Y = 118, 92
SHOWN_X = 4
NAME_LENGTH = 4

SHORT: dict[str, Any] = {
    SeatRole.STATION_OFFICER: _("司法所"),
    SeatRole.POLICE: _("民警"),
    SeatRole.SOCIAL_WORKER: _("社工"),
    SeatRole.VOLUNTEER: _("志愿者"),
    SeatRole.FAMILY: _("家属"),
    SeatRole.EMPLOYER: _("单位"),
    SeatRole.COMMUNITY: _("村（居）"),
    SeatRole.SCHOOL: _("学校"),
    SeatRole.GUARANTOR: _("保证人"),
    SeatRole.OTHER: _("其他"),
}
ANY_X = _("家属等")


@dataclass(frozen=True)
class SeatCircle:
    """A seat at (x, y). "named": somebody; "reported": a roster says so without a name; "empty": nobody."""

    x: int
    y: int
    name: str
    role: Any
    state: Literal["named", "reported", "empty"]


@dataclass(frozen=True)
class TeamDrawing:
    middle: str
    circles: tuple[SeatCircle, ...]
    hidden: int

    width = WIDTH
    height = HEIGHT
    middle_x = MIDDLE_X
    middle_y = MIDDLE_Y


def seat_name(seat: TeamSeat, *, sees_names: bool) -> str:
    """Staff are named to everybody; of others the surname only, where names are masked."""
    return seat.name if sees_names or seat.staff_id else mask_name(seat.name)


def team_drawing(standing: TeamStanding, middle: str, *, sees_names: bool = True) -> TeamDrawing:
    """The four fixed seats from the top clockwise, then the X; of more than four X the rest are only counted."""
    seats: list[tuple[str, Any, Literal["named", "reported", "empty"]]] = []
    others = 0
    for role in (*FOUR, *(role for role in SeatRole if role not in FOUR)):
        held = [seat for seat in standing.seats if seat.role == role]
        if role in FOUR:
            named = [seat for seat in held if seat.is_named] or held
            words = "、".join(_short(seat_name(seat, sees_names=sees_names)) for seat in named[:1])
            more = str(_("等%(count)s人") % {"count": len(named)}) if len(named) > 1 else ""
            state: Literal["named", "reported", "empty"] = "empty"
            if named:
                state = "named" if named[0].is_named else "reported"
            seats.append((words + more, SHORT[role], state))
            continue
        for seat in held:
            others += 1
            if others <= SHOWN_X:
                seats.append(
                    (
                        _short(seat_name(seat, sees_names=sees_names)),
                        SHORT[role],
                        "named" if seat.is_named else "reported",
                    )
                )
    if not others:
        seats.append(("", ANY_X, "empty"))
    circles = tuple(
        SeatCircle(*_place(index, len(seats)), name, role, state)
        for index, (name, role, state) in enumerate(seats)
    )
    return TeamDrawing(_short(middle), circles, max(0, others - SHOWN_X))


def _place(index: int, count: int) -> tuple[int, int]:
    angle = 2 * pi * index / count - pi / 2
    return round(MIDDLE_X + RADIUS_X * cos(angle)), round(MIDDLE_Y + RADIUS_Y * sin(angle))


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
