"""What an officer writes down: a report, someone at the desk, a visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.errors import BadInput, Refused
from core.forms import Form, PastDateField, PhoneField
from corrections.enums import Employment
from corrections.filters import number_of
from corrections.models import Case
from supervision.enums import AbsenceReason, Channel, DutyKind, RecordOutcome, Settling
from supervision.models import Duty
from supervision.policies.records import (
    check_can_record,
    check_can_settle,
    check_can_settle_late,
    check_outcome,
)
from supervision.selectors.occasions import duty_chip, occasion_text
from supervision.selectors.settling import settling, ticked_beside

REPORT_PHRASES = (
    _("本人接听，在家居住，未外出，无异常。"),
    _("正常上班，思想稳定，遵守监管规定。"),
    _("身体状况良好，与家人同住。"),
    _("已提醒：未经批准不得离开本县，按时提交书面报告。"),
)
DESK_PHRASES = (
    _("本人到所报告本期活动情况，未发现异常。"),
    _("已个别谈话，重申报告、外出审批等监管规定。"),
    _("交来书面思想汇报一份。"),
    _("交来个人总结一份。"),
)


OWED_BY_ALL = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT)
"""Offered at the desk whether or not one is open; other reports only some people owe, and only now and then."""


def duty_words(kind: DutyKind, duty: Duty | None) -> str:
    """What a tick stands for: the kind, and the open duty it would settle."""
    label = _now("个人总结") if kind == DutyKind.DISCHARGE_PREPARATION else kind.label
    if duty is None:
        return str(label)
    return f"{label}（{occasion_text(duty)}，{duty_chip(duty, on=today()).text}）"


class LateDutyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An earlier duty that is still open and may be settled late (补报)."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}（{occasion_text(obj)}）"


class RecordForm(Form):
    """What every record says: when, with what result, in which words, and whether it makes up for an earlier duty.

    The policies are asked here too, so that their sentence stands at the field it is about; the service asks again.
    """

    template_name = "supervision/record_form.html"
    phrases: ClassVar[Collection[Any]] = ()
    HALVES: ClassVar[Collection[str]] = ("happened_on", "happened_at", "place", "companions")
    CHANGES: ClassVar[Collection[str]] = ()
    field_order: Sequence[str] | None = None

    happened_on = PastDateField(label=_("发生日期"))
    happened_at = forms.TimeField(
        label=_("时间"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("时间请写成 09:30 的样子")},
    )
    outcome = forms.ChoiceField(
        label=_("结果"),
        choices=RecordOutcome.choices,
        initial=RecordOutcome.COMPLIED,
        widget=forms.RadioSelect,
    )
    absence_reason = forms.ChoiceField(
        label=_("正当理由"), choices=[("", _("请选择")), *AbsenceReason.choices], required=False
    )
    content = forms.CharField(
        label=_("内容"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    late_for = LateDutyField(
        label=_("补报哪一期"),
        queryset=Duty.objects.none(),
        required=False,
        empty_label=_("不是补报，按发生日期所在的一期登记"),
        help_text=_("如当时已经履行、现在才登记，把发生日期写成当天，不算补报"),
    )

    def __init__(self, *args: Any, case: Case, late_duties: Iterable[Duty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.late_duties = {duty.pk: duty for duty in late_duties}
        field = self.fields["late_for"]
        if isinstance(field, LateDutyField):
            field.queryset = Duty.objects.filter(pk__in=self.late_duties).order_by("due_on", "kind")
        if not self.late_duties:
            del self.fields["late_for"]

    def clean_outcome(self) -> RecordOutcome:
        return RecordOutcome(self.cleaned_data["outcome"])

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        outcome, late = answers.get("outcome", RecordOutcome.COMPLIED), answers.get("late_for")
        reason = answers.get("absence_reason", "")
        self.ask("absence_reason", check_outcome, outcome, absence_reason=reason, late_for=None)
        if not self.has_error("absence_reason"):
            self.ask("late_for", check_outcome, outcome, absence_reason=reason, late_for=late)
        if happened_on := answers.get("happened_on"):
            self.ask("happened_on", check_can_record, self.case, happened_on=happened_on, on=today())
            self._check_late(late, happened_on)
        return answers

    def _check_late(self, late: Duty | None, happened_on: Any) -> None:
        """An act within its own period is no 补报, whatever was chosen; one before it belongs to another period."""
        if late is None:
            return
        if late.opens_on <= happened_on <= late.due_on:
            self.cleaned_data["late_for"] = None
        elif happened_on < late.opens_on:
            sentence = _now("发生日期早于该期（%(occasion)s），请改选补报的期次或发生日期。")
            self.add_error("late_for", sentence % {"occasion": occasion_text(late)})
        else:
            kinds = [DutyKind(late.kind)]
            self.ask(
                "late_for", check_can_settle_late, late, case=self.case, kinds=kinds, happened_on=happened_on
            )

    def ask(self, field: str, check: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        """Put a policy's sentence at the field. What the state refuses is left to the service, which answers 409."""
        with suppress(Refused):
            try:
                check(*args, **kwargs)
            except BadInput as problem:
                self.add_error(field if field in self.fields else None, problem.sentence)

    def settling(self, channel: Channel) -> Mapping[DutyKind, Settling]:
        """What the rule book lets a report by this channel settle, on the day that was entered."""
        on = self.cleaned_data.get("happened_on") or today()
        return settling(channel, on=on, path=self.case.path)

    def late_duty(self) -> Duty | None:
        found: Duty | None = self.cleaned_data.get("late_for")
        return found

    def chosen_kind(self) -> list[DutyKind]:
        """The kind of the duty that was named, also where it turned out to be no 补报."""
        duty = self.late_duties.get(number_of(self.data.get(self.add_prefix("late_for"))) or 0)
        return [DutyKind(duty.kind)] if duty else []


class CheckInForm(RecordForm):
    """A report by any channel."""

    phrases = REPORT_PHRASES
    TICKS = "also"
    field_order: Sequence[str] | None = (
        "channel", "also", "happened_on", "happened_at", "outcome", "absence_reason", "late_for", "content",
    )  # fmt: skip
    also = forms.MultipleChoiceField(label=_("同时完成"), widget=forms.CheckboxSelectMultiple, required=False)
    channel = forms.ChoiceField(
        label=_("方式"), choices=Channel.choices, initial=Channel.PHONE, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, open_duties: Iterable[Duty] = (), **kwargs: Any) -> None:
        """`open_duties`: of those, what the rule book lets be ticked beside a report is offered."""
        super().__init__(*args, **kwargs)
        may = ticked_beside(on=today(), path=self.case.path)
        pending = {duty.kind: duty for duty in open_duties if duty.kind in may}
        field: Any = self.fields["also"]
        field.choices = [(kind.value, duty_words(kind, pending[kind])) for kind in may if kind in pending]
        if not pending:
            del self.fields["also"]

    def clean_channel(self) -> Channel:
        return Channel(self.cleaned_data["channel"])

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if channel := answers.get("channel"):
            may = self.settling(channel)
            self.ask("channel", check_can_settle, channel, self.chosen_kind(), may=may)
            self.ask(self.TICKS, check_can_settle, channel, self.ticked(), may=may)
        return answers

    def ticked(self) -> list[DutyKind]:
        return [DutyKind(kind) for kind in self.cleaned_data.get(self.TICKS, ())]

    def kinds(self) -> list[DutyKind]:
        """What such a report settles by itself, what was ticked, and the kind of the duty that is made up for."""
        may = self.settling(self.cleaned_data["channel"])
        usual = [kind for kind, how in may.items() if how == Settling.USUAL]
        return list(dict.fromkeys([*usual, *self.ticked(), *self.chosen_kind()]))


class DeskEntryForm(RecordForm):
    """Someone at the desk: the report, the talk, what has changed at home, in one save."""

    phrases = DESK_PHRASES
    CHANGES = ("phone", "residence", "employment", "work_unit")
    field_order = ("settles", "happened_on", "happened_at", "late_for", "content", *CHANGES)
    settles = forms.MultipleChoiceField(
        label=_("这次一并完成"), widget=forms.CheckboxSelectMultiple, required=False
    )
    phone = PhoneField(label=_("新的电话"), required=False)
    residence = forms.CharField(label=_("新的居住地"), required=False, max_length=200)
    employment = forms.ChoiceField(
        label=_("就业就学变为"), choices=[("", _("没有变化")), *Employment.choices], required=False
    )
    work_unit = forms.CharField(label=_("新的工作单位"), required=False, max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        open_duties: Iterable[Duty] = (),
        now_known: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """`now_known`: what the file says today, beside each field of a change; None for who may change nothing."""
        super().__init__(*args, **kwargs)
        for name in ("outcome", "absence_reason"):
            del self.fields[name]
        self.fields["content"].label = _("谈话内容")
        self._offer({duty.kind: duty for duty in open_duties})
        for name in self.CHANGES:
            if now_known is None:
                del self.fields[name]
            elif known := now_known.get(name):
                self.fields[name].help_text = _now("现为：%(known)s") % {"known": known}

    def _offer(self, pending: Mapping[str, Duty]) -> None:
        """What the rule book lets someone at the desk settle; what only some people owe, while one is open."""
        may = settling(Channel.IN_PERSON, on=today(), path=self.case.path)
        kinds = [kind for kind in may if kind in OWED_BY_ALL or kind in pending]
        field: Any = self.fields["settles"]
        field.choices = [(kind.value, duty_words(kind, pending.get(kind))) for kind in kinds]

    @property
    def changes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CHANGES if name in self.fields]

    @property
    def has_change(self) -> bool:
        """Whether something was entered, so that it is seen when the form comes back."""
        return any(field.value() or field.errors for field in self.changes)

    def kinds(self) -> list[DutyKind]:
        """What was ticked, and the kind of the duty that is made up for."""
        ticked = [DutyKind(kind) for kind in self.cleaned_data["settles"]]
        return list(dict.fromkeys([*ticked, *self.chosen_kind()]))

    def changed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.CHANGES if self.cleaned_data.get(name)}


class WithdrawForm(Form):
    """Why a record is taken back; it stays in the file."""

    reason = forms.CharField(label=_("撤回原因"), max_length=200)
