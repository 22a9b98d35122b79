"""Representatives from a sheet: who is new, whose facts changed, who left; through the services of representatives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.audit import AuditEvent
from core.errors import BadInput, Refused
from corrections.enums import RosterOutcome, Sex
from corrections.models import Community, Organisation, RosterImport, RosterRow, User
from corrections.models.offender import phone_digits
from corrections.resources.roster_widgets import CellError
from corrections.selectors.offices import roster_choices
from corrections.services.roster_lists import CellRefused, ListKind, RowContext, RowDone
from corrections.services.roster_reading import Entry
from reviews.models import AppraisalScore, Representative
from reviews.permissions import Permission
from reviews.resources.representative_columns import REPRESENTATIVES
from reviews.services.representative import representative_add, representative_end, representative_update

FACTS = ("sex", "occupation", "phone")


def representative_row(entry: Entry, context: RowContext) -> RowDone:
    """A representative is known by name and community; at most five of one community are in office at once."""
    name = str(entry.values.get("name", ""))
    if not name:
        raise CellRefused("name", _("姓名是空的，请补上"))
    community = _community(entry, context)
    values = {key: entry.values[key] for key in FACTS if key in entry.values}
    if phones := values.get("phone"):
        values["phone"] = phone_digits(phones[0])
    ends_on: date | None = entry.values.get("ends_on")
    known = Representative.objects.on(context.on).filter(community=community, name=name).first()
    if known is not None:
        return _known(known, values, ends_on, context)
    if ends_on is not None and ends_on < context.on:
        raise BadInput(
            _("%(community)s没有这名在任代表，任期又已结束，不需要导入") % {"community": community.name}
        )
    starts_on = entry.values.get("starts_on")
    if starts_on is None:
        starts_on = context.on
        entry.warn(
            "starts_on", "start_today", _("没有任职起始日期，按导入当天（%(day)s）登记") % {"day": starts_on}
        )
    made = representative_add(
        by=context.by,
        community=community,
        name=name,
        starts_on=starts_on,
        sex=Sex(values.get("sex", Sex.UNKNOWN)),
        occupation=values.get("occupation", ""),
        phone=values.get("phone", ""),
    )
    return RowDone(RosterOutcome.CREATED, {}, {"representative": made.pk})


def _known(
    known: Representative, values: dict[str, Any], ends_on: date | None, context: RowContext
) -> RowDone:
    changes = {key: [getattr(known, key), new] for key, new in values.items() if new != getattr(known, key)}
    if changes:
        facts = {key: new for key, (_old, new) in changes.items()}
        representative_update(by=context.by, representative=known, values=facts)
    if ends_on is not None and ends_on != known.ends_on:
        representative_end(by=context.by, representative=known, ends_on=ends_on)
        changes["ends_on"] = [None, ends_on.isoformat()]
    outcome = RosterOutcome.UPDATED if changes else RosterOutcome.UNCHANGED
    return RowDone(outcome, changes, {"representative": known.pk})


def _community(entry: Entry, context: RowContext) -> Community:
    """By its name within the station the row names, else within all the import reaches."""
    text = str(entry.values.get("community", ""))
    if not text:
        raise CellRefused("community", _("没有写明村（社区），请补上"))
    scope = context.office_of(entry) if entry.values.get("office") else None
    try:
        found = context.offices.find_community(text, station_id=scope.pk if scope else None)
    except CellError as error:
        raise CellRefused("community", error.message) from None
    return Community.objects.select_related("station").get(pk=found)


def representative_dependents(rows: Sequence[RosterRow], roster: RosterImport) -> list[str]:
    """Representatives of the import who have spoken, or whom somebody has changed, since."""
    made = [row.made["representative"] for row in rows if row.outcome == RosterOutcome.CREATED]
    touched = [row.made["representative"] for row in rows]
    spoken = AppraisalScore.objects.filter(representative_id__in=made).values("representative_id").distinct()
    since = roster.finished_at or roster.uploaded_at
    label = Representative._meta.label_lower
    events = AuditEvent.objects.filter(at__gt=since, subject_type=label, subject_id__in=touched)
    counts = (
        (spoken.count(), _("新增的 %(count)s 名代表已参加评议")),
        (events.values("subject_id").distinct().count(), _("导入之后已修改过 %(count)s 名代表")),
    )
    return [sentence % {"count": count} for count, sentence in counts if count]


def representative_undo(row: RosterRow, by: User) -> None:
    """A new one goes, a changed one is as before. `representative_dependents` has been asked."""
    rows = Representative.objects.filter(pk=row.made["representative"])
    if row.outcome == RosterOutcome.CREATED:
        try:
            rows.delete()
        except ProtectedError as error:
            raise Refused(_("有代表已参加评议，不能撤销")) from error
        return
    representative = rows.get()
    for key, (old, _new) in row.change_map.items():
        setattr(representative, key, old)
    representative.save(update_fields=list(row.change_map))


def representative_choices(office: Organisation) -> dict[str, Any]:
    """The stations, and the communities of each."""
    return roster_choices(office)


REPRESENTATIVE_LIST = ListKind(
    layout=REPRESENTATIVES,
    permission=Permission.REPRESENTATIVE_EDIT,
    carry_out=representative_row,
    dependents=representative_dependents,
    undo=representative_undo,
    choices=representative_choices,
)
