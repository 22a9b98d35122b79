"""What the night runs in this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.jobs import JobRun, nightly
from reporting.services import indicators_compute


@nightly("compute_indicators", order=30, title=_("计算指标"))
def compute_indicators(run: JobRun, *, on: date) -> dict[str, Any]:
    """The figures as of the beginning of that day, and last month's again."""
    return {"figures": indicators_compute(on=on, progress=run.progress).figures}
