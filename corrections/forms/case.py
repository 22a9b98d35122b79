"""Small forms on a case: registration, level, term, responsible officer, place, end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.forms import DateField, Form, LongSelect, PastDateField
from corrections.enums import (
    EndKind,
    Level,
    OrganisationKind,
    ReceptionKind,
    RegistrationResult,
    TermKind,
)
from corrections.forms.fields import ChoiceField, CommunityField, ReasonField, StaffField, with_office
from corrections.models import Case, Community, Organisation, User
from corrections.policies.case import END_KINDS
from corrections.selectors.staff import staff_for_case

LEVELS = [(level.value, level.label) for level in (Level.STRICT, Level.ORDINARY, Level.LENIENT)]


class LevelForm(Form):
    level = forms.ChoiceField(label=_("新的管理等级"), choices=LEVELS, widget=forms.RadioSelect)
    starts_on = PastDateField(label=_("自何日起"), initial=today, help_text=_("该日起按新等级监管"))
    reason = ReasonField(label=_("调整理由"))


class RegisterForm(Form):
    registered_on = PastDateField(label=_("报到日期"), initial=today)
    reception_kind = ChoiceField(label=_("接收方式"), choices=ReceptionKind.choices)
    registration_result = ChoiceField(label=_("报到情况"), choices=RegistrationResult.choices)
    received_on = PastDateField(
        label=_("接收日期"), required=False, help_text=_("办理接收手续的日期；不填即为报到日期")
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case.received_on is not None:
            del self.fields["received_on"]


class TermForm(Form):
    kind = forms.ChoiceField(
        label=_("变更原因"),
        choices=[(kind.value, kind.label) for kind in (TermKind.COMMUTATION, TermKind.CORRECTION)],
        widget=forms.RadioSelect,
    )
    starts_on = DateField(label=_("矫正开始日期"))
    ends_on = DateField(label=_("矫正结束日期"))
    text = forms.CharField(
        label=_("矫正期限"), max_length=60, required=False, help_text=_("照文书填写，如“1年6个月”")
    )
    decided_on = PastDateField(label=_("裁定（决定）日期"), required=False, help_text=_("减刑必填"))
    document = forms.CharField(label=_("文书文号"), max_length=120, required=False)
    reason = ReasonField(required=False, help_text=_("更正必填"))


class ResponsibleForm(Form):
    staff = StaffField(label=_("矫正责任人"))
    starts_on = PastDateField(label=_("自何日起"), initial=today)
    reason = ReasonField(label=_("说明"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = with_office(staff_for_case(case.path, on=today()), on=today())  # type: ignore[attr-defined]


class PlacementForm(Form):
    station = forms.ModelChoiceField(
        label=_("司法所"), queryset=Organisation.objects.none(), widget=LongSelect, empty_label=None
    )
    community = CommunityField(required=False)
    starts_on = PastDateField(label=_("自何日起"), initial=today)
    reason = ReasonField(help_text=_("只用于更正差错和辖区调整；搬迁须办理执行地变更"))

    def __init__(self, *args: Any, case: Case, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = stations.filter(parent=case.station.parent_id, kind=OrganisationKind.STATION)
        self.fields["station"].queryset = near  # type: ignore[attr-defined]
        communities = Community.objects.filter(station__in=near).order_by("station__path", "code")
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]


class CaseEndForm(Form):
    kind = ChoiceField(label=_("解除或终止类型"), choices=())
    ended_on = PastDateField(label=_("解除或终止日期"), initial=today, help_text=_("当日仍算在矫"))
    reason = ReasonField(label=_("说明"), required=False, help_text=_("以“其他”结束的必填"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = END_KINDS[case.category]  # type: ignore[index]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("请选择")),
            *((kind.value, kind.label) for kind in EndKind if kind in kinds),
        ]


class CaseEndUndoForm(Form):
    reason = ReasonField(label=_("撤回理由"))


class CaseLendForm(Form):
    user = forms.ModelChoiceField(
        label=_("同事"), queryset=User.objects.none(), widget=LongSelect, empty_label=_("请选择")
    )
    starts_on = DateField(label=_("起"), initial=today)
    ends_on = DateField(label=_("止"))
    reason = ReasonField(label=_("事由"), max_length=200)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues  # type: ignore[attr-defined]
