"""Core's own nights."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.audit_seals import audit_seal
from core.jobs.kinds import nightly
from core.jobs.runner import JobRun


@nightly("audit_seal", at="00:30", order=90, title=_("封存操作记录"))
def seal_events(run: JobRun, *, on: date) -> dict[str, int]:
    return {"events": audit_seal()}
