"""What an officer writes down: a report, someone at the desk, a visit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form, PastDateField, PhoneField
from corrections.enums import Employment
from supervision.enums import AbsenceReason, Channel, DutyKind, MetPerson, RecordOutcome
from supervision.models import Duty
from supervision.selectors.occasions import occasion_text

REPORT_CHANNELS = tuple((channel.value, channel.label) for channel in Channel)
HANDED_IN = (DutyKind.ORAL_REPORT, DutyKind.WRITTEN_REPORT, DutyKind.DISCHARGE_PREPARATION)


class LateDutyField(forms.ModelChoiceField):
    """An earlier duty that is still open and may be settled late (补报)."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()}（{occasion_text(obj)}）"


class RecordForm(Form):
    """What every record says: when, with what result, in which words, and whether it makes up for an earlier duty."""

    happened_on = PastDateField(label=_("发生日期"))
    happened_at = forms.TimeField(
        label=_("时间"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": _("时间请写成 09:30 的样子")},
    )
    outcome = forms.ChoiceField(label=_("结果"), choices=RecordOutcome, initial=RecordOutcome.COMPLIED)
    absence_reason = forms.ChoiceField(
        label=_("正当理由"),
        choices=[("", _("（无）")), *AbsenceReason.choices],
        required=False,
        help_text=_("只在结果为“有正当理由未履行”时选择"),
    )
    content = forms.CharField(
        label=_("内容"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    late_for = LateDutyField(
        label=_("补报哪一期"),
        queryset=Duty.objects.none(),
        required=False,
        empty_label=_("（不是补报）"),
        help_text=_("发生在本期之内的，按本期登记，不用选"),
    )

    def __init__(self, *args: Any, late_duties: Iterable[Duty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [duty.pk for duty in late_duties]
        field = self.fields["late_for"]
        if isinstance(field, LateDutyField):
            field.queryset = Duty.objects.filter(pk__in=found).order_by("due_on")
        if not found:
            del self.fields["late_for"]

    def clean_outcome(self) -> RecordOutcome:
        return RecordOutcome(self.cleaned_data["outcome"])

    def late_duty(self) -> Duty | None:
        found: Duty | None = self.cleaned_data.get("late_for")
        return found


class CheckInForm(RecordForm):
    """A report by any channel."""

    field_order = (
        "channel",
        "happened_on",
        "happened_at",
        "outcome",
        "absence_reason",
        "content",
        "late_for",
    )
    channel = forms.ChoiceField(label=_("方式"), choices=REPORT_CHANNELS, initial=Channel.PHONE)

    def clean_channel(self) -> Channel:
        return Channel(self.cleaned_data["channel"])


class DeskEntryForm(RecordForm):
    """Someone at the desk: the report, the talk, what has changed at home, in one save."""

    field_order = ("happened_on", "happened_at", "settles", "content")
    settles = forms.MultipleChoiceField(
        label=_("这次一并完成"),
        choices=[(kind.value, kind.label) for kind in HANDED_IN],
        initial=[DutyKind.ORAL_REPORT],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    phone = PhoneField(label=_("新的电话"), required=False, help_text=_("没有变化的留空"))
    residence = forms.CharField(label=_("新的居住地"), required=False, max_length=200)
    employment = forms.ChoiceField(
        label=_("就业就学情况变为"), choices=[("", _("（没有变化）")), *Employment.choices], required=False
    )
    work_unit = forms.CharField(label=_("新的工作单位"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("outcome", "absence_reason"):
            del self.fields[name]
        self.fields["content"].label = _("谈话内容")

    def kinds(self) -> list[DutyKind]:
        return [DutyKind(kind) for kind in self.cleaned_data["settles"]]

    def changed(self) -> dict[str, str]:
        names = ("phone", "residence", "employment", "work_unit")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class VisitForm(RecordForm):
    """A visit at home, at work, in the village."""

    field_order = (
        "happened_on", "happened_at", "met", "place", "companions", "outcome", "absence_reason", "content", "late_for",
    )  # fmt: skip
    met = forms.ChoiceField(label=_("见到何人"), choices=MetPerson, initial=MetPerson.SELF)
    place = forms.CharField(label=_("地点"), required=False, max_length=120, initial=_("居住地"))
    companions = forms.CharField(label=_("参加人员"), required=False, max_length=120)

    def clean_met(self) -> MetPerson:
        return MetPerson(self.cleaned_data["met"])


class WithdrawForm(Form):
    """Why a record is taken back; it stays in the file."""

    reason = forms.CharField(label=_("撤回原因"), max_length=200)
