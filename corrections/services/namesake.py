"""疑似重复 decided: whether people of one name and birth under two documents are one, one question after the other."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now
from core.errors import BadInput, Refused
from core.idnumber import normalise
from core.jobs import job_enqueue
from corrections.enums import FormerDocumentKind, NamesakeState, RosterState
from corrections.models import Case, Namesake, Offender, RosterImport, User
from corrections.models.offender import id_index_of
from corrections.permissions import Permission
from corrections.policies.identity import check_can_decide
from corrections.selectors.offices import county_of
from corrections.services.document import document_set, former_document_keep
from corrections.services.merge import people_merge
from corrections.services.offender import PersonFacts


@transaction.atomic
def namesake_raise(*, by: User, case: Case, id_kind: str, id_number: str) -> Namesake:
    """Asks by hand whether the person of the case is also the one with that document.

    Raises PermissionDenied, BadInput where nobody within reach has the document or it is the person's own.
    """
    if not Case.objects.visible_to(by, Permission.OFFENDER_MERGE).filter(pk=case.pk).exists():
        raise PermissionDenied(_("您没有合并档案的权限。"))
    index = id_index_of(normalise(id_number))
    other = (
        Offender.objects.visible_to(by, Permission.OFFENDER_MERGE)
        .filter(id_kind=id_kind, id_index=index)
        .exclude(pk=case.offender_id)
        .first()
    )
    if other is None:
        raise BadInput(_("您的辖区内没有登记这个证件号码的其他对象，请核对号码。"))
    known, newcomer = sorted((case.offender, other), key=lambda person: person.pk)
    question, _made = Namesake.objects.get_or_create(
        known=known,
        id_kind=newcomer.id_kind,
        id_index=newcomer.id_index,
        defaults={"path": county_of(case.path).path, "found_at": now()},
    )
    if question.state != NamesakeState.OPEN:
        _answer(question, NamesakeState.OPEN, by=None, reason="")
    return question


@transaction.atomic
def namesake_differ(*, by: User, question: Namesake, reason: str) -> Namesake:
    """They are two people: remembered, and not asked again. Raises Refused, PermissionDenied, BadInput."""
    locked = _locked(by, question, reason)
    _answer(locked, NamesakeState.DIFFERENT, by=by, reason=reason)
    _event("namesake_different", locked, by, reason)
    _check_again(locked, by)
    return locked


@transaction.atomic
def namesake_same(
    *, by: User, question: Namesake, is_known_right: bool, keeps_known: bool = True, reason: str
) -> Offender:
    """They are one: `is_known_right` says whose document is right, `keeps_known` whose file stays.

    Two files are merged. Before a roster is confirmed there is only one: its number is put right, or the number of the
    row is noted as a wrong one of theirs, and the roster is checked again. Returns the person. Raises Refused,
    PermissionDenied, BadInput.
    """
    locked = _locked(by, question, reason)
    known, newcomer = locked.known, locked.newcomer()
    _answer(locked, NamesakeState.SAME, by=by, reason=reason)
    _event("namesake_same", locked, by, reason)
    if newcomer is not None:
        kept, gone = (known, newcomer) if keeps_known else (newcomer, known)
        people_merge(
            by=by, kept=kept, gone=gone, number_of=known if is_known_right else newcomer, reason=reason
        )
        return kept
    _one_number(locked, by, is_known_right=is_known_right, reason=reason)
    _check_again(locked, by)
    return known


def _one_number(question: Namesake, by: User, *, is_known_right: bool, reason: str) -> None:
    facts, known = question.facts or {}, Offender.objects.select_for_update().get(pk=question.known_id)
    number = str(facts.get("id_number", ""))
    if not number:
        raise Refused(_("名册已经删除，请重新上传名册后再认定。"))
    if is_known_right:
        former_document_keep(known, question.id_kind, number, kind=FormerDocumentKind.CORRECTED, by=by)
        return
    about = Case.objects.visible_to(by, Permission.OFFENDER_MERGE).filter(offender=known).latest("pk")
    birth = facts.get("birth_on")
    document_set(
        known,
        PersonFacts(
            id_number=number,
            name=known.name,
            id_kind=question.id_kind,
            sex=known.sex,
            sex_reason=reason,
            birth_on=date.fromisoformat(birth) if birth else None,
        ),
        about,
        by=by,
        reason=reason,
    )


def _locked(by: User, question: Namesake, reason: str) -> Namesake:
    locked = (
        Namesake.objects.select_for_update(of=("self",))
        .select_related("known", "roster__office", "decided_by")
        .get(pk=question.pk)
    )
    check_can_decide(by, locked)
    if not reason.strip():
        raise BadInput(_("请写明认定理由。"))
    return locked


def _answer(question: Namesake, state: NamesakeState, *, by: User | None, reason: str) -> None:
    question.state, question.reason = state, reason.strip()[:300]
    question.decided_at, question.decided_by = (now(), by) if by else (None, None)
    question.save(update_fields=["state", "reason", "decided_at", "decided_by"])


def _event(event: str, question: Namesake, by: User, reason: str) -> None:
    event_record(
        event,
        by=by,
        subject=question,
        reason=reason.strip()[:300],
        path=question.path,
        offender_id=question.known_id,
        batch=question.roster.batch if question.roster else "",
    )


def _check_again(question: Namesake, by: User) -> None:
    """The roster that waits is checked anew: the answer changes what its row would do."""
    if question.roster is None:
        return
    roster = RosterImport.objects.select_for_update(of=("self",)).get(pk=question.roster.pk)
    if roster.state != RosterState.CHECKED or not roster.file_key:
        return
    roster.state = RosterState.UPLOADED
    roster.job = job_enqueue("roster_check", args={"roster_id": roster.pk}, by=by, path=roster.path)
    roster.save(update_fields=["state", "job"])
