"""What happened in three years: reports and visits, some late, some never; quarterly appraisals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import connection
from django.db.models import Model

from core.audit import EventDraft, events_record
from core.bulk import copy_objects
from core.clock import TZ
from corrections.models import Case, Delegation, Offender, Organisation, Placement, User
from reporting.management.demo.lives import Lives
from reporting.management.demo.offices import Offices
from reviews.enums import AppraisalItem
from reviews.models import Appraisal, AppraisalScore
from supervision.enums import AssessmentGrade, Channel, DutyKind, DutyOutcome, MetPerson
from supervision.models import Assessment, CheckIn, CorrectionPlan, Duty, Visit
from supervision.models.duty import REPORTED_KINDS
from supervision.selectors.assessments import MonthFacts, assessment_month, month_facts
from supervision.services.duties import duties_open
from supervision.services.settlement import duties_settle

LATE, NEVER = 0.02, 0.025  # shares of duties settled late and never
TALKS = (
    "近期在家务农，未外出，服从监管。",
    "在县城务工，按时上下班，家庭情况稳定。",
    "汇报本周活动情况，未发现异常。",
    "身体状况良好，与家人同住，无违规情形。",
    "正在参加技能培训，思想稳定。",
)
VISITS = (
    "本人在家，与家人同住，近况平稳。",
    "到务工地点查访，单位反映表现良好。",
    "与村干部一同入户，邻里反映无异常。",
    "家中走访，家属配合，提醒按时报告。",
)
SITUATION = "因{crimes}接受社区矫正，与家人同住，有固定住处。"
EVALUATIONS = ("再犯罪风险较低，认罪态度好。", "风险一般，需加强家庭教育。")
ANALYSES = ("情绪稳定，能正视罪错。", "有一定自卑心理，愿意配合。")
MEASURES = "按管理等级报告和走访；每季度个别谈话；参加集中教育和公益活动；协助就业。"
PAPERS = {
    DutyKind.WRITTEN_REPORT: "书面思想汇报一份。",
    DutyKind.MEDICAL_RECHECK: "县人民医院病情复查材料一份。",
}


def records_make(random: Random, offices: Offices, lives: Lives, *, on: date) -> int:
    """Opens every duty since each start, records what happened, settles; returns how many records were written."""
    cases = {case.pk: case for case in lives.cases}
    tables_analyze(*lives.spans, Case, Offender, Organisation, Delegation)
    duties_open(on=on, case_ids=list(cases))
    check_ins: list[CheckIn] = []
    visits: list[Visit] = []
    plans: list[CorrectionPlan] = []
    assessed: dict[date, list[tuple[int, date, User | None]]] = defaultdict(list)
    unsettled = Duty.objects.filter(case_id__in=cases, suspended_by="").exclude(
        outcome__in=(DutyOutcome.VOID, DutyOutcome.COMPLIED)
    )
    for duty in unsettled.order_by("case_id", "due_on", "pk"):
        happened_on = _day(random, duty, on)
        if happened_on is None:
            continue
        late_for = duty if happened_on > duty.due_on else None
        by = offices.accounts.get(cases[duty.case_id or 0].responsible_id or 0)
        if duty.kind == DutyKind.VISIT:
            visits.append(_visit(random, duty, happened_on, late_for, by))
        elif duty.kind in REPORTED_KINDS:
            check_ins.append(_check_in(random, duty, happened_on, late_for, by))
        elif duty.kind == DutyKind.PLAN:
            plans.append(_plan(random, cases[duty.case_id or 0], happened_on, by))
        elif duty.kind == DutyKind.ASSESSMENT:
            day = max(happened_on, min(on, duty.due_on - timedelta(days=random.randrange(4))))
            assessed[duty.opens_on].append((duty.case_id or 0, day, by))
    for rows in (check_ins, visits, plans):
        copy_objects(connection, rows)
    tables_analyze(Duty, CheckIn, Visit, CorrectionPlan)
    duties_open(on=on, case_ids=list(cases))
    assessments = assessments_drawn(random, assessed, on=on)
    copy_objects(connection, assessments)
    tables_analyze(Assessment)
    duties_settle(on=on, case_ids=list(cases))
    appraisals = _appraisals(random, offices, on=on)
    events_record(_events(lives.cases), by=None)
    return len(check_ins) + len(visits) + len(plans) + len(assessments) + appraisals


def tables_analyze(*models: type[Model]) -> None:
    """Tells the planner of rows that only this transaction sees; autovacuum does it everywhere else."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


def _day(random: Random, duty: Duty, on: date) -> date | None:
    """When the duty was done: in its period, some days late, or never; nothing happens in the future."""
    chance = random.random()
    if chance < NEVER:
        return None
    if chance < NEVER + LATE:
        day = duty.due_on + timedelta(days=random.randrange(1, 4))
        return day if day <= on and (duty.closes_on is None or day <= duty.closes_on) else None
    length = (duty.due_on - duty.opens_on).days
    day = duty.opens_on + timedelta(days=random.randrange(length + 1))
    return day if day <= on else None


def _moment(random: Random, day: date) -> datetime:
    return datetime.combine(day, time(random.randrange(9, 17), random.randrange(60)), TZ)


def _check_in(random: Random, duty: Duty, day: date, late_for: Duty | None, by: User | None) -> CheckIn:
    is_written = duty.kind in PAPERS
    moment = _moment(random, day)
    return CheckIn(
        case_id=duty.case_id or 0,
        channel=Channel.WRITTEN
        if is_written
        else random.choice((Channel.PHONE, Channel.PHONE, Channel.IN_PERSON)),
        settles=[duty.kind],
        happened_on=day,
        happened_at=moment.time(),
        content=PAPERS.get(DutyKind(duty.kind)) or random.choice(TALKS),
        late_for=late_for,
        recorded_on=day,
        recorded_at=moment,
        recorded_by=by,
    )


def _visit(random: Random, duty: Duty, day: date, late_for: Duty | None, by: User | None) -> Visit:
    moment = _moment(random, day)
    return Visit(
        case_id=duty.case_id or 0,
        met=random.choice((MetPerson.SELF, MetPerson.SELF, MetPerson.FAMILY)),
        place="居住地",
        content=random.choice(VISITS),
        happened_on=day,
        happened_at=moment.time(),
        late_for=late_for,
        recorded_on=day,
        recorded_at=moment,
        recorded_by=by,
    )


def _plan(random: Random, case: Case, day: date, by: User | None) -> CorrectionPlan:
    return CorrectionPlan(
        case=case,
        made_on=day,
        situation=SITUATION.format(crimes="、".join(case.crimes)),
        evaluation=random.choice(EVALUATIONS),
        analysis=random.choice(ANALYSES),
        measures=MEASURES,
        recorded_at=_moment(random, day),
        recorded_by=by,
    )


def assessments_drawn(
    random: Random, assessed: dict[date, list[tuple[int, date, User | None]]], *, on: date
) -> list[Assessment]:
    """Each with the counts of its month; who missed something twice is found wanting."""
    found = []
    for first, people in sorted(assessed.items()):
        facts = month_facts([case_id for case_id, _day, _by in people], assessment_month(first), on=on)
        for case_id, day, by in people:
            counted = facts.get(case_id, MonthFacts())
            grade = AssessmentGrade.UNQUALIFIED if counted.missed > 1 else AssessmentGrade.QUALIFIED
            if counted.is_clean and random.random() < 0.15:
                grade = AssessmentGrade.GOOD
            found.append(
                Assessment(
                    case_id=case_id,
                    month=first,
                    grade=grade,
                    words="" if grade != AssessmentGrade.UNQUALIFIED else "两次以上未按时报告，已批评教育。",
                    facts=counted.as_json(),
                    assessed_on=day,
                    recorded_at=_moment(random, day),
                    recorded_by=by,
                )
            )
    return found


def _appraisals(random: Random, offices: Offices, *, on: date) -> int:
    """Each quarter of the last year, for adults in communities with a panel of three or more."""
    placements = (
        Placement.objects.filter(case__is_juvenile_track=False, case__received_on__isnull=False)
        .exclude(community=None)
        .order_by("case_id", "starts_on")
    )
    appraisals: list[Appraisal] = []
    scores: list[AppraisalScore] = []
    for placement in placements:
        panel = offices.representatives.get(placement.community_id or 0, [])
        if len(panel) < 3:
            continue
        for quarter in range(4):
            day = on - timedelta(days=40 + 91 * quarter + random.randrange(20))
            if not placement.starts_on <= day <= (placement.ends_on or on):
                continue
            is_answered = random.random() < 0.8
            appraisal = Appraisal(
                case_id=placement.case_id,
                community_id=placement.community_id,
                happened_on=day,
                words=random.choice(
                    (
                        "表现稳定，邻里关系好。",
                        "能遵守规定，建议多参加公益活动。",
                        "近期较少露面，请加强走访。",
                    )
                ),
                feedback="已当面反馈，纳入个别教育。" if is_answered else "",
                feedback_on=day + timedelta(days=7) if is_answered else None,
                recorded_at=_moment(random, day),
            )
            appraisals.append(appraisal)
            scores += [
                AppraisalScore(
                    appraisal=appraisal,
                    representative=member,
                    item=item,
                    score=random.choice((3, 4, 4, 5, 5)),
                )
                for member in panel
                for item in AppraisalItem
            ]
    Appraisal.objects.bulk_create(appraisals)
    for score in scores:
        score.appraisal_id = score.appraisal.pk
    copy_objects(connection, scores)
    return len(appraisals)


def _events(cases: list[Case]) -> Iterator[EventDraft]:
    """One event a case says where it came from."""
    for case in cases:
        yield EventDraft(
            event="demo_case_made",
            subject_type="corrections.case",
            subject_id=case.pk,
            path=case.path,
            case_id=case.pk,
            offender_id=case.offender_id,
            batch="demo",
        )
