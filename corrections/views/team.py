"""Seats of the 4+X team."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from corrections.enums import SeatRole, Sex
from corrections.forms.team import SeatEndForm, SeatForm
from corrections.models import TeamSeat
from corrections.permissions import Permission
from corrections.policies.case import check_can_edit_team
from corrections.services.team import team_seat_add, team_seat_end
from corrections.views.case_form import CaseFormPage, CasePartFormPage


class TeamSeatAddView(CaseFormPage):
    permission = Permission.TEAM_EDIT
    page_title = _("增加小组成员")
    form_class = SeatForm
    success_message = _("小组成员已增加。")

    def check(self) -> None:
        check_can_edit_team(self.case)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case}

    def get_initial(self) -> dict[str, Any]:
        role = self.request.GET.get("role", "")
        return {"role": role} if role in SeatRole.values else {}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        team_seat_add(
            by=self.user,
            case=self.case,
            **answers | {"role": SeatRole(answers["role"]), "sex": Sex(answers["sex"])},
        )
        return self.result_url()


class TeamSeatEndView(CasePartFormPage):
    permission = Permission.TEAM_EDIT
    page_title = _("成员退出小组")
    form_class = SeatEndForm
    model = TeamSeat
    success_message = _("已登记退出。")

    def check(self) -> None:
        check_can_edit_team(self.case)

    def get_about(self) -> str:
        return f"{self.object.name or self.object.get_role_display()}（{self.object.get_role_display()}）"

    def perform(self, form: Any) -> str:
        team_seat_end(by=self.user, seat=self.object, **form.cleaned_data)
        return self.result_url()
