"""The work record of a file: everything that happened to a case, newest first, filterable by kind.

Later and higher rooms add what they know through `register_timeline_source`, in AppConfig.ready.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from core.chips import Chip, Tone
from core.day_words import month_name
from corrections.enums import Level, StatusKind
from corrections.models import Case, LevelSpan, Offence, Placement, StatusSpan, Term
from supervision.enums import AssessmentGrade, Attended, RecordOutcome
from supervision.models import Assessment, Attendance, CheckIn, CorrectionPlan, Duty, Visit
from supervision.models.duty import missed_q, overdue_q
from supervision.models.record import Record
from supervision.selectors.approval_entries import approval_entries
from supervision.selectors.occasions import occasion_text
from supervision.selectors.records import corrected_chip
from supervision.selectors.timeline_entry import EntryKind, TimelineEntry
from supervision.selectors.visits import concern_chips, is_concern, learnt_lines, met_words

TimelineSource = Callable[[Case, date], Iterable[TimelineEntry]]
"""Takes the case and the day as of which it is read."""

_sources: list[TimelineSource] = []


def register_timeline_source(source: TimelineSource) -> None:
    """Add what another room knows about a case; adding twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def case_timeline(case: Case, *, on: date, kinds: Collection[str] = ()) -> list[TimelineEntry]:
    """All entries of the case up to the day, newest first; a fixed number of queries whatever its length."""
    entries = [entry for source in (*_OWN, *_sources) for entry in source(case, on)]
    chosen = [entry for entry in entries if entry.on <= on and (not kinds or entry.kind in kinds)]
    return sorted(chosen, key=lambda entry: (entry.on, entry.at or time.min), reverse=True)


def _check_ins(case: Case, on: date) -> Iterator[TimelineEntry]:
    rows = CheckIn.objects.filter(case=case, happened_on__lte=on).select_related("recorded_by", "late_for")
    for row in rows:
        title = _("%(channel)s报告：%(outcome)s") % {
            "channel": row.get_channel_display(),
            "outcome": row.get_outcome_display(),
        }
        yield _record_entry(row, EntryKind.REPORT, title)


def _visits(case: Case, on: date) -> Iterator[TimelineEntry]:
    rows = Visit.objects.filter(case=case, happened_on__lte=on).select_related("recorded_by", "late_for")
    for row in rows.prefetch_related("findings").annotate(photo_count=Count("photos")):
        title = _("实地查访：%(outcome)s") % {"outcome": row.get_outcome_display()}
        if row.outcome == RecordOutcome.COMPLIED:
            title = _("实地查访：见到%(met)s") % {"met": met_words(row)}
        entry = _record_entry(row, EntryKind.VISIT, title)
        yield replace(
            entry,
            chips=(*concern_chips(row), *_photo_chip(row.photo_count), *entry.chips),
            lines=tuple(learnt_lines(row)),
            is_concern=is_concern(row),
        )


def _photo_chip(count: int) -> tuple[Chip, ...]:
    return (Chip(_("照片 %(count)s 张") % {"count": count}),) if count else ()


def _plans(case: Case, on: date) -> Iterator[TimelineEntry]:
    rows = CorrectionPlan.objects.filter(case=case, made_on__lte=on).select_related("recorded_by")
    for row in rows.order_by("made_on", "pk"):
        taken_back = row.withdrawn_at is not None
        chips = (Chip(_("已撤回：%(why)s") % {"why": row.withdrawn_reason}),) if taken_back else ()
        yield TimelineEntry(
            row.made_on, EntryKind.ASSESSMENT,
            _("调整矫正方案") if row.adjusted_because else _("制定矫正方案"),
            row.adjusted_because, "plain" if taken_back else "info",
            by=row.recorded_by.display_name if row.recorded_by else "", chips=chips,
            subject=(row._meta.label_lower, row.pk), is_withdrawn=taken_back, recorded_at=row.recorded_at,
        )  # fmt: skip


_GRADE_TONES: dict[str, Tone] = {
    AssessmentGrade.GOOD: "ok",
    AssessmentGrade.QUALIFIED: "ok",
    AssessmentGrade.UNQUALIFIED: "late",
}


def _assessments(case: Case, on: date) -> Iterator[TimelineEntry]:
    rows = Assessment.objects.filter(case=case, assessed_on__lte=on).select_related("recorded_by")
    for row in rows:
        title = _("%(month)s考核：%(grade)s") % {
            "month": month_name(row.month),
            "grade": row.get_grade_display(),
        }
        yield TimelineEntry(
            row.assessed_on, EntryKind.ASSESSMENT, title, row.words, _GRADE_TONES[row.grade],
            by=row.recorded_by.display_name if row.recorded_by else "",
            subject=(row._meta.label_lower, row.pk), recorded_at=row.recorded_at,
        )  # fmt: skip


def _attendances(case: Case, on: date) -> Iterator[TimelineEntry]:
    """The roll-call of group days; the report one counted as has a line of its own."""
    rows = Attendance.objects.filter(case=case, day__happened_on__lte=on).select_related("day__recorded_by")
    for row in rows:
        day = row.day
        hours = _("%(hours)s 小时") % {"hours": day.hours} if day.hours else ""
        yield TimelineEntry(
            on=day.happened_on,
            kind=EntryKind.GROUP,
            title=f"{day.get_kind_display()}：{row.get_attended_display()}",
            detail=" · ".join(text for text in (day.topic, hours, row.words) if text),
            tone="ok" if row.attended == Attended.PRESENT else "warn",
            by=day.recorded_by.display_name,
            subject=(row._meta.label_lower, row.pk),
            recorded_at=day.recorded_at,
        )


_TONES: dict[str, Tone] = {
    RecordOutcome.COMPLIED: "ok",
    RecordOutcome.ACCEPTABLE_ABSENCE: "info",
    RecordOutcome.WAITING: "warn",
    RecordOutcome.UNACCEPTABLE: "late",
    RecordOutcome.FAILED_ATTEMPT: "warn",
}


def _record_entry(row: Record, kind: EntryKind, title: str) -> TimelineEntry:
    chips = [corrected_chip(row)] if row.corrected_times else []
    if row.withdrawn_at is not None:
        chips.append(Chip(_("已撤回：%(why)s") % {"why": row.withdrawn_reason}))
    if row.late_for is not None:
        chips.append(Chip(_("补报 %(occasion)s") % {"occasion": occasion_text(row.late_for)}, "warn"))
    if row.is_entered_late:
        chips.append(Chip(_("补录"), "warn"))
    return TimelineEntry(
        on=row.happened_on,
        at=row.happened_at,
        kind=kind,
        title=title,
        detail=" · ".join(text for text in (row.get_absence_reason_display(), row.content) if text),
        tone="plain" if row.withdrawn_at else _TONES[row.outcome],
        by=row.recorded_by.display_name if row.recorded_by else "",
        chips=tuple(chips),
        subject=(row._meta.label_lower, row.pk),
        is_withdrawn=row.withdrawn_at is not None,
        recorded_at=row.recorded_at,
    )


def _failures(case: Case, on: date) -> Iterator[TimelineEntry]:
    """Duties that are overdue or were missed, on the day they were due, with how often somebody was told."""
    duties = Duty.objects.filter(overdue_q(on) | missed_q(on), case=case).annotate(
        told=Count("notices", filter=Q(notices__told_on__lte=on))
    )
    for duty in duties:
        is_missed = (duty.closes_on is not None and duty.closes_on < on) or duty.outcome == "missed"
        word = _("未履行") if is_missed else _("逾期")
        title = _("%(kind)s%(word)s（%(occasion)s）") % {
            "kind": duty.get_kind_display(),
            "word": word,
            "occasion": occasion_text(duty),
        }
        told = (Chip(_("已提醒 %(count)s 次") % {"count": duty.told}, "late"),) if duty.told else ()
        subject = ("supervision.duty", duty.pk)
        yield TimelineEntry(duty.due_on, EntryKind.FAILURE, title, tone="late", chips=told, subject=subject)


def _statuses(case: Case, on: date) -> Iterator[TimelineEntry]:
    for span in StatusSpan.objects.filter(case=case).select_related("recorded_by"):
        label = StatusKind(span.kind).label
        by = span.recorded_by.display_name if span.recorded_by else ""
        subject = ("corrections.statusspan", span.pk)
        yield TimelineEntry(
            span.starts_on, EntryKind.STATUS, _("%(what)s开始") % {"what": label}, span.reason, "warn",
            by=by, subject=subject,
        )  # fmt: skip
        if span.absconding_from:
            nature = span.get_absconding_nature_display()
            title = _("认定脱管：%(nature)s") % {"nature": nature}
            yield TimelineEntry(span.absconding_from, EntryKind.STATUS, title, tone="late", subject=subject)
        if span.ends_on and not span.is_closed_with_case:
            yield TimelineEntry(
                span.ends_on, EntryKind.STATUS, _("%(what)s结束") % {"what": label}, span.end_note, "ok",
                subject=subject,
            )  # fmt: skip


def _levels(case: Case, on: date) -> Iterator[TimelineEntry]:
    before: str | None = None
    for span in LevelSpan.objects.filter(case=case).select_related("recorded_by").order_by("starts_on"):
        label = str(Level(span.level).label)
        if before is not None:
            yield TimelineEntry(
                span.starts_on, EntryKind.LEVEL,
                _("管理等级：%(old)s → %(new)s") % {"old": before, "new": label},
                span.reason, "info", by=span.recorded_by.display_name if span.recorded_by else "",
                subject=("corrections.levelspan", span.pk),
            )  # fmt: skip
        before = label


def _case_facts(case: Case, on: date) -> Iterator[TimelineEntry]:
    subject = ("corrections.case", case.pk)
    if case.registered_on:
        result = case.get_registration_result_display()
        yield TimelineEntry(case.registered_on, EntryKind.CASE, _("报到"), result, "info", subject=subject)
    if case.received_on:
        how = case.get_reception_kind_display()
        yield TimelineEntry(case.received_on, EntryKind.CASE, _("接收"), how, "info", subject=subject)
    if case.taken_over_on:
        title = _("由名册接管；此前的定期事项以纸质档案为准")
        yield TimelineEntry(case.taken_over_on, EntryKind.CASE, title, subject=subject)
    if case.ended_on:
        kind = case.get_end_kind_display()
        yield TimelineEntry(case.ended_on, EntryKind.CASE, kind, case.end_reason, "info", subject=subject)


def _placements(case: Case, on: date) -> Iterator[TimelineEntry]:
    before: str | None = None
    for span in Placement.objects.filter(case=case).select_related("station").order_by("starts_on"):
        if before is not None:
            yield TimelineEntry(
                span.starts_on, EntryKind.CASE,
                _("执行地：%(old)s → %(new)s") % {"old": before, "new": span.station.name},
                span.reason, "info", subject=("corrections.placement", span.pk),
            )  # fmt: skip
        before = span.station.name


def _terms(case: Case, on: date) -> Iterator[TimelineEntry]:
    for term in Term.objects.filter(case=case).exclude(kind="original"):
        title = _("%(kind)s：期满日为 %(day)s") % {
            "kind": term.get_kind_display(),
            "day": term.ends_on.isoformat(),
        }
        day = term.decided_on or term.recorded_at.date()
        yield TimelineEntry(
            day, EntryKind.CASE, title, term.document, "info", subject=("corrections.term", term.pk)
        )


def _offences(case: Case, on: date) -> Iterator[TimelineEntry]:
    for offence in Offence.objects.filter(case=case):
        subject = ("corrections.offence", offence.pk)
        stages: tuple[tuple[Any, str], ...] = (
            (offence.suspected_on, _("立案或被采取措施")),
            (offence.indicted_on, _("起诉")),
            (offence.effective_on, _("判决生效")),
        )
        for day, stage in stages:
            if day:
                title = f"{offence.get_kind_display()}：{stage}"
                yield TimelineEntry(day, EntryKind.OFFENCE, title, offence.crime, "late", subject=subject)


_OWN: tuple[TimelineSource, ...] = (
    _check_ins,
    _visits,
    _plans,
    _assessments,
    _attendances,
    approval_entries,
    _failures,
    _statuses,
    _levels,
    _case_facts,
    _placements,
    _terms,
    _offences,
)
