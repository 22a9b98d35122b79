"""What the night runs in this room, in this order: open what begins, then flag what is overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.jobs import JobRun, nightly
from supervision import services


@nightly("open_duties", order=10, title=_("开立事项"))
def open_duties(run: JobRun, *, on: date) -> dict[str, Any]:
    """Every duty that has begun by that day and does not exist."""
    return {"opened": services.duties_open(on=on)}


@nightly("flag_overdue", order=20, title=_("标记逾期"))
def flag_overdue(run: JobRun, *, on: date) -> dict[str, Any]:
    """Notices about what is overdue at the beginning of that day; duties past their time become missed."""
    return services.overdue_flag(on=on).as_json()
