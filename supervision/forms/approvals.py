"""Requests and what is said about them: asking for a leave, deciding, the trip."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import DateField, Form, LongSelect, PastDateField, PhoneField
from corrections.enums import OrganisationKind
from corrections.forms.fields import ChoiceField, ReasonField
from corrections.models import Case, Organisation
from supervision.enums import ApprovalAct, Channel, LeaveReason, MovementKind
from supervision.services.leaves import LeaveWish

DECISION_PHRASES = (
    _("情况属实，符合外出条件，同意。"),
    _("拟同意，请审批。"),
    _("证明材料不全，请补充后再报。"),
    _("事由不充分，不同意外出。"),
)


class CountyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A county of the program, with its prefecture before it."""

    def label_from_instance(self, obj: Any) -> str:
        above = obj.parent.short_name if obj.parent else ""
        return f"{above} · {obj.short_name}"


class LeaveForm(Form):
    """What a person asks for; the days, the total of two months and who decides stand on the page that follows."""

    template_name = "supervision/record_form.html"
    phrases: ClassVar[Collection[Any]] = ()
    CHANGES: ClassVar[Collection[str]] = ()
    HALVES: ClassVar[Collection[str]] = (
        "starts_on", "ends_on", "division", "province", "reason", "proof", "companions", "phone",
    )  # fmt: skip

    starts_on = DateField(label=_("出发日期"))
    ends_on = DateField(label=_("返回日期"), help_text=_("当天返回的填同一天；首尾两天都计算在内"))
    division = CountyField(
        label=_("目的地（省内）"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=LongSelect,
        empty_label=_("不在省内"),
    )
    province = forms.CharField(
        label=_("目的地（省外）"), required=False, max_length=60, help_text=_("省份和市县，如：重庆市万州区")
    )
    place = forms.CharField(label=_("详细地点"), max_length=120)
    reason = ChoiceField(label=_("外出事由"), choices=LeaveReason.choices)
    proof = forms.CharField(
        label=_("证明材料"), max_length=200, help_text=_("已收存的材料，如：转诊证明、单位证明、传票")
    )
    reason_words = forms.CharField(
        label=_("事由说明"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    companions = forms.CharField(label=_("同行人员"), required=False, max_length=120)
    phone = PhoneField(label=_("外出期间联系电话"), required=False)
    short_notice_reason = forms.CharField(
        label=_("未提前申请的原因"),
        required=False,
        max_length=200,
        help_text=_("一般应当提前三日申请；不足三日的写明原因"),
    )
    upwards = forms.BooleanField(
        label=_("报县级审批"), required=False, help_text=_("本所没有其他有权审批的人员时勾选")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["division"]
        counties = Organisation.objects.open(on=today()).filter(kind=OrganisationKind.COUNTY)
        field.queryset = counties.select_related("parent").order_by("path")
        if case.station.kind != OrganisationKind.STATION:
            del self.fields["upwards"]

    @property
    def changes(self) -> list[Any]:
        return []

    def wish(self) -> LeaveWish:
        answers = {**self.cleaned_data, "reason": LeaveReason(self.cleaned_data["reason"])}
        return LeaveWish(**answers)


class ExtendForm(Form):
    last_on = DateField(label=_("延至"))
    reason_words = ReasonField(label=_("延期事由"))
    proof = forms.CharField(label=_("证明材料"), max_length=200)


class DecideForm(Form):
    """The decision of one step, among those its office may take."""

    template_name = "supervision/record_form.html"
    CHANGES: ClassVar[Collection[str]] = ()
    HALVES: ClassVar[Collection[str]] = ()
    phrases = DECISION_PHRASES
    changes: ClassVar[Sequence[Any]] = ()

    act = forms.ChoiceField(label=_("意见"), widget=forms.RadioSelect)
    content = forms.CharField(
        label=_("意见内容"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    after_the_fact_reason = forms.CharField(
        label=_("事后补批的原因"),
        required=False,
        max_length=200,
        help_text=_("申请事项已经开始：同意的只能作为事后补批，另行统计"),
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, acts: Sequence[ApprovalAct], is_begun: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["act"]
        field.choices = [(act.value, act.label) for act in acts]
        if not is_begun:
            del self.fields["after_the_fact_reason"]


class WordsForm(Form):
    """One text: a question, an answer, what was completed, why something is taken back."""

    words = ReasonField(label=_("内容"))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class DepartForm(Form):
    departed_on = PastDateField(label=_("出发日期"))
    channel = forms.ChoiceField(
        label=_("如何得知"), choices=Channel.choices, initial=Channel.PHONE, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("说明"), required=False, max_length=300)


class NoteForm(Form):
    """What became known while the person is away."""

    kind = forms.ChoiceField(
        label=_("情形"),
        choices=[
            (kind.value, kind.label)
            for kind in (MovementKind.CONTACTED, MovementKind.ARRIVED, MovementKind.ORDERED_BACK)
        ],
        initial=MovementKind.CONTACTED,
        widget=forms.RadioSelect,
    )
    happened_on = PastDateField(label=_("日期"))
    channel = forms.ChoiceField(
        label=_("如何得知"), choices=Channel.choices, initial=Channel.PHONE, widget=forms.RadioSelect
    )
    words = ReasonField(label=_("说明"))


class ReturnForm(Form):
    """销假; of a late return also why, and whether that is a reason."""

    returned_on = PastDateField(label=_("返回日期"))
    channel = forms.ChoiceField(
        label=_("如何得知"), choices=Channel.choices, initial=Channel.IN_PERSON, widget=forms.RadioSelect
    )
    return_proof = forms.CharField(
        label=_("销假材料"), required=False, max_length=200, help_text=_("车票、病历等已收存的材料")
    )
    late_reason = forms.CharField(label=_("超假原因"), required=False, max_length=300)
    has_good_reason = forms.TypedChoiceField(
        label=_("超假理由"),
        required=False,
        choices=[("", _("没有超假")), ("yes", _("理由成立")), ("no", _("理由不成立"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class TravelForm(Form):
    """经常性跨市县活动: where to, when and how often; how long it holds is the rule book's."""

    starts_on = DateField(label=_("开始日期"))
    places = forms.CharField(label=_("前往市县"), max_length=200)
    frequency = forms.CharField(
        label=_("时间和频次"), max_length=200, help_text=_("如：每周一至周五早出晚归，每月约二十次")
    )
    reason_words = ReasonField(label=_("事由说明"))
    proof = forms.CharField(label=_("证明材料"), max_length=200)


class TripForm(Form):
    """A day of departure or return, and how it became known."""

    day = PastDateField(label=_("日期"))
    channel = forms.ChoiceField(
        label=_("如何得知"), choices=Channel.choices, initial=Channel.PHONE, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("说明"), required=False, max_length=300)


class ErrandForm(Form):
    """When it was done, with its receipt or number."""

    done_on = PastDateField(label=_("办理日期"))
    receipt = forms.CharField(label=_("回执或文号"), max_length=200)
