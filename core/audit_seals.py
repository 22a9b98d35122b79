"""Seals over audit events: each batch's keyed hash includes the seal before it, so that a change anywhere shows.

Chained in batches by a night job, not inside the write, which would line up all writers. The hash is HMAC-SM3 under a
key made from `INDEX_KEY`: who can write to the database alone cannot make a new seal. What no chain can show is the
loss of its own newest part; the newest seal's digest, printed by `manage.py audit_verify`, can be noted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import clock
from core.crypto import keyed_digest
from core.locks import lock_seals
from core.models import AuditSeal

BATCH = 2000
_FIRST = bytes(32)
_PURPOSE = "audit-seal-1"
_ENDLESS = 2**63 - 1

# One text per event, the same whatever the session's time zone or the columns' order. A new column needs a new purpose.
_ROWS = (
    "SELECT e.id, sha256(convert_to(jsonb_build_array(e.id, extract(epoch FROM e.at), e.business_date, e.event, "
    "e.actor_id, e.actor_name, e.subject_type, e.subject_id, e.path, e.case_id, e.offender_id, e.changes, e.reason, "
    "e.batch)::text, 'UTF8')) FROM unnest(%s::bigint[], %s::bigint[]) AS span(first, last) "
    "JOIN core_auditevent e ON e.id BETWEEN span.first AND span.last ORDER BY e.id LIMIT %s"
)

Span = tuple[int, int]
Row = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class SealProblem:
    seal_id: int
    sentence: str


@transaction.atomic
def audit_seal() -> int:
    """Seals every event that no seal covers yet, in batches, and returns how many events. Safe to repeat.

    An event whose transaction commits after its neighbours were sealed lies in a hole between their spans and is
    covered by the next run, so no writer ever waits for a seal.
    """
    if not lock_seals():
        return 0
    newest = AuditSeal.objects.order_by("-id").first()
    previous = bytes(newest.digest) if newest else _FIRST
    holes, tail = _uncovered()
    total = 0
    for batch in chain(_batches(holes), _batches([tail])):
        previous = _seal(batch, previous)
        total += len(batch)
    return total


def audit_verify() -> list[SealProblem]:
    """Every difference between the seals and the sealed events as they stand; empty when all is as it was sealed."""
    problems: list[SealProblem] = []
    previous = _FIRST
    for seal in AuditSeal.objects.order_by("id").iterator():
        if bytes(seal.previous) != previous:
            problems.append(SealProblem(seal.pk, _("与前一封存不衔接：中间的封存缺失或被改动")))
        previous = bytes(seal.digest)
        sentence = _fault(seal)
        if sentence:
            problems.append(SealProblem(seal.pk, sentence))
    return problems


def _seal(rows: list[Row], previous: bytes) -> bytes:
    ids = [row_id for row_id, _digest in rows]
    digest = _digest_of(previous, rows)
    AuditSeal.objects.create(
        sealed_at=clock.now(),
        first_id=ids[0],
        last_id=ids[-1],
        count=len(ids),
        spans=_spans(ids),
        digest=digest,
        previous=previous,
    )
    return digest


def _fault(seal: AuditSeal) -> str:
    rows = _rows([(first, last) for first, last in seal.spans], seal.count + 1)
    if len(rows) != seal.count:
        expected = {number for first, last in seal.spans for number in range(first, last + 1)}
        missing = sorted(expected - {row_id for row_id, _digest in rows})
        return _("第 %(first)s–%(last)s 条中缺少 %(count)s 条（编号 %(ids)s）") % {
            "first": seal.first_id,
            "last": seal.last_id,
            "count": len(missing),
            "ids": "、".join(map(str, missing[:5])),
        }
    if _digest_of(bytes(seal.previous), rows) != bytes(seal.digest):
        return _("第 %(first)s–%(last)s 条的内容或封存本身被改动") % {
            "first": seal.first_id,
            "last": seal.last_id,
        }
    return ""


def _digest_of(previous: bytes, rows: Iterable[Row]) -> bytes:
    return keyed_digest(chain([previous], (digest for _id, digest in rows)), purpose=_PURPOSE)


def _uncovered() -> tuple[list[Span], Span]:
    """The holes between all sealed spans, and everything after the last of them."""
    covered = sorted(
        (first, last) for spans in AuditSeal.objects.values_list("spans", flat=True) for first, last in spans
    )
    edges = [(0, 0), *covered]
    holes = [(left[1] + 1, right[0] - 1) for left, right in pairwise(edges) if right[0] > left[1] + 1]
    return holes, (edges[-1][1] + 1, _ENDLESS)


def _batches(spans: list[Span]) -> Iterator[list[Row]]:
    while spans and (rows := _rows(spans, BATCH)):
        yield rows
        after = rows[-1][0] + 1
        spans = [(max(first, after), last) for first, last in spans if last >= after]


def _rows(spans: list[Span], limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [[first for first, _last in spans], [last for _first, last in spans], limit])
        return [(row_id, bytes(digest)) for row_id, digest in cursor.fetchall()]


def _spans(ids: list[int]) -> list[list[int]]:
    """Runs of successive ids: [1, 2, 3, 7] gives [[1, 3], [7, 7]]."""
    spans = [[ids[0], ids[0]]]
    for number in ids[1:]:
        if number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return spans
