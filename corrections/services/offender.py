"""People: found by their document number or entered, updated, restricted, revealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now, today
from core.errors import BadInput, Refused
from core.idnumber import IdNumberError, normalise, parse
from corrections.enums import IdKind, Sex
from corrections.models import Case, Offender, User
from corrections.models.offender import id_index_of, phone_digits
from corrections.permissions import Permission
from corrections.policies.offender import check_number_is_own, check_reveal_reason
from corrections.services.case import case_event, check_version
from corrections.services.changes import changes_apply, created, row_save

EDITABLE = (
    "name", "former_name", "phone", "ethnicity", "nationality", "education", "marital_status", "employment",
    "work_unit", "residence", "household",
)  # fmt: skip
"""What `offender_update` takes. A number that was entered wrongly is put right by `document_correct`."""

REVEALED = ("id_number", "phone")


@dataclass(frozen=True, kw_only=True, repr=False)
class PersonFacts:
    """A person as typed in. Of a resident, birth and sex follow from the number; a sex that differs needs a reason.

    Has no repr of its own, so that a traceback shows nobody.
    """

    id_number: str
    name: str
    id_kind: str = IdKind.RESIDENT
    sex: str = ""
    sex_reason: str = ""
    birth_on: date | None = None
    former_name: str = ""
    phone: str = ""
    ethnicity: str = ""
    nationality: str = ""
    education: str = ""
    marital_status: str = ""
    employment: str = ""
    work_unit: str = ""
    residence: str = ""
    household: str = ""


def offender_find_or_create(*, by: User, facts: PersonFacts, path: str) -> tuple[Offender, bool]:
    """The person with that document, row locked and brought up to date by the facts given, or a new one.

    For reception, which has checked the right. Blank facts leave what is there. Raises BadInput for a bad number, a sex
    that contradicts it without a reason, or a name other than the person's.
    """
    facts = facts_check(facts)
    found = (
        Offender.objects.select_for_update()
        .filter(id_kind=facts.id_kind, id_index=id_index_of(facts.id_number))
        .first()
    )
    if found is None:
        check_number_is_own(facts.name, id_kind=facts.id_kind, id_index=id_index_of(facts.id_number))
        return _create(by, facts, path), True
    if found.name != facts.name:
        raise BadInput(_("该证件号码已登记在另一姓名下，请核对姓名和号码。"))
    given = {name: getattr(facts, name) for name in EDITABLE if getattr(facts, name)}
    _update(found, given, by=by, path=path)
    return found, False


@transaction.atomic
def offender_update(
    *, by: User, case: Case, values: Mapping[str, Any], reason: str = "", version: int | None = None
) -> Offender:
    """Change facts of the person (fields of `EDITABLE`) through one of their cases; old → new masked in the event.

    A new name needs a reason. `version` is the one the form was shown with: Clash when another has changed it since.
    """
    if not Case.objects.visible_to(by, Permission.OFFENDER_EDIT).filter(pk=case.pk).exists():
        raise PermissionDenied(_("您没有修改该对象信息的权限。"))
    if unknown := set(values) - set(EDITABLE):
        raise BadInput(_("不能在这里修改：%(names)s") % {"names": "、".join(sorted(unknown))})
    offender = Offender.objects.select_for_update().get(pk=case.offender_id)
    check_version(offender, version, offender_id=offender.pk)
    if "name" in values and values["name"] != offender.name and not reason.strip():
        raise BadInput(_("修改姓名须写明理由。"))
    _update(offender, values, by=by, path=case.path, case=case, reason=reason)
    return offender


@transaction.atomic
def offender_restrict(*, by: User, case: Case, is_restricted: bool, reason: str) -> Offender:
    """Restrict the file or open it again; a juvenile's file, or one to be sealed, stays restricted."""
    if not Case.objects.visible_to(by, Permission.OFFENDER_EDIT).filter(pk=case.pk).exists():
        raise PermissionDenied(_("您没有修改该对象信息的权限。"))
    if not reason.strip():
        raise BadInput(_("请写明理由。"))
    offender = Offender.objects.select_for_update().get(pk=case.offender_id)
    kept = offender.cases.filter(is_juvenile_track=True) | offender.cases.filter(is_to_be_sealed=True)
    if not is_restricted and kept.exists():
        raise Refused(_("未成年人矫正或应封存的档案不能解除受限（社区矫正法第五十四条）。"))
    changes = changes_apply(offender, {"is_restricted": is_restricted})
    if changes:
        row_save(offender, changes)
        case_event("offender_restricted", case, by=by, subject=offender, changes=changes, reason=reason)
    return offender


@transaction.atomic
def offender_reveal(*, by: User, case: Case, field: str, reason: str = "") -> str:
    """The full ID number or phone, and an event that it was shown. The phone of one's own caseload needs no reason.

    Raises PermissionDenied without the right, BadInput for another field or a missing reason.
    """
    if field not in REVEALED:
        raise BadInput(_("只能显示证件号码或电话。"))
    seen = (
        Case.objects.visible_to(by, Permission.OFFENDER_REVEAL)
        .select_related("offender")
        .filter(pk=case.pk)
        .first()
    )
    if seen is None or (
        seen.offender.is_restricted and not by.may(Permission.OFFENDER_RESTRICTED_VIEW, path=seen.path)
    ):
        raise PermissionDenied(_("您没有查看该号码的权限。"))
    check_reveal_reason(by, seen, field, reason, on=today())
    case_event(
        "offender_revealed",
        seen,
        by=by,
        subject=seen.offender,
        changes={"field": [None, field]},
        reason=reason,
    )
    return str(getattr(seen.offender, field))


@transaction.atomic
def file_open(*, by: User, case: Case, reason: str = "") -> None:
    """Leave the event that the file was opened. Who sees names only masked gives a reason (BadInput without)."""
    seen = Case.objects.visible_to(by).select_related("offender").filter(pk=case.pk).first()
    if seen is None:
        raise PermissionDenied(_("您没有查看该档案的权限。"))
    if seen.offender.is_restricted and not by.may(Permission.OFFENDER_RESTRICTED_VIEW, path=seen.path):
        raise PermissionDenied(_("该档案受限，您没有查看权限。"))
    if not by.may(Permission.OFFENDER_NAME_VIEW, path=seen.path) and not reason.strip():
        raise BadInput(_("请写明查阅档案的理由。"))
    case_event("file_opened", seen, by=by, reason=reason)


def facts_check(facts: PersonFacts) -> PersonFacts:
    """The facts as they are kept, birth and sex from a resident's number. Raises BadInput with what is wrong."""
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    values["name"] = "".join(facts.name.split()) if not facts.name.isascii() else facts.name.strip()
    if not values["name"]:
        raise BadInput(_("请填写姓名。"))
    values["phone"] = phone_digits(facts.phone)
    values["id_number"] = normalise(facts.id_number)
    if facts.id_kind != IdKind.RESIDENT:
        if not values["id_number"]:
            raise BadInput(_("请填写证件号码。"))
        values["sex"] = facts.sex or Sex.UNKNOWN
        return PersonFacts(**values)
    try:
        number = parse(facts.id_number, on=today())
    except IdNumberError as problem:
        raise BadInput(problem.message) from None
    values["birth_on"] = number.birth_date
    if facts.sex in ("", Sex.UNKNOWN):
        values["sex"] = number.sex
    elif facts.sex != number.sex and not facts.sex_reason.strip():
        raise BadInput(_("性别与身份证号不一致，请核对；确实如此的，请写明理由。"))
    return PersonFacts(**values)


def _create(by: User, facts: PersonFacts, path: str) -> Offender:
    offender = Offender(
        id_kind=facts.id_kind,
        id_number=facts.id_number,
        sex=facts.sex,
        birth_on=facts.birth_on,
        created_at=now(),
        updated_at=now(),
        **{name: getattr(facts, name) for name in EDITABLE},
    )
    offender.derive()
    offender.save()
    names = ("id_kind", "id_number", "sex", *EDITABLE)
    event_record(
        "offender_created",
        by=by,
        subject=offender,
        changes=created(offender, *names),
        reason=facts.sex_reason,
        path=path,
        offender_id=offender.pk,
    )
    return offender


def _update(
    offender: Offender,
    values: Mapping[str, Any],
    *,
    by: User,
    path: str,
    case: Case | None = None,
    reason: str = "",
) -> None:
    values = dict(values)
    if "phone" in values:
        values["phone"] = phone_digits(values["phone"])
    changes = changes_apply(offender, values)
    if not changes:
        return
    offender.derive()
    derived = {"name_pinyin", "name_initials", "phone_index"}
    row_save(offender, set(changes) | derived)
    event_record(
        "offender_updated",
        by=by,
        subject=offender,
        changes=changes,
        reason=reason,
        path=path,
        case_id=case.pk if case else None,
        offender_id=offender.pk,
    )
