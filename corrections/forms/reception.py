"""Reception by hand: the document number first, everything else follows."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import DateField, Form, LongSelect, PastDateField, PhoneField, plain
from core.idnumber import IdNumberError, normalise, parse
from core.paths import ancestors
from core.terms import term_last_day, term_parse
from corrections.enums import (
    Category,
    CrimeKind,
    DecisionOrgan,
    Education,
    Employment,
    IdKind,
    Level,
    MaritalStatus,
    Penalty,
    ReceptionKind,
    RegistrationResult,
    Sex,
    TemporaryKind,
)
from corrections.forms.fields import ChoiceField, CommunityField, GroupedForm, StaffField, with_office
from corrections.forms.offender import optional
from corrections.models import Community, Organisation, Posting, Staff

CRIME_MARKS = re.compile(r"[、,，;；\n]+")


class CrimesField(forms.CharField):
    """Names of crimes, parted by 、 or commas; its clean value is a list."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        return [crime.strip() for crime in CRIME_MARKS.split(text) if crime.strip()]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(len(crime) > 120 for crime in value):
            raise forms.ValidationError(_("罪名过长，多个罪名请用顿号分开"))

    def run_validators(self, value: Any) -> None:
        """The length limits of text do not fit a list."""


class PlaceForm(Form):
    """Where the person belongs: the communities and staff of one station, or of all stations of the user's."""

    community = CommunityField(required=False)
    responsible = StaffField(label=_("矫正责任人"), required=False)

    def __init__(self, *args: Any, stations: Any, station: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on, offices = today(), [station] if station else list(stations)
        paths = {path for office in offices for path in ancestors(office.path)}
        posted = Posting.objects.on(on).filter(path__in=paths)
        rows = with_office(Staff.objects.filter(pk__in=posted.values("staff_id")), on=on)
        self.fields["responsible"].queryset = rows  # type: ignore[attr-defined]
        communities = Community.objects.filter(station__in=offices).order_by("station__path", "code")
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class ReceptionForm(GroupedForm, PlaceForm):
    GROUPS = (
        (_("证件与姓名"), ("id_number", "id_kind", "name", "former_name", "sex", "birth_on", "sex_reason")),
        (
            _("联系方式与基本情况"),
            (
                "phone", "residence", "household", "ethnicity", "nationality", "education", "marital_status",
                "employment", "work_unit",
            ),
        ),
        (
            _("决定与法律文书"),
            (
                "category", "temporary_kind", "decision_organ", "decision_organ_name", "decision_number",
                "decided_on", "effective_on", "documents_received_on", "crimes", "crime_kind", "penalty",
                "penalty_term", "has_prohibition_order", "is_to_be_sealed",
            ),
        ),
        (_("矫正期限"), ("term_text", "term_starts_on", "term_ends_on")),
        (
            _("接收与报到"),
            (
                "station", "community", "responsible", "received_on", "reception_kind", "registered_on",
                "registration_result", "level", "number",
            ),
        ),
    )  # fmt: skip
    SLOTS = {"id_kind": "id-number-facts"}
    WHOLE = ("crimes", "residence")

    id_kind = forms.ChoiceField(label=_("证件类型"), choices=IdKind.choices, initial=IdKind.RESIDENT)
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "data-id-number": "",
                "hx-post": reverse_lazy("corrections:document_check"),
                "hx-trigger": "change",
                "hx-target": "#id-number-facts",
                "hx-include": "[name=id_kind]",
            }
        ),
    )
    name = forms.CharField(label=_("姓名"), max_length=100)
    former_name = forms.CharField(label=_("曾用名"), max_length=100, required=False)
    sex = forms.ChoiceField(
        label=_("性别"),
        choices=[("", _("按身份证号")), *Sex.choices],
        required=False,
        help_text=_("居民身份证自动带出"),
    )
    birth_on = PastDateField(label=_("出生日期"), required=False, help_text=_("居民身份证自动带出"))
    sex_reason = forms.CharField(label=_("性别与身份证号不一致的理由"), max_length=200, required=False)

    phone = PhoneField(label=_("联系电话"), required=False)
    residence = forms.CharField(label=_("居住地"), max_length=200, required=False)
    household = forms.CharField(label=_("户籍地"), max_length=200, required=False)
    ethnicity = forms.CharField(label=_("民族"), max_length=20, required=False, initial="汉族")
    nationality = forms.CharField(label=_("国籍"), max_length=30, required=False, initial="中国")
    education = forms.ChoiceField(label=_("文化程度"), choices=optional(Education.choices), required=False)
    marital_status = forms.ChoiceField(
        label=_("婚姻状况"), choices=optional(MaritalStatus.choices), required=False
    )
    employment = forms.ChoiceField(
        label=_("就业就学情况"), choices=optional(Employment.choices), required=False
    )
    work_unit = forms.CharField(label=_("现工作单位"), max_length=120, required=False)

    category = ChoiceField(label=_("矫正类别"), choices=Category.choices)
    temporary_kind = forms.ChoiceField(
        label=_("暂予监外执行情形"),
        choices=optional(TemporaryKind.choices),
        required=False,
        help_text=_("只有暂予监外执行填写"),
    )
    decision_organ = forms.ChoiceField(
        label=_("决定机关类型"), choices=DecisionOrgan.choices, initial=DecisionOrgan.COURT
    )
    decision_organ_name = forms.CharField(
        label=_("决定机关"), max_length=120, help_text=_("如“开江县人民法院”")
    )
    decision_number = forms.CharField(label=_("文书文号"), max_length=120, required=False)
    decided_on = PastDateField(label=_("执行通知书日期"), required=False)
    effective_on = PastDateField(label=_("判决（裁定、决定）生效日期"), required=False)
    documents_received_on = PastDateField(label=_("法律文书收到时间"), required=False)
    crimes = CrimesField(label=_("罪名"), max_length=400, help_text=_("多个罪名用顿号分开"))
    crime_kind = forms.ChoiceField(label=_("犯罪类型"), choices=optional(CrimeKind.choices), required=False)
    penalty = forms.ChoiceField(label=_("原判刑罚"), choices=optional(Penalty.choices), required=False)
    penalty_term = forms.CharField(
        label=_("原判刑期"), max_length=60, required=False, help_text=_("如“1年”“6个月”")
    )
    has_prohibition_order = forms.BooleanField(label=_("被宣告禁止令"), required=False)
    is_to_be_sealed = forms.BooleanField(
        label=_("犯罪记录应封存"), required=False, help_text=_("犯罪时不满十八周岁，判处五年以下")
    )

    term_text = forms.CharField(label=_("矫正期限"), max_length=60, help_text=_("照文书填写，如“1年6个月”"))
    term_starts_on = DateField(label=_("矫正开始日期"))
    term_ends_on = DateField(
        label=_("矫正结束日期"), required=False, help_text=_("不填则按开始日期和期限推算，核对时可改")
    )

    station = forms.ModelChoiceField(
        label=_("司法所"),
        queryset=Organisation.objects.none(),
        empty_label=_("请选择"),
        widget=LongSelect(
            attrs={
                "hx-get": reverse_lazy("corrections:reception_place"),
                "hx-trigger": "change",
                "hx-target": "#cell-community",
            }
        ),
    )
    received_on = PastDateField(
        label=_("接收日期"), required=False, help_text=_("人未到的不填，列入“待接收”，到时再登记报到")
    )
    reception_kind = forms.ChoiceField(
        label=_("接收方式"), choices=ReceptionKind.choices, initial=ReceptionKind.SELF
    )
    registered_on = PastDateField(label=_("报到日期"), required=False)
    registration_result = forms.ChoiceField(
        label=_("报到情况"), choices=optional(RegistrationResult.choices), required=False
    )
    level = forms.ChoiceField(label=_("管理等级"), choices=Level.choices, initial=Level.UNDETERMINED)
    number = forms.CharField(label=_("编号"), max_length=60, required=False)

    field_order = [name for _title, names in GROUPS for name in names]

    def __init__(self, *args: Any, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, stations=stations, **kwargs)
        self.fields["station"].queryset = stations  # type: ignore[attr-defined]
        if len(stations) == 1:
            self.fields["station"].initial = stations[0].pk

    def clean_id_number(self) -> str:
        """A resident's number is checked by its digit; others are taken as written, without blanks."""
        value = normalise(self.cleaned_data["id_number"])
        if self.data.get(self.add_prefix("id_kind")) == IdKind.RESIDENT:
            try:
                parse(value, on=today())
            except IdNumberError as error:
                raise forms.ValidationError(error.message, code=error.code) from error
        return value

    def clean_term_text(self) -> str:
        return plain(self.cleaned_data["term_text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("category") == Category.TEMPORARY and not cleaned.get("temporary_kind"):
            self.add_error("temporary_kind", _("暂予监外执行请选择情形"))
        if cleaned.get("registered_on") and not cleaned.get("registration_result"):
            self.add_error("registration_result", _("已填报到日期，请选择报到情况"))
        starts_on, text = cleaned.get("term_starts_on"), cleaned.get("term_text")
        if starts_on and text and not cleaned.get("term_ends_on") and "term_ends_on" not in self.errors:
            try:
                cleaned["term_ends_on"] = term_last_day(starts_on, term_parse(text))
            except ValueError as problem:
                self.add_error("term_ends_on", _("%(why)s；或直接填写结束日期") % {"why": problem})
        return cleaned
