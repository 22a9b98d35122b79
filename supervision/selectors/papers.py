"""What stands on the papers of this room: records to sign, a person's month, a station's list and register."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.clock import today
from core.day_words import month_name
from core.papers import Block, Cell, Grid, Paper
from corrections.models import Case, Organisation, User
from corrections.selectors.cases import case_rows
from corrections.selectors.names import id_for, name_for
from corrections.tables import sex_and_age
from supervision.enums import Channel, DutyKind, Frequency, VisitItem
from supervision.models import CheckIn, CorrectionPlan, Duty, Visit
from supervision.models.record import Record
from supervision.policies.periods import period_of
from supervision.selectors.assessments import assessment_lines, assessment_month
from supervision.selectors.corrections import corrected_words
from supervision.selectors.occasions import duty_chip, occasion_text
from supervision.selectors.visits import finding_words, findings_of, met_words, place_words, risk_words

_TALK_LINES, _RECORD_LINES = 8, 3


def check_in_paper(user: User, record: CheckIn) -> Paper:
    """报告登记表; of someone at the desk 谈话笔录, with lines for what was said and the sentence to sign under."""
    case = record.case
    is_talk = record.channel == Channel.IN_PERSON
    settled = "、".join(str(DutyKind(kind).label) for kind in record.settles)
    cells = (
        *person_cells(user, case),
        Cell(_("报告方式"), str(record.get_channel_display())),
        Cell(_("报告时间"), _moment(record)),
        Cell(_("抵作"), settled),
        Cell(_("结果"), str(record.get_outcome_display())),
    )
    return Paper(
        title=_("谈话笔录") if is_talk else _("社区矫正对象报告登记表"),
        office=case.station.name,
        cells=cells,
        blocks=(
            Block(
                _("谈话内容") if is_talk else _("报告内容"),
                record.content,
                lines=_TALK_LINES if is_talk else _RECORD_LINES,
            ),
            *((Block(_("以上笔录我看过，与我说的相符。")),) if is_talk else ()),
        ),
        signs=(_("社区矫正对象（签名）"), _("工作人员（签名）")),
        note=_note(record),
    )


def visit_paper(user: User, record: Visit) -> Paper:
    """走访记录: the items asked about stand in the head, with a blank for what was not; two queries."""
    case = record.case
    learnt = _visit_blocks(record)
    return Paper(
        title=_("社区矫正实地查访记录"),
        office=case.station.name,
        cells=(
            *person_cells(user, case),
            Cell(_("查访时间"), _moment(record)),
            Cell(_("地点"), place_words(record)),
            Cell(_("见到何人"), met_words(record)),
            Cell(_("被访人"), record.interviewees),
            Cell(_("参加人员"), record.companions),
            Cell(_("结果"), str(record.get_outcome_display())),
            *_visit_items(record),
            *_visit_photos(record),
        ),
        blocks=(Block(_("查访情况"), record.content, lines=_TALK_LINES - len(learnt)), *learnt),
        signs=(_("被访人（签名）"), _("查访人（签名）")),
        note=_note(record),
    )


def _visit_items(visit: Visit) -> tuple[Cell, ...]:
    """Every item of the list, one that is not normal with its words across; none of a visit that asked about none."""
    found = findings_of(visit)
    return tuple(
        Cell(str(item.label), finding_words(found[item]), is_wide=bool(found[item].remark))
        if item in found
        else Cell(str(item.label))
        for item in VisitItem
        if found
    )


def _visit_photos(visit: Visit) -> tuple[Cell, ...]:
    """How many, and by which digests the originals on file are known again."""
    digests = [photo.sha256[:16] for photo in visit.photos.order_by("pk")]
    if not digests:
        return ()
    words = _("%(count)s 张，原件存档，摘要 %(digests)s")
    return (Cell(_("照片"), words % {"count": len(digests), "digests": "、".join(digests)}, is_wide=True),)


def _visit_blocks(visit: Visit) -> tuple[Block, ...]:
    risks = f"{risk_words(visit)}\n{visit.risk_handled}" if visit.risks else ""
    texts = (
        (_("困难和诉求"), visit.difficulties),
        (_("帮扶措施"), visit.help_given),
        (_("发现的风险和处置"), risks),
        (_("下一步措施"), visit.next_step),
    )
    return tuple(Block(heading, text) for heading, text in texts if text)


def month_paper(user: User, case: Case, month: date) -> Paper:
    """A person's month: what was due and what became of it, as far as it is known today; two queries."""
    first, last = _month(month)
    duties = Duty.objects.standing().filter(case=case, due_on__gte=first, due_on__lte=last).order_by("due_on")
    on = today()
    rows = tuple(
        (
            str(duty.get_kind_display()),
            occasion_text(duty),
            duty.due_on.isoformat(),
            duty.settled_on.isoformat() if duty.settled_on else "",
            str(duty_chip(duty, on=on).text),
        )
        for duty in duties
    )
    return Paper(
        title=_("%(month)s监督管理情况表") % {"month": month_name(first)},
        office=case.station.name,
        cells=person_cells(user, case),
        grid=Grid((_("事项"), _("周期或起因"), _("期限"), _("履行日期"), _("结果")), rows),
        blocks=(Block(_("本月表现"), lines=_RECORD_LINES),),
        signs=(_("社区矫正对象（签名）"), _("矫正责任人（签名）")),
        note=_("制表日期：%(day)s") % {"day": on},
    )


def plan_paper(user: User, plan: CorrectionPlan) -> Paper:
    """矫正方案 (社区矫正法实施办法 第二十二条)."""
    case = plan.case
    because = (Block(_("调整原因"), plan.adjusted_because),) if plan.adjusted_because else ()
    return Paper(
        title=_("社区矫正方案"),
        office=case.station.name,
        cells=person_cells(user, case),
        blocks=(
            *because,
            Block(_("基本情况"), plan.situation),
            Block(_("综合评估结果"), plan.evaluation),
            Block(_("心理状态和其他特殊情况分析"), plan.analysis),
            Block(_("监督管理、教育帮扶措施"), plan.measures),
        ),
        signs=(_("矫正责任人（签名）"), _("负责人（签名）")),
        note=_("制定日期：%(day)s") % {"day": plan.made_on},
    )


def assessment_paper(user: User, station: Organisation, month: date) -> Paper:
    """月度考核表 of a station: everyone whose month is to be assessed there; what is not known is a blank."""
    on = today()
    rows = tuple(
        (
            name_for(user, line.case),
            str(line.case.get_level_display()),
            line.words,
            str(line.assessment.get_grade_display()) if line.assessment else "",
            line.assessment.words if line.assessment else "",
            "",
        )
        for line in assessment_lines(user, station, assessment_month(month), on=on)
    )
    headings = (_("姓名"), _("管理等级"), _("本月情况"), _("考核等次"), _("考核意见"), _("对象签名"))
    return Paper(
        title=_("%(month)s社区矫正对象考核表") % {"month": month_name(month)},
        office=station.name,
        grid=Grid(headings, rows),
        signs=(_("考核人（签名）"), _("负责人（签名）")),
        note=_("共 %(count)s 人，制表日期：%(day)s") % {"count": len(rows), "day": on},
        is_landscape=True,
    )


def people_paper(user: User, station: Organisation, *, on: date) -> Paper:
    """花名册: who is under correction at the station on that day, as far as the user sees names; one query."""
    cases = case_rows(user, on=on).filter(
        pk__in=Case.objects.under_correction(on=on).filter(station=station).values("pk")
    )
    rows = tuple(
        (
            str(number),
            name_for(user, case),
            sex_and_age(case, on=on),
            id_for(user, case),
            str(case.get_category_display()),
            "、".join(case.crimes),
            f"{case.term_starts_on} — {case.term_ends_on}",
            str(case.get_level_display()),
            case.responsible.name if case.responsible else "",
        )
        for number, case in enumerate(cases.order_by("offender__name_pinyin", "pk"), start=1)
    )
    headings = (
        _("序号"), _("姓名"), _("性别年龄"), _("证件号码"), _("矫正类别"), _("罪名"), _("矫正期限"), _("管理等级"),
        _("矫正责任人"),
    )  # fmt: skip
    return Paper(
        title=_("在册社区矫正对象花名册"),
        office=station.name,
        grid=Grid(headings, rows, numbers=(0,)),
        signs=(_("制表人（签名）"), _("负责人（签名）")),
        note=_("截至 %(day)s，共 %(count)s 人") % {"day": on, "count": len(rows)},
        is_landscape=True,
    )


def register_paper(user: User, station: Organisation, month: date) -> Paper:
    """报告走访登记簿 of a month: every standing record of the station's people in the order of days; two queries."""
    first, last = _month(month)
    found: list[Record] = []
    for model in (CheckIn, Visit):
        found += (
            model.objects.standing()
            .visible_to(user)
            .filter(case__station=station, happened_on__gte=first, happened_on__lte=last)
            .select_related("case__offender", "case__station", "recorded_by")
        )
    rows = tuple(
        (
            record.happened_on.isoformat(),
            name_for(user, record.case),
            str(record.get_channel_display()) if isinstance(record, CheckIn) else _("实地查访"),
            str(record.get_outcome_display()),
            record.recorded_by.display_name if record.recorded_by else "",
            "",
        )
        for record in sorted(found, key=lambda record: (record.happened_on, record.recorded_at))
    )
    return Paper(
        title=_("%(month)s报告走访登记簿") % {"month": month_name(first)},
        office=station.name,
        grid=Grid((_("日期"), _("姓名"), _("方式"), _("结果"), _("登记人"), _("对象签名")), rows),
        signs=(_("负责人（签名）"),),
        note=_("共 %(count)s 条，制表日期：%(day)s") % {"count": len(rows), "day": today()},
    )


def _month(day: date) -> tuple[date, date]:
    period = period_of(Frequency.MONTH, day)
    return period.first, period.last


def person_cells(user: User, case: Case) -> tuple[Cell, ...]:
    return (
        Cell(_("姓名"), name_for(user, case)),
        Cell(_("性别年龄"), sex_and_age(case, on=today())),
        Cell(_("证件号码"), id_for(user, case)),
        Cell(_("矫正类别"), str(case.get_category_display())),
        Cell(_("管理等级"), str(case.get_level_display())),
        Cell(_("矫正期限"), f"{case.term_starts_on} — {case.term_ends_on}"),
    )


def _moment(record: Record) -> str:
    time = f" {record.happened_at:%H:%M}" if record.happened_at else ""
    return f"{record.happened_on}{time}"


def _note(record: CheckIn | Visit) -> str:
    by = record.recorded_by.display_name if record.recorded_by else ""
    words = _("登记编号 %(number)s，%(by)s登记于 %(day)s")
    said = words % {"number": record.pk, "by": by, "day": record.recorded_on}
    return "；".join(filter(None, (said, corrected_words(record))))
