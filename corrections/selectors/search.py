"""Finding a person among the cases that exist for the user."""

from __future__ import annotations

import re

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace

from core.idnumber import normalise
from corrections.models import Case, FormerDocument, User
from corrections.models.access import NOTHING, case_q
from corrections.models.offender import id_index_of, last4_index_of, phone_digits, phone_index_of
from corrections.permissions import Permission
from corrections.selectors.names import name_seen_q

_LAST4 = re.compile(r"[0-9]{3}[0-9X]")
_LETTERS = re.compile(r"[a-z ]+")
_NUMBER = re.compile(r"[0-9A-Z()]{5,}")
_FIRST_IDEOGRAPH = "\u2e80"


def offender_search(user: User, text: str) -> QuerySet[Case]:
    """Cases whose person's name contains the text or begins so in pinyin or initials; by last four, whole ID or phone.

    Names, initials and last four are asked only where the user sees names: a hit would tell what the mask hides. A
    whole ID or phone number finds wherever the user sees files. Restricted people are found only by who may open their
    files. Open cases first, then by name. Text that is none of these finds nothing.
    """
    condition = _by_number(text)
    by_name = _by_name(text)
    if by_name is not None:
        condition |= by_name & name_seen_q(user)
    may_be_found = Q(offender__is_restricted=False) | case_q(
        user, permission=Permission.OFFENDER_RESTRICTED_VIEW
    )
    found: QuerySet[Case] = (
        Case.objects.visible_to(user)
        .alias(name_joined=Replace("offender__name_pinyin", Value(" "), Value("")))
        .filter(condition, may_be_found)
        .order_by(F("ended_on").asc(nulls_first=True), "offender__name_pinyin", "pk")
    )
    return found


def _by_name(text: str) -> Q | None:
    plain = " ".join(text.split())
    letters = plain.lower()
    if letters and _LETTERS.fullmatch(letters):
        joined = letters.replace(" ", "")
        return Q(offender__name_initials__startswith=joined) | Q(name_joined__startswith=joined)
    if _LAST4.fullmatch(normalise(plain)):
        return Q(offender__id_last4_index=last4_index_of(plain))
    if any(character >= _FIRST_IDEOGRAPH for character in plain):
        return Q(offender__name__contains=plain.replace(" ", ""))
    return None


def _by_number(text: str) -> Q:
    condition = NOTHING
    number = normalise(text)
    if _NUMBER.fullmatch(number):
        index = id_index_of(number)
        former = FormerDocument.objects.filter(id_index=index)
        condition |= Q(offender__id_index=index) | Q(offender_id__in=former.values("offender_id"))
    digits = phone_digits(text)
    if 7 <= len(digits) <= 13:
        condition |= Q(offender__phone_index=phone_index_of(digits))
    return condition
