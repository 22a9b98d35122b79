"""How a person is named to a user. Every list, file, export and mail asks here."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from core.masking import mask_name
from corrections.models import Case, User
from corrections.models.access import case_q
from corrections.permissions import Permission


def name_for(user: User, case: Case) -> str:
    """The full name, 张* without the right to names, 受限 for a restricted person without the right to such files.

    No query when `case.offender` is loaded. A colleague whom the case is lent to sees the name.
    """
    if not may_open(user, case):
        return _("受限")
    return case.offender.name if may_see_name(user, case) else mask_name(case.offender.name)


def id_for(user: User, case: Case) -> str:
    """The masked document number, nothing of a restricted person. The full one is `offender_reveal` only."""
    return case.offender.id_masked if may_open(user, case) else ""


def may_open(user: User, case: Case) -> bool:
    """Whether the user may open this file, which is among those that exist for them."""
    return not case.offender.is_restricted or user.may(Permission.OFFENDER_RESTRICTED_VIEW, path=case.path)


def name_seen_q(user: User) -> Q:
    """The same question as `may_see_name`, for querysets of Case."""
    condition = case_q(user, permission=Permission.OFFENDER_NAME_VIEW)
    if user.may(Permission.OFFENDER_NAME_VIEW):
        condition |= Q(pk__in=user.reach.lent_case_ids)
    return condition


def may_see_name(user: User, case: Case) -> bool:
    """Whether the user sees names at the case's office, or was lent this very case."""
    if user.may(Permission.OFFENDER_NAME_VIEW, path=case.path):
        return True
    return case.pk in user.reach.lent_case_ids and user.may(Permission.OFFENDER_NAME_VIEW)
