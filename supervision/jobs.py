"""What the night runs in this room, county by county: open what begins, flag what is overdue, say what waits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.jobs import JobRun, nightly
from corrections.selectors.offices import counties_with_people
from supervision import services
from supervision.services.digests import digests_make


def counties(on: date) -> list[str]:
    """Workers take them side by side. One more part takes who is placed above, or in a county that has closed."""
    return counties_with_people(on=on)


@nightly("open_duties", order=10, parts=counties, title=_("开立事项"))
def open_duties(run: JobRun, *, on: date) -> dict[str, Any]:
    """Every duty that has begun by that day and does not exist."""
    return {"opened": services.duties_open(on=on, path=run.path, without=run.other_parts())}


@nightly("flag_overdue", order=20, parts=counties, title=_("标记逾期"))
def flag_overdue(run: JobRun, *, on: date) -> dict[str, Any]:
    """Notices about what is overdue at the beginning of that day; duties past their time become missed."""
    return services.overdue_flag(on=on, path=run.path, without=run.other_parts()).as_json()


@nightly("morning_digest", at="06:00", order=40, parts=counties, title=_("每日提要"))
def morning_digest(run: JobRun, *, on: date) -> dict[str, Any]:
    """Once for everybody for whom something waits that morning; a morning that is over is not told."""
    return {"digests": digests_make(on=on, path=run.path, without=run.other_parts())}
