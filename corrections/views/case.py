"""Acts on one case: registration, level, term, responsible officer, place, a colleague lent in, the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from corrections.enums import EndKind, Level, ReceptionKind, RegistrationResult, TermKind
from corrections.forms.case import (
    CaseEndForm,
    CaseEndUndoForm,
    CaseLendForm,
    LevelForm,
    PlacementForm,
    RegisterForm,
    ResponsibleForm,
    TermForm,
)
from corrections.permissions import Permission
from corrections.policies import case as policies
from corrections.selectors.accounts import colleagues_of
from corrections.selectors.offices import stations_for
from corrections.services.end import case_end, case_end_undo
from corrections.services.grant import case_lend
from corrections.services.level import case_level_change
from corrections.services.placement import placement_correct
from corrections.services.reception import case_register
from corrections.services.responsible import responsible_assign
from corrections.services.term import term_change
from corrections.views.case_form import CaseFormPage
from corrections.views.checked import CheckedFormPage


class CaseRegisterView(CaseFormPage):
    permission = Permission.CASE_RECEIVE
    page_title = gettext_lazy("登记报到")
    form_class = RegisterForm
    success_message = gettext_lazy("已登记报到。")

    def check(self) -> None:
        policies.check_can_register_case(self.case)
        policies.check_can_receive_case(self.user, self.case.station, on=today())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case}

    def get_initial(self) -> dict[str, Any]:
        return {
            "reception_kind": self.case.reception_kind or ReceptionKind.SELF,
            "registration_result": RegistrationResult.IN_TIME,
        }

    def perform(self, form: Any) -> str:
        case_register(by=self.user, case=self.case, **form.cleaned_data)
        return self.result_url()


class CaseLevelChangeView(CaseFormPage):
    permission = Permission.CASE_LEVEL_CHANGE
    page_title = gettext_lazy("调整管理等级")
    form_class = LevelForm
    success_message = gettext_lazy("管理等级已调整。")

    def check(self) -> None:
        policies.check_can_change_level(self.case)

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        case_level_change(
            by=self.user,
            case=self.case,
            level=Level(answers["level"]),
            starts_on=answers["starts_on"],
            reason=answers["reason"],
        )
        return self.result_url()


class TermChangeView(CheckedFormPage, CaseFormPage):
    permission = Permission.CASE_TERM_CHANGE
    page_title = gettext_lazy("变更矫正期限")
    form_class = TermForm
    success_message = gettext_lazy("矫正期限已变更。")

    def check(self) -> None:
        policies.check_can_change_term(self.case)

    def get_initial(self) -> dict[str, Any]:
        case = self.case
        return {"starts_on": case.term_starts_on, "ends_on": case.term_ends_on, "text": case.term_text}

    def get_answers(self, form: Any) -> Sequence[tuple[Any, Any]]:
        case = self.case
        old = _("%(first)s 至 %(last)s") % {"first": case.term_starts_on, "last": case.term_ends_on}
        return [(_("现行期限"), old), *super().get_answers(form)]

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data | {"kind": TermKind(form.cleaned_data["kind"])}
        _term, warnings = term_change(by=self.user, case=self.case, **answers)
        for warning in warnings:
            messages.warning(self.request, warning.message)
        return self.result_url()


class ResponsibleAssignView(CaseFormPage):
    permission = Permission.TEAM_EDIT
    page_title = gettext_lazy("指定矫正责任人")
    form_class = ResponsibleForm
    success_message = gettext_lazy("责任人已指定。")

    def check(self) -> None:
        policies.check_open(self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case}

    def perform(self, form: Any) -> str:
        responsible_assign(by=self.user, case=self.case, **form.cleaned_data)
        return self.result_url()


class PlacementCorrectView(CaseFormPage):
    permission = Permission.CASE_RECEIVE
    page_title = gettext_lazy("更正执行地")
    form_class = PlacementForm
    success_message = gettext_lazy("执行地已更正。")

    def check(self) -> None:
        policies.check_received(self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case, "stations": stations_for(self.user, Permission.CASE_RECEIVE)}

    def get_initial(self) -> dict[str, Any]:
        return {"station": self.case.station_id}

    def perform(self, form: Any) -> str:
        placement_correct(by=self.user, case=self.case, **form.cleaned_data)
        return self.result_url()


class CaseLendView(CaseFormPage):
    permission = Permission.CASE_LEND
    page_title = gettext_lazy("指派同事协办")
    form_class = CaseLendForm
    success_message = gettext_lazy("已指派，同事在期限内可查阅本案。")

    def check(self) -> None:
        policies.check_open(self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"colleagues": colleagues_of(self.user)}

    def perform(self, form: Any) -> str:
        case_lend(by=self.user, case=self.case, **form.cleaned_data)
        return self.result_url()


class CaseEndView(CheckedFormPage, CaseFormPage):
    permission = Permission.CASE_END
    page_title = gettext_lazy("登记解除或终止")
    form_class = CaseEndForm
    confirm_kind = "danger"
    success_message = gettext_lazy("已登记解除或终止。")

    def check(self) -> None:
        policies.check_can_end_case(self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case}

    def get_warnings(self, form: Any) -> Sequence[Any]:
        answers = form.cleaned_data
        kind = EndKind(answers["kind"])
        policies.check_end_fits(self.case, kind, answers["ended_on"], answers["reason"], on=today())
        return [_("登记后，本案的执行地、等级、责任人、小组等记录同日截止，未办事项不再提醒。")]

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data | {"kind": EndKind(form.cleaned_data["kind"])}
        case_end(by=self.user, case=self.case, **answers)
        return self.result_url()


class CaseEndUndoView(CaseFormPage):
    permission = Permission.CASE_END
    page_title = gettext_lazy("撤回解除或终止")
    form_class = CaseEndUndoForm
    success_message = gettext_lazy("已撤回，本案恢复。")

    def check(self) -> None:
        policies.check_can_undo_end(self.case)

    def perform(self, form: Any) -> str:
        case_end_undo(by=self.user, case=self.case, **form.cleaned_data)
        return self.result_url()
