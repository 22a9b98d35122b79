"""Numbers that stand masked on the page, and the click that shows one for a minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.idnumber import mask
from core.masking import mask_phone
from corrections.models import Case, User
from corrections.models.access import is_own_caseload
from corrections.permissions import Permission

Field = Literal["id_number", "phone"]
FIELDS: tuple[Field, ...] = ("id_number", "phone")
LABELS = {"id_number": _("身份证号"), "phone": _("联系电话")}


@dataclass(frozen=True)
class Masked:
    """`url` empty: nothing to show, or no right. `is_free`: one click, no reason asked."""

    field: Field
    label: Any
    text: str
    url: str = ""
    is_free: bool = False


def masked(user: User, case: Case, field: Field) -> Masked:
    """At most two queries, for the phone of who might have the case in hand."""
    offender = case.offender
    label: Any = LABELS[field]
    if field == "id_number" and offender.id_kind != "resident":
        label = offender.get_id_kind_display()
    number: str = getattr(offender, field)
    text = mask(number) if field == "id_number" else mask_phone(number)
    if not number or not user.may(Permission.OFFENDER_REVEAL, path=case.path):
        return Masked(field, label, text)
    is_free = field == "phone" and is_own_caseload(user, case, on=today())
    url = reverse("corrections:offender_reveal", args=[case.pk, field])
    return Masked(field, label, text, url, is_free)
