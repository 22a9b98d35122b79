"""Writes the morning's digests and remembers who has read theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from core.clock import now, today
from core.paths import scope_q
from corrections.models import User
from corrections.selectors.offices import office_paths_outside
from supervision.models import Digest
from supervision.permissions import Permission
from supervision.selectors.digests import digest_counts, digest_readers


@transaction.atomic
def digests_make(*, on: date, path: str = "", without: Sequence[str] = ()) -> int:
    """One digest for everybody with a workbench for whom something waits on that morning; returns how many were made.

    Safe to repeat: who has one of that day keeps it. A morning that is over (`on` before today) tells nobody anything:
    its work stands in today's digest. `path` limits it to accounts of offices below; `without` leaves out those of
    offices below these paths, so that the parts of a night tell everybody.
    """
    if on < today():
        return 0
    readers = digest_readers(on=on)
    if path or without:
        somewhere = scope_q("office__path", path, office_paths_outside(without))
        readers = readers.filter(somewhere if path else somewhere | Q(office=None))
    told = set(Digest.objects.filter(on=on).values_list("user_id", flat=True))
    made = []
    for user in readers.iterator(chunk_size=500):
        if user.pk in told or not user.may(Permission.WORKBENCH_VIEW):
            continue
        if counts := digest_counts(user, on=on):
            made.append(Digest(user=user, on=on, counts=counts, made_at=now()))
    Digest.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)


@transaction.atomic
def digest_read(*, by: User, digest: Digest) -> None:
    """Puts one's own digest away; the second time changes nothing."""
    Digest.objects.filter(pk=digest.pk, user=by, read_at=None).update(read_at=now())
