"""What an officer types: each wrong answer is one sentence at its field, the policies' own words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.clock import now
from corrections.models import Case
from supervision.enums import Channel, DutyKind, MetPerson, RecordOutcome
from supervision.forms import CheckInForm, DeskEntryForm, VisitForm, WithdrawForm
from supervision.models import Duty, Rule
from supervision.selectors.late import late_duties
from supervision.services import duties_open
from tests.factories import CaseFactory
from tests.people import World
from tests.supervision.duties import MONDAY, duty_of

ORAL, WRITTEN, VISIT = DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.VISIT
KINDS = (ORAL, WRITTEN, VISIT)


@pytest.fixture
def running(world: World, books: None) -> Case:
    """Strict since October: the oral report of W47, the written one of 9–22 November and October's visit are late."""
    made: Case = CaseFactory(station=world.station, strict=True, received_on=date(2026, 9, 28))
    duties_open(on=MONDAY, case_ids=[made.pk])
    return made


def check_in(case: Case, **answers: Any) -> CheckInForm:
    data = {"channel": "phone", "happened_on": "2026-11-23", "outcome": "complied", **answers}
    return CheckInForm(data=data, case=case, late_duties=late_duties(case, KINDS, on=MONDAY))


def visit(case: Case, **answers: Any) -> VisitForm:
    data = {"met": ["self"], "happened_on": "2026-11-23", "outcome": "complied", **answers}
    return VisitForm(data=data, case=case, late_duties=late_duties(case, [VISIT], on=MONDAY))


def test_a_report_needs_no_more_than_its_defaults(running: Case) -> None:
    form = check_in(running)
    assert form.is_valid(), form.errors
    assert form.kinds() == [ORAL]
    assert (form.cleaned_data["channel"], form.late_duty()) == (Channel.PHONE, None)


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"channel": "pigeon"}, "channel", "选择一个有效的选项"),
        ({"channel": ""}, "channel", "请选择方式"),
        ({"happened_on": ""}, "happened_on", "请填写发生日期"),
        ({"happened_on": "昨天"}, "happened_on", "不是有效的日期"),
        ({"happened_on": "2026-11-24"}, "happened_on", "不能晚于今天"),
        ({"happened_on": "2026-09-27"}, "happened_on", "发生日期早于接收日期（2026-09-28），请核对日期。"),
        ({"happened_at": "半夜"}, "happened_at", "时间请写成 09:30 的样子"),
        ({"outcome": ""}, "outcome", "请选择结果"),
        ({"outcome": "acceptable_absence"}, "absence_reason", "请选择正当理由的种类。"),
        ({"absence_reason": "illness"}, "absence_reason", "只有“有正当理由未履行”才需要选择理由。"),
        ({"content": "长" * 4001}, "content", "4000"),
        ({"late_for": "999999"}, "late_for", "选择一个有效的选项"),
        ({"late_for": "x"}, "late_for", "选择一个有效的选项"),
    ],
)
def test_a_wrong_answer_is_one_sentence_at_its_field(
    running: Case, answers: dict[str, str], field: str, sentence: str
) -> None:
    form = check_in(running, **answers)
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]


def test_full_width_digits_and_chinese_dates_are_days(running: Case) -> None:
    form = check_in(running, happened_on="２０２６年11月20日")
    assert form.is_valid() and form.cleaned_data["happened_on"] == date(2026, 11, 20)


# 补报


def test_only_late_duties_are_offered_and_without_one_the_question_is_left_out(
    running: Case, world: World
) -> None:
    offered = [str(label) for _value, label in check_in(running).fields["late_for"].choices]  # type: ignore[attr-defined]
    assert offered[1:] == [
        "实地查访（10月）",
        "电话（当面）报告（11月16—22日）",
        "书面报告（11月9—22日）",
    ]
    assert "late_for" not in check_in(CaseFactory(station=world.station)).fields


def test_an_act_after_the_period_makes_up_for_it(running: Case) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    form = check_in(running, late_for=str(late.pk))
    assert form.is_valid(), form.errors
    assert (form.late_duty(), form.kinds()) == (late, [ORAL])


def test_an_act_within_the_period_is_no_making_up(running: Case) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    form = check_in(running, late_for=str(late.pk), happened_on="2026-11-18")
    assert form.is_valid() and form.late_duty() is None


def test_an_act_before_the_period_belongs_to_another(running: Case) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    form = check_in(running, late_for=str(late.pk), happened_on="2026-11-12")
    assert form.errors == {"late_for": ["发生日期早于该期（11月16—22日），请改选补报的期次或发生日期。"]}


def test_only_what_was_done_makes_up_for_something(running: Case) -> None:
    late = duty_of(running, ORAL, "2026-W47")
    form = check_in(running, late_for=str(late.pk), outcome="unacceptable")
    assert form.errors == {"late_for": ["补报只用于已履行的情形；未履行的，请把发生日期填在该期之内。"]}


def test_a_call_does_not_make_up_for_a_written_report(running: Case) -> None:
    form = check_in(running, late_for=str(duty_of(running, WRITTEN, "2026-F167").pk))
    assert form.errors == {"channel": ["“电话”不能抵作“书面报告”，请更换方式或取消勾选。"]}


def test_a_written_report_in_person_makes_up_for_the_written_one(running: Case) -> None:
    late = duty_of(running, WRITTEN, "2026-F167")
    form = check_in(running, channel="in_person", late_for=str(late.pk))
    assert form.is_valid() and form.kinds() == [ORAL, WRITTEN]


# Visits


def test_a_visit_needs_no_more_than_its_defaults(running: Case) -> None:
    form = visit(running)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["met"], form.cleaned_data["outcome"]) == (
        MetPerson.SELF,
        RecordOutcome.COMPLIED,
    )


def test_nobody_at_home_is_no_visit_made(running: Case) -> None:
    form = visit(running, met=["nobody"])
    assert form.errors == {"outcome": ["无人在家不能算作已走访，请把结果选为“未联系上（未见到人）”。"]}
    assert visit(running, met=["nobody"], outcome="failed_attempt").is_valid()
    assert "data-implies" in str(form["met"])


# At the desk


def desk(case: Case, **answers: Any) -> DeskEntryForm:
    pending = Duty.objects.filter(case=case).pending(on=MONDAY)
    data = {"happened_on": "2026-11-23", "settles": ["oral_report"], **answers}
    return DeskEntryForm(
        data=data,
        case=case,
        late_duties=late_duties(case, (ORAL, WRITTEN), on=MONDAY),
        open_duties=pending.filter(due_on__gte=MONDAY),
        now_known={"phone": "138****0001", "residence": "某街道1号"},
    )


def test_desk_entry_says_what_is_open_and_keeps_only_what_has_changed(running: Case) -> None:
    form = desk(running, phone="139 0000 0002", settles=["oral_report", "written_report"])
    assert form.is_valid(), form.errors
    assert form.kinds() == [ORAL, WRITTEN]
    assert form.changed() == {"phone": "13900000002"}
    labels = [label for _value, label in form.fields["settles"].choices]  # type: ignore[attr-defined]
    assert labels == ["电话（当面）报告（11月23—29日，剩 6 天）", "书面报告（11月23日—12月6日，剩 13 天）"]
    assert form.fields["phone"].help_text == "现为：138****0001"


def test_desk_entry_settles_the_kind_it_makes_up_for_too(running: Case) -> None:
    late = duty_of(running, WRITTEN, "2026-F167")
    form = desk(running, late_for=str(late.pk))
    assert form.is_valid() and form.kinds() == [ORAL, WRITTEN]


def test_desk_entry_with_a_wrong_phone_unfolds_what_is_wrong(running: Case) -> None:
    form = desk(running, phone="12345")
    assert list(form.errors) == ["phone"]
    assert form.has_change and not desk(running).has_change


def test_who_may_not_edit_the_person_is_not_asked_for_changes(running: Case) -> None:
    form = DeskEntryForm(case=running, now_known=None)
    assert not form.changes and "phone" not in form.fields


def test_a_personal_summary_is_offered_once_it_is_to_be_handed_in(world: World, books: None) -> None:
    ending = CaseFactory(station=world.station, ordinary=True, term_ends_on=date(2026, 12, 30))
    duties_open(on=MONDAY, case_ids=[ending.pk])
    choices = desk(ending).fields["settles"].choices  # type: ignore[attr-defined]
    assert ("discharge_preparation", "个人总结（12月30日期满，剩 7 天）") in choices


def test_what_may_be_ticked_is_the_rule_books(world: World, books: None) -> None:
    ending = CaseFactory(station=world.station, ordinary=True, term_ends_on=date(2026, 12, 30))
    duties_open(on=MONDAY, case_ids=[ending.pk])
    open_duties = Duty.objects.filter(case=ending).pending(on=MONDAY)

    def offered() -> list[str]:
        form = CheckInForm(case=ending, open_duties=open_duties)
        return [kind for kind, _words in form.fields["also"].choices] if "also" in form.fields else []  # type: ignore[attr-defined]

    assert offered() == ["discharge_preparation"]  # sent by post
    Rule.objects.filter(key="written_settles_discharge_preparation").update(number=0, updated_at=now())
    assert offered() == []
    form = CheckInForm(
        data={"channel": "written", "happened_on": "2026-11-23", "outcome": "complied"},
        case=ending,
        late_duties=[],
    )
    Rule.objects.filter(key="written_settles_oral_report").update(number=2, updated_at=now())
    assert form.is_valid() and form.kinds() == [ORAL, WRITTEN]


def test_withdrawing_needs_a_reason() -> None:
    assert WithdrawForm(data={"reason": "  "}).errors == {"reason": ["请填写撤回原因"]}
