"""A document number that was entered wrongly, put right with a reason and a trace."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import BadInput, Refused
from corrections.enums import FormerDocumentKind
from corrections.models import Case, FormerDocument, Offender, User
from corrections.models.offender import id_index_of
from corrections.permissions import Permission
from corrections.policies.offender import check_document_free
from corrections.services.case import case_event, case_update, check_version
from corrections.services.changes import Changes, changes_apply, row_save
from corrections.services.offender import PersonFacts, facts_check
from corrections.services.reception import juvenile_values


@transaction.atomic
def document_correct(
    *, by: User, case: Case, facts: PersonFacts, reason: str, version: int | None = None
) -> Offender:
    """Another kind or number for the same person; birth and sex of a resident follow from it.

    `facts` are the person's name as it stands, the document, sex and, without a resident's number, birth. Where birth
    changes, the juvenile track of the person's cases is judged anew from the day of reception (counting.md). The event
    shows both numbers masked. Raises PermissionDenied, BadInput for a bad number or a missing reason, Refused where
    another person has it, Clash where somebody changed the person meanwhile.
    """
    if not Case.objects.visible_to(by, Permission.OFFENDER_DOCUMENT_CORRECT).filter(pk=case.pk).exists():
        raise PermissionDenied(_("您没有更正证件号码的权限。"))
    if not reason.strip():
        raise BadInput(_("请写明更正理由。"))
    offender = Offender.objects.select_for_update().get(pk=case.offender_id)
    check_version(offender, version, offender_id=offender.pk)
    if not document_set(offender, facts, case, by=by, reason=reason):
        raise BadInput(_("证件类型和号码与原来相同，没有需要更正的内容。"))
    return offender


def document_set(offender: Offender, facts: PersonFacts, case: Case, *, by: User, reason: str) -> Changes:
    """The document of the locked person as `facts` say; the old one stays known as theirs (FormerDocument).

    The juvenile track is judged anew where birth changes. Raises BadInput for a bad number, Refused where another
    person has it.
    """
    facts = facts_check(facts)
    check_document_free(by, offender, id_kind=facts.id_kind, id_index=id_index_of(facts.id_number))
    old_kind, old_number = offender.id_kind, offender.id_number
    changes = changes_apply(
        offender,
        {
            "id_kind": facts.id_kind,
            "id_number": facts.id_number,
            "sex": facts.sex,
            "birth_on": facts.birth_on,
        },
    )
    if not changes:
        return changes
    offender.derive()
    try:
        with transaction.atomic():
            row_save(offender, set(changes) | {"id_index", "id_last4_index"})
    except IntegrityError:  # somebody else registered the number in this very moment
        raise Refused(_("该证件号码已在系统中登记，请联系上级社区矫正机构核实。")) from None
    if "id_number" in changes or "id_kind" in changes:
        former_document_keep(offender, old_kind, old_number, kind=FormerDocumentKind.CORRECTED, by=by)
    why = "；".join(filter(None, (reason.strip(), facts.sex_reason.strip())))
    case_event("offender_document_corrected", case, by=by, subject=offender, changes=changes, reason=why)
    if "birth_on" in changes:
        _judge_age(offender, by, why)
    return changes


def former_document_keep(
    offender: Offender, id_kind: str, id_number: str, *, kind: FormerDocumentKind, by: User
) -> None:
    """From now on the number leads to the person too; their own number of today needs no such row."""
    FormerDocument.objects.filter(
        offender=offender, id_kind=offender.id_kind, id_index=offender.id_index
    ).delete()
    FormerDocument.objects.get_or_create(
        offender=offender,
        id_kind=id_kind,
        id_index=id_index_of(id_number),
        defaults={"id_number": id_number, "kind": kind, "recorded_at": now(), "recorded_by": by},
    )


def _judge_age(offender: Offender, by: User, reason: str) -> None:
    """未成年 follows from birth and reception; a file that was restricted for it stays so until somebody opens it."""
    for case in offender.cases.select_for_update().exclude(received_on=None).order_by("pk"):
        if case.received_on is None:
            continue
        changes = case_update(case, juvenile_values(offender, case, case.received_on))
        if changes:
            case_event("case_age_judged", case, by=by, changes=changes, reason=reason)
