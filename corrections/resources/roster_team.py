"""Who sits in the correction team, as item 98 and county sheets write it: roles, seldom with names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.sheets import Cell
from corrections.enums import SeatRole
from corrections.resources.roster_codes import SEAT_ROLE
from corrections.resources.roster_texts import pieces, plain
from corrections.resources.roster_widgets import CellWidget, Reading, text_of

_LEADING_NUMBER = re.compile(r"^[((]?\d{1,2}[))]?[.、]?(?=\D)")
_NEXT_NUMBER = re.compile(r"\s+(?=\d{1,2}[.、])")
_HEAD_COUNT = re.compile(r"[一二三两四五六\d]+[名人个位]$")
_ROLE_THEN_NAME = re.compile(r"(?P<role>[^:()]+?)(?:[:]|\()(?P<name>[^:()]{2,20})\)?")
_NAME_THEN_ROLE = re.compile(r"(?P<name>[^:()]{2,20})\((?P<role>[^:()]+)\)")


@dataclass(frozen=True, slots=True)
class Member:
    """One seat as reported; without a name it is "reported, not named". `unit` keeps a role that we do not know."""

    role: str
    name: str = ""
    unit: str = ""


@lru_cache(maxsize=4096)
def team_parse(text: str) -> tuple[Member, ...]:
    """The members of a cell in the order written; a role without a name is kept once."""
    members = [_member(plain(piece)) for piece in pieces(_NEXT_NUMBER.sub("、", text))]
    return tuple(dict.fromkeys(member for member in members if member is not None))


def _member(text: str) -> Member | None:
    text = _HEAD_COUNT.sub("", text if text.isdigit() else _LEADING_NUMBER.sub("", text))
    if not text:
        return None
    if role := SEAT_ROLE.get(text.upper()):
        return Member(role)
    for form in (_ROLE_THEN_NAME, _NAME_THEN_ROLE):
        found = form.fullmatch(text)
        if found and (role := SEAT_ROLE.get(found["role"])):
            return Member(role, name=found["name"])
    return Member(SeatRole.OTHER, unit=text[:100])


class TeamWidget(CellWidget):
    has_few_values = True

    def read(self, cell: Cell, reading: Reading) -> tuple[Member, ...]:
        return team_parse(text_of(cell))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "、".join(map(_written, value or ()))


def _written(member: Member) -> str:
    role = member.unit or str(SeatRole(member.role).label)
    return f"{role}:{member.name}" if member.name else role
