"""A paper about people was taken out of the program: the event that says so."""

from __future__ import annotations

from django.db import models

from core.audit import event_record
from corrections.models import Case, User


def paper_taken(*, by: User, subject: models.Model, title: str, path: str, case: Case | None = None) -> None:
    """Printed or written as a document; in its title no name."""
    event_record(
        "paper_taken",
        by=by,
        subject=subject,
        changes={"title": [None, title]},
        path=path,
        case_id=case.pk if case else None,
        offender_id=case.offender_id if case else None,
    )
