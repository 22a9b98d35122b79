"""Which duties rest while a status of the case holds (counting.md, Duties)."""

from __future__ import annotations

from collections.abc import Mapping

from supervision.enums import DutyKind, RestReason

_ALL = frozenset(DutyKind)
_BEFORE_SUPERVISION = frozenset({DutyKind.REGISTRATION, DutyKind.HANDOVER})

SUSPENDED_KINDS: Mapping[RestReason, frozenset[DutyKind]] = {
    # 脱管 means to leave supervision: the search replaces everything that had begun. Who never registered is 漏管, and
    # the duty to register must go on showing.
    RestReason.LOST_CONTACT: _ALL - {DutyKind.SEARCH} - _BEFORE_SUPERVISION,
    RestReason.CUSTODY: _ALL,
    RestReason.HOSPITAL: frozenset({DutyKind.VISIT}),
    # By telephone and live picture the person is supervised all the same (社区矫正法实施办法 第二十八条).
    RestReason.LEAVE: frozenset({DutyKind.VISIT, DutyKind.WRITTEN_REPORT}),
}
"""A lost contact suspends only from the day on which it counts as 脱管 (`absconding_from`)."""


def suspending_pairs() -> tuple[list[str], list[str]]:
    """The table as two columns, status and duty, for a query."""
    pairs = [
        (status.value, kind.value) for status, kinds in SUSPENDED_KINDS.items() for kind in sorted(kinds)
    ]
    return [status for status, _kind in pairs], [kind for _status, kind in pairs]
