"""A new offence 再犯罪, or an earlier one found later 漏罪: suspected, indicted, judged, each with its day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core.clock import now, today
from corrections.enums import OffenceKind
from corrections.models import Case, Offence, User
from corrections.permissions import Permission
from corrections.policies.offence import check_offence_fits
from corrections.services.case import case_event, case_lock, cases_changed
from corrections.services.changes import changes_apply, created

_FIELDS = (
    "kind", "crime", "committed_on", "suspected_on", "indicted_on", "effective_on", "court_name", "note",
)  # fmt: skip


@transaction.atomic
def offence_record(
    *,
    by: User,
    case: Case,
    kind: OffenceKind,
    crime: str,
    committed_on: date,
    suspected_on: date | None = None,
    indicted_on: date | None = None,
    effective_on: date | None = None,
    court_name: str = "",
    note: str = "",
) -> Offence:
    """Record an offence with the stages known so far; open to ended cases too, since judgments come late.

    A new offence lies within the term, an earlier one before it; only the first counts as reoffending once its judgment
    is effective (counting.md, Offences). Raises BadInput where the days contradict each other.
    """
    locked = case_lock(case_id=case.pk, by=by, permission=Permission.CASE_OFFENCE_RECORD)
    offence = Offence(
        case=locked,
        kind=kind,
        crime=crime.strip(),
        committed_on=committed_on,
        suspected_on=suspected_on,
        indicted_on=indicted_on,
        effective_on=effective_on,
        court_name=court_name,
        note=note,
        recorded_at=now(),
        recorded_by=by,
    )
    check_offence_fits(offence, locked, on=today())
    offence.save()
    case_event("offence_recorded", locked, by=by, subject=offence, changes=created(offence, *_FIELDS))
    cases_changed(case_ids=[locked.pk], on=today(), by=by)
    return offence


@transaction.atomic
def offence_update(
    *,
    by: User,
    offence: Offence,
    kind: OffenceKind,
    crime: str,
    committed_on: date,
    suspected_on: date | None,
    indicted_on: date | None,
    effective_on: date | None,
    court_name: str = "",
    note: str = "",
    reason: str = "",
) -> Offence:
    """The next stage reached, or a correction: all facts as they stand now. Nothing changed leaves no event."""
    case = case_lock(case_id=offence.case_id, by=by, permission=Permission.CASE_OFFENCE_RECORD)
    locked: Offence = Offence.objects.select_for_update().get(pk=offence.pk)
    given = (kind, crime.strip(), committed_on, suspected_on, indicted_on, effective_on, court_name, note)
    changes = changes_apply(locked, dict(zip(_FIELDS, given, strict=True)))
    if not changes:
        return locked
    check_offence_fits(locked, case, on=today())
    locked.save(update_fields=list(changes))
    case_event("offence_updated", case, by=by, subject=locked, changes=changes, reason=reason)
    cases_changed(case_ids=[case.pk], on=today(), by=by)
    return locked
