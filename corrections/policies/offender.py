"""When a masked value may be shown."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput
from corrections.models import Case, User
from corrections.models.access import is_own_caseload


def check_reveal_reason(by: User, case: Case, field: str, reason: str, *, on: date) -> None:
    """The phone of one's own caseload opens with a click; everything else needs a written reason."""
    if field == "phone" and is_own_caseload(by, case, on=on):
        return
    if not reason.strip():
        raise BadInput(_("请写明显示该号码的理由。"))
