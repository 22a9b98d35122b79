"""Staff from a sheet: new members and posts, changed facts, posts that end; through the services of staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from core.audit import AuditEvent
from core.errors import BadInput, Refused
from corrections.enums import RosterOutcome, Sex, StaffKind
from corrections.models import Organisation, Posting, RosterImport, RosterRow, Staff, User
from corrections.models.offender import phone_digits
from corrections.permissions import Permission
from corrections.resources.staff_columns import STAFF
from corrections.services.roster_lists import CellRefused, ListKind, RowContext, RowDone
from corrections.services.roster_reading import Entry
from corrections.services.staff import posting_add, posting_end, staff_create, staff_update

FACTS = ("sex", "phone", "knows_minors")
_TERMS = ("kind", "share", "is_head")


def staff_row(entry: Entry, context: RowContext) -> RowDone:
    """A member is known by name and office; with the same telephone also at another office of the county."""
    name, values = str(entry.values.get("name", "")), _values(entry)
    if not name:
        raise CellRefused("name", _("姓名是空的，请补上"))
    office = context.office_of(entry, with_county=True)
    posting = _posting_of(name, office, values, on=context.on)
    ends_on = entry.values.get("ends_on")
    if posting is not None:
        return _known(entry, posting, values, ends_on, context)
    if ends_on is not None and ends_on < context.on:
        raise BadInput(_("%(office)s没有这名在岗人员，任职又已结束，不需要导入") % {"office": office.name})
    return _new(entry, name, office, values, ends_on, context)


def _values(entry: Entry) -> dict[str, Any]:
    """What the row says of the person and the post; a blank says nothing."""
    said = {key: entry.values[key] for key in (*FACTS, *_TERMS) if key in entry.values}
    if phones := said.get("phone"):
        said["phone"] = phone_digits(phones[0])
    return said


def _posting_of(name: str, office: Organisation, values: dict[str, Any], *, on: date) -> Posting | None:
    """The post held there on the day by somebody of that name; the telephone tells two of one name apart."""
    found = list(
        Posting.objects.on(on)
        .filter(organisation=office, staff__name=name)
        .select_related("staff", "organisation")
    )
    if len(found) > 1 and values.get("phone"):
        found = [posting for posting in found if posting.staff.phone == values["phone"]]
    if len(found) > 1:
        raise BadInput(_("%(office)s有两名同名人员，请在“机构与人员”里办理") % {"office": office.name})
    return found[0] if found else None


def _known(
    entry: Entry, posting: Posting, values: dict[str, Any], ends_on: date | None, context: RowContext
) -> RowDone:
    for key in _TERMS:
        if key in values and values[key] != getattr(posting, key):
            raise CellRefused(
                key,
                _("%(what)s与系统不同，任职变了的请在“机构与人员”里结束原任职再登记，录错的请改表")
                % {"what": entry.heading(key)},
            )
    changes = {
        key: [getattr(posting.staff, key), values[key]]
        for key in FACTS
        if key in values and values[key] != getattr(posting.staff, key)
    }
    made = {"staff": posting.staff_id, "posting": posting.pk}
    if changes:
        staff_update(
            by=context.by, posting=posting, values={key: new for key, (_old, new) in changes.items()}
        )
    if ends_on is not None and ends_on != posting.ends_on:
        old = posting.ends_on
        posting_end(by=context.by, posting=posting, ends_on=ends_on)
        changes["ends_on"] = [old.isoformat() if old else None, ends_on.isoformat()]
    return RowDone(RosterOutcome.UPDATED if changes else RosterOutcome.UNCHANGED, changes, made)


def _new(
    entry: Entry,
    name: str,
    office: Organisation,
    values: dict[str, Any],
    ends_on: date | None,
    context: RowContext,
) -> RowDone:
    if "kind" not in values:
        raise CellRefused("kind", _("编制是空的，请补上"))
    starts_on = entry.values.get("starts_on")
    if starts_on is None:
        starts_on = context.on
        entry.warn(
            "starts_on", "start_today", _("没有任职起始日期，按导入当天（%(day)s）登记") % {"day": starts_on}
        )
    post = {
        "kind": StaffKind(values["kind"]),
        "share": values.get("share", 100),
        "is_head": values.get("is_head", False),
        "starts_on": starts_on,
    }
    staff = _elsewhere(name, values.get("phone", ""), context)
    if staff is not None:
        posting = posting_add(by=context.by, staff=staff, organisation=office, ends_on=ends_on, **post)
        return RowDone(RosterOutcome.CREATED, {}, {"posting": posting.pk})
    staff = staff_create(
        by=context.by,
        organisation=office,
        name=name,
        sex=Sex(values.get("sex", Sex.UNKNOWN)),
        phone=values.get("phone", ""),
        knows_minors=values.get("knows_minors", False),
        **post,
    )
    posting = staff.postings.get()
    if ends_on is not None:
        posting_end(by=context.by, posting=posting, ends_on=ends_on)
    return RowDone(RosterOutcome.CREATED, {}, {"posting": posting.pk, "new_staff": staff.pk})


def _elsewhere(name: str, phone: str, context: RowContext) -> Staff | None:
    """Somebody of that name and telephone who works at another office of the county."""
    if not phone:
        return None
    posted = Posting.objects.on(context.on).below(context.offices.county.path)
    candidates = Staff.objects.filter(name=name, pk__in=posted.values("staff_id"))
    return next((staff for staff in candidates if staff.phone == phone), None)


def staff_dependents(rows: Sequence[RosterRow], roster: RosterImport) -> list[str]:
    """Posts and members of the import that somebody has worked on or with since."""
    members = [row.made["new_staff"] for row in rows if "new_staff" in row.made]
    posts = [row.made["posting"] for row in rows if "posting" in row.made]
    touched = [row.made["staff"] for row in rows if "staff" in row.made] + members
    since = roster.finished_at or roster.uploaded_at
    events = AuditEvent.objects.filter(at__gt=since).filter(
        Q(subject_type=Posting._meta.label_lower, subject_id__in=posts)
        | Q(subject_type=Staff._meta.label_lower, subject_id__in=touched)
    )
    used = Staff.objects.filter(pk__in=members).filter(
        Q(responsibilities__isnull=False)
        | Q(seats__isnull=False)
        | Q(user__isnull=False)
        | Q(absences__isnull=False)
    )
    counts = (
        (
            events.values("subject_type", "subject_id").distinct().count(),
            _("导入之后已修改过 %(count)s 名人员的信息或任职"),
        ),
        (
            used.distinct().count(),
            _("新增的 %(count)s 名人员已担任责任人、小组成员，登记了不在岗，或有了账号"),
        ),
    )
    return [sentence % {"count": count} for count, sentence in counts if count]


def staff_undo(row: RosterRow, by: User) -> None:
    """A new post and member go; a changed one is as it was. `staff_dependents` has been asked."""
    if row.outcome == RosterOutcome.CREATED:
        Posting.objects.filter(pk=row.made["posting"]).delete()
        try:
            Staff.objects.filter(pk=row.made.get("new_staff")).delete()
        except ProtectedError as error:
            raise Refused(_("有人员已担任责任人或小组成员，不能撤销")) from error
        return
    old = {key: pair[0] for key, pair in row.change_map.items()}
    if "ends_on" in old:
        ends_on = old.pop("ends_on")
        Posting.objects.filter(pk=row.made["posting"]).update(
            ends_on=date.fromisoformat(ends_on) if ends_on else None
        )
    if old:
        staff = Staff.objects.get(pk=row.made["staff"])
        for key, value in old.items():
            setattr(staff, key, value)
        staff.save(update_fields=list(old))


def staff_choices(office: Organisation) -> dict[str, Any]:
    """The offices a row may name: the county and its stations."""
    below = Organisation.objects.below(office.path).filter(closed_on=None)
    return {"office": list(below.values_list("name", flat=True))}


STAFF_LIST = ListKind(
    layout=STAFF,
    permission=Permission.STAFF_EDIT,
    carry_out=staff_row,
    dependents=staff_dependents,
    undo=staff_undo,
    choices=staff_choices,
)
