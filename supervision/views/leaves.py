"""外出: asked for with the days counted before it is sent; departure, contacts, return, more days, cancelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.day_words import day_span, full_span
from core.views import Crumb
from corrections.models import Case
from corrections.selectors.names import name_for
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage
from corrections.views.checked import CheckedFormPage
from supervision.enums import Channel, MovementKind
from supervision.forms.approvals import DepartForm, ExtendForm, LeaveForm, NoteForm, ReturnForm, WordsForm
from supervision.models import Leave
from supervision.permissions import Permission
from supervision.policies.leaves import (
    check_can_ask_leave,
    check_can_cancel,
    check_can_depart,
    check_can_extend,
    check_is_out,
    check_no_overlap,
)
from supervision.selectors.leaves import LeaveRoute, leave_route, overlapping_leave
from supervision.services.leaves import (
    check_leave_wish,
    leave_cancel,
    leave_depart,
    leave_extend_request,
    leave_note,
    leave_request,
    leave_return,
)


def approval_url(approval_id: int) -> str:
    return reverse("supervision:approval_detail", args=[approval_id])


def route_answers(route: LeaveRoute) -> list[tuple[Any, Any]]:
    """What the program has worked out, as answers beside those of the form: days, two months, who decides."""
    offices = " → ".join(f"{office.name}（{key.label}）" for key, office in route.hops)
    rows = [
        (_("外出天数"), _("%(days)d 天（首尾两天都计算在内）") % {"days": route.days}),
        (
            _("两个月内累计"),
            _("%(days)d 天（%(span)s）")
            % {"days": route.window.days, "span": full_span(route.window.first, route.window.last)},
        ),
    ]
    for trip in route.trips:
        words = {"span": day_span(*trip.span), "days": trip.days}
        rows.append((_("其中"), _("%(span)s，%(days)d 天") % words))
    return [*rows, (_("审批机关"), offices)]


class LeaveRequestView(CheckedFormPage, CaseFormPage):
    permission = Permission.APPROVAL_REQUEST
    page_title = gettext_lazy("申请外出")
    form_class = LeaveForm
    keeps_draft = True
    success_message = gettext_lazy("已提交外出申请。")

    def check(self) -> None:
        check_can_ask_leave(self.case, on=today())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case}

    def get_answers(self, form: Any) -> Sequence[tuple[Any, Any]]:
        wish, on = form.wish(), today()
        check_leave_wish(self.case, wish, on=on)
        span = wish.starts_on, wish.ends_on
        check_no_overlap(overlapping_leave(self.case, span))
        route = leave_route(self.case, span, on=on, upwards=wish.upwards)
        return [*super().get_answers(form), *route_answers(route)]

    def get_warnings(self, form: Any) -> Sequence[Any]:
        wish, on = form.wish(), today()
        warnings = []
        if wish.starts_on < on:
            warnings.append(_("出发日期已过：即使批准也只能作为事后补批，另行统计。"))
        elif wish.short_notice_reason:
            warnings.append(_("距出发不足三日，将作为未提前申请统计。"))
        return warnings

    def perform(self, form: Any) -> str:
        return approval_url(leave_request(by=self.user, case=self.case, wish=form.wish()).approval_id)


class LeaveFormPage(CaseFormPage):
    """A form about a leave, `self.object`."""

    permission = Permission.APPROVAL_REQUEST
    menu_url_name = "supervision:approval_list"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Leave.objects.visible_to(self.user)
        return rows.select_related(
            "case__offender", "case__station", "case__responsible", "approval", "trip"
        ).prefetch_related("extensions__approval")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def leave(self) -> Leave:
        found: Leave = self.object
        return found

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    def get_about(self) -> str:
        days = day_span(self.leave.starts_on, self.leave.last_on)
        return f"{super().get_about()} · {_('外出')} {days}"

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(_("审批"), reverse("supervision:approval_list")),
            Crumb(name_for(self.user, self.case), file_url(self.case)),
            Crumb(_("外出"), self.get_cancel_url()),
            Crumb(self.page_title),
        )

    def get_cancel_url(self) -> str:
        return approval_url(self.leave.approval_id)


class LeaveDepartView(LeaveFormPage):
    page_title = gettext_lazy("登记出发")
    form_class = DepartForm
    success_message = gettext_lazy("已登记出发；外出期间走访和书面报告暂停，电话报告照常。")

    def check(self) -> None:
        """An approved leave may be opened before it begins: the day itself is asked of the form."""
        check_can_depart(self.leave, self.leave.starts_on, on=max(today(), self.leave.starts_on))

    def get_initial(self) -> dict[str, Any]:
        return {"departed_on": today()}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        leave_depart(
            by=self.user,
            leave=self.leave,
            departed_on=answers["departed_on"],
            channel=Channel(answers["channel"]),
            words=answers["words"],
        )
        return self.get_cancel_url()


class LeaveNoteView(LeaveFormPage):
    page_title = gettext_lazy("登记外出期间的联系")
    form_class = NoteForm
    success_message = gettext_lazy("已登记。")

    def check(self) -> None:
        check_is_out(self.leave, on=today())

    def get_initial(self) -> dict[str, Any]:
        return {"happened_on": today()}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        leave_note(
            by=self.user,
            leave=self.leave,
            kind=MovementKind(answers["kind"]),
            happened_on=answers["happened_on"],
            channel=Channel(answers["channel"]),
            words=answers["words"],
        )
        return self.get_cancel_url()


class LeaveReturnView(LeaveFormPage):
    page_title = gettext_lazy("登记返回（销假）")
    form_class = ReturnForm
    success_message = gettext_lazy("已销假。")

    def check(self) -> None:
        check_is_out(self.leave, on=today())

    def get_initial(self) -> dict[str, Any]:
        return {"returned_on": today()}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        leave_return(
            by=self.user,
            leave=self.leave,
            returned_on=answers["returned_on"],
            channel=Channel(answers["channel"]),
            return_proof=answers["return_proof"],
            late_reason=answers["late_reason"],
            has_good_reason=answers["has_good_reason"],
        )
        return self.get_cancel_url()


class LeaveExtendView(CheckedFormPage, LeaveFormPage):
    page_title = gettext_lazy("申请延期")
    form_class = ExtendForm
    success_message = gettext_lazy("已提交延期申请。")

    def check(self) -> None:
        check_can_extend(self.leave, None, on=today())

    def get_answers(self, form: Any) -> Sequence[tuple[Any, Any]]:
        last_on, on = form.cleaned_data["last_on"], today()
        check_can_extend(self.leave, last_on, on=on)
        route = leave_route(self.case, (self.leave.starts_on, last_on), on=on, besides=self.leave)
        return [*super().get_answers(form), *route_answers(route)]

    def perform(self, form: Any) -> str:
        extension = leave_extend_request(by=self.user, leave=self.leave, **form.cleaned_data)
        return approval_url(extension.approval_id)


class LeaveCancelView(LeaveFormPage):
    page_title = gettext_lazy("取消外出")
    form_class = WordsForm
    submit_label = gettext_lazy("取消外出")
    success_message = gettext_lazy("已取消外出。")

    def check(self) -> None:
        check_can_cancel(self.leave, on=today())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"label": _("取消原因")}

    def perform(self, form: Any) -> str:
        leave_cancel(by=self.user, leave=self.leave, reason=form.cleaned_data["words"])
        return self.get_cancel_url()
