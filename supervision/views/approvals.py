"""审批: the queue of an office, a request with its chain and talk, the forms of who decides and who asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actions import Action
from core.chips import Chip, deadline_chip
from core.clock import today
from core.errors import Refused
from core.views import Crumb, ListPage
from corrections.models import Case
from corrections.permissions import Permission as CasePermission
from corrections.selectors.names import may_open, may_see_name, name_for
from corrections.tables import file_url
from corrections.views.case_form import CaseFormPage
from corrections.views.panel import CasePanel, OpenedFilePage
from supervision.enums import ApprovalAct, ApprovalStatus
from supervision.filters import ApprovalFilter
from supervision.forms.approvals import DecideForm, WordsForm
from supervision.models import Approval, ApprovalErrand
from supervision.permissions import Permission
from supervision.policies.approvals import (
    acts_at,
    check_can_decide,
    check_can_resubmit,
    check_can_revoke,
    check_can_withdraw_approval,
    check_moves,
)
from supervision.selectors.approval_papers import has_certificate
from supervision.selectors.approvals import (
    approval_chips,
    approval_route,
    approvals_waiting,
    asked_facts,
    asked_words,
    movements_of,
    open_step,
    people_out,
    said_lines,
    step_lines,
    with_subject,
)
from supervision.services.approvals import (
    approval_decide,
    approval_resubmit,
    approval_revoke,
    approval_say,
    approval_withdraw,
    is_begun,
)
from supervision.views.trip_actions import trip_actions

RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    is_current: bool


@dataclass(frozen=True)
class ApprovalRow:
    """`what` is empty for who may not open the file: it says where the person goes."""

    name: str
    url: str
    station: str
    what: str
    office: str
    requested_on: Any
    chips: Sequence[Chip]


def approval_row(user: Any, approval: Approval, *, page: str = "approval_detail") -> ApprovalRow:
    """`page`: the address behind the name, the request itself or its decision."""
    case, step = approval.case, open_step(approval)
    is_open = may_open(user, case)
    chips = approval_chips(approval, on=today())
    if step is not None:
        chips = [*chips, *[line.chip for line in step_lines(approval, on=today()) if line.chip][-1:]]
    return ApprovalRow(
        name=name_for(user, case),
        url=reverse(f"supervision:{page}", args=[approval.pk]) if is_open else "",
        station=case.station.name,
        what=asked_words(approval) if is_open else str(approval.get_kind_display()),
        office=step.office.name if step else "",
        requested_on=approval.requested_on,
        chips=chips,
    )


class ApprovalListView(ListPage):
    """First what the user's own offices have to decide; then what waits below, what was decided lately, everything."""

    permission = Permission.DUTY_VIEW
    page_title = gettext_lazy("审批")
    template_name = "supervision/approval_list.html"
    table_template = "supervision/approval_table.html"
    filterset_class = ApprovalFilter
    orderings = {"day": ("requested_on", "pk")}
    empty_text = gettext_lazy("没有申请。")
    TABS: ClassVar[Sequence[tuple[str, Any]]] = (
        ("mine", gettext_lazy("待本单位办理")),
        ("waiting", gettext_lazy("全部待审批")),
        ("out", gettext_lazy("在外")),
        ("recent", gettext_lazy("近30日已决定")),
        ("all", gettext_lazy("全部申请")),
    )

    @cached_property
    def tab(self) -> str:
        asked = self.request.GET.get("tab", "")
        known = [key for key, _label in self.TABS]
        default = "mine" if self.user.may(Permission.APPROVAL_DECIDE) else "waiting"
        return asked if asked in known else default

    def get_queryset(self) -> QuerySet[Any]:
        rows = Approval.objects.visible_to(self.user)
        if self.tab == "mine":
            return with_subject(approvals_waiting(self.user))
        if self.tab == "out":
            return with_subject(people_out(self.user))
        if self.tab == "waiting":
            rows = rows.waiting().order_by("requested_on", "pk")
        elif self.tab == "recent":
            rows = rows.filter(decided_on__gte=today() - RECENT).order_by("-decided_on", "-pk")
        else:
            rows = rows.order_by("-requested_on", "-pk")
        return with_subject(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = "approval_decide" if self.tab == "mine" else "approval_detail"
        context["rows"] = [approval_row(self.user, approval, page=page) for approval in context["rows"]]
        context["tabs"] = [
            Tab(label, f"{self.request.path}?tab={key}", key == self.tab) for key, label in self.TABS
        ]
        return context


class ApprovalPanel(CasePanel):
    """The file's tab: every request of the case, the newest first."""

    permission = Permission.DUTY_VIEW
    panel_key = "approvals"
    panel_template = "supervision/approval_panel.html"

    def get_panel_context(self) -> dict[str, Any]:
        rows = with_subject(Approval.objects.filter(case=self.case)).order_by("-requested_on", "-pk")
        actions = []
        if self.user.may(Permission.APPROVAL_REQUEST, path=self.case.path):
            url = reverse("supervision:leave_request", args=[self.case.pk])
            actions.append(Action(_("申请外出"), url, kind="primary"))
            travel = reverse("supervision:travel_request", args=[self.case.pk])
            actions.append(Action(_("申请经常性跨市县活动"), travel))
        return {
            "rows": [approval_row(self.user, approval) for approval in rows],
            "panel_actions": actions,
        }


class OfApproval:
    """Finds the request among the cases that exist for the user."""

    user: Any
    object: Any

    def get_queryset(self) -> QuerySet[Any]:
        return with_subject(Approval.objects.visible_to(self.user))

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    @property
    def approval(self) -> Approval:
        found: Approval = self.object
        return found

    def facts(self) -> dict[str, Any]:
        """What every page about a request shows of it."""
        approval, on = self.approval, today()
        sees_phone = self.user.may(CasePermission.OFFENDER_REVEAL, path=self.case.path)
        return {
            "approval": approval,
            "facts": asked_facts(approval, sees_phone=sees_phone),
            "route": approval_route(approval, on=on),
            "steps": step_lines(approval, on=on),
            "said": said_lines(approval),
            "errands": self.errand_lines(),
            "chips": approval_chips(approval, on=on),
            "movements": movements_of(approval),
            "say_actions": self.say_actions(),
        }

    def errand_lines(self) -> list[tuple[ApprovalErrand, Chip, list[Action]]]:
        """What follows from the decision, with the time left, and a button for who has to do it."""
        lines = []
        for errand in self.approval.errands.select_related("office"):
            chip = Chip(_("已办"), "ok") if errand.done_on else deadline_chip(errand.due_on, on=today())
            url = reverse("supervision:errand_done", args=[errand.pk])
            own = errand.done_on is None and self.user.may(Permission.APPROVAL_REQUEST, path=errand.path)
            lines.append((errand, chip, [Action(_("登记告知"), url, dialog=True)] if own else []))
        return lines

    def may_talk(self) -> bool:
        """Who asks for the person, or decides at an office above."""
        rights = (Permission.APPROVAL_REQUEST, Permission.APPROVAL_DECIDE)
        return any(self.user.may(right, path=self.case.path) for right in rights)

    def say_actions(self) -> list[Action]:
        if not self.may_talk():
            return []
        url = reverse("supervision:approval_say", args=[self.approval.pk])
        return [Action(_("留言"), url, dialog=True)]

    def detail_url(self) -> str:
        return reverse("supervision:approval_detail", args=[self.approval.pk])

    def crumbs(self) -> tuple[Crumb, ...]:
        return (
            Crumb(_("审批"), reverse("supervision:approval_list")),
            Crumb(name_for(self.user, self.case), file_url(self.case)),
        )


class ApprovalDetailView(OfApproval, OpenedFilePage):
    """Opening it is opening the person's file: who sees names only masked is asked why first."""

    permission = Permission.DUTY_VIEW
    template_name = "supervision/approval_detail.html"
    menu_url_name = "supervision:approval_list"

    def get_page_title(self) -> Any:
        words = {"kind": self.approval.get_kind_display(), "name": name_for(self.user, self.case)}
        return _("%(kind)s审批：%(name)s") % words

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (*self.crumbs(), Crumb(self.approval.get_kind_display()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.facts(), **kwargs)

    def get_actions(self) -> list[Action]:
        return [
            *self._deciding(),
            *self._asking(),
            *trip_actions(self.user, self.approval),
            *self._papers(),
            *self._revoking(),
        ]

    def _revoking(self) -> list[Action]:
        """For who decides there; the last button, since it undoes."""
        approval = self.approval
        if approval.status != ApprovalStatus.APPROVED:
            return []
        if not self.user.may(Permission.APPROVAL_DECIDE, path=self.case.path):
            return []
        url = reverse("supervision:approval_revoke", args=[approval.pk])
        check = lambda: check_can_revoke(approval)  # noqa: E731 (asked when drawn)
        return [Action.checked(_("撤销批准"), url, check, kind="danger", dialog=True)]

    def _papers(self) -> list[Action]:
        if not may_see_name(self.user, self.case):
            return []
        pk = self.approval.pk
        actions = [Action(_("打印审批表"), reverse("supervision:approval_paper", args=[pk]))]
        if has_certificate(self.approval):
            actions.append(Action(_("打印外出证明"), reverse("supervision:leave_certificate", args=[pk])))
        return actions

    def _deciding(self) -> list[Action]:
        approval, step = self.approval, open_step(self.approval)
        actions: list[Action] = []
        if step is not None and approval.status == ApprovalStatus.WAITING:
            url = reverse("supervision:approval_decide", args=[approval.pk])
            check = lambda: check_can_decide(self.user, approval, step)  # noqa: E731 (asked when drawn)
            if self._is_theirs(check):
                actions.append(Action.checked(_("审批"), url, check, kind="primary"))
        return actions

    def _asking(self) -> list[Action]:
        approval = self.approval
        if not self.user.may(Permission.APPROVAL_REQUEST, path=self.case.path):
            return []
        actions = []
        if approval.status == ApprovalStatus.RETURNED:
            url = reverse("supervision:approval_resubmit", args=[approval.pk])
            actions.append(Action(_("补正后重新提交"), url, kind="primary", dialog=True))
        if approval.is_waiting:
            url = reverse("supervision:approval_withdraw", args=[approval.pk])
            actions.append(Action(_("撤回申请"), url, dialog=True))
        return actions

    @staticmethod
    def _is_theirs(check: Callable[[], None]) -> bool:
        """Whether the office that must act is the user's; one's own request is a disabled button, not a missing one."""
        try:
            check()
        except PermissionDenied:
            return False
        except Refused:
            return True
        return True


class ApprovalFormPage(OfApproval, CaseFormPage):
    """A form about a request."""

    menu_url_name = "supervision:approval_list"
    words_label: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"label": self.words_label}

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        return (
            *self.crumbs(),
            Crumb(self.approval.get_kind_display(), self.detail_url()),
            Crumb(self.page_title),
        )

    def get_cancel_url(self) -> str:
        return self.detail_url()

    def get_about(self) -> str:
        return f"{super().get_about()} · {asked_words(self.approval)}"


class ApprovalDecideView(ApprovalFormPage):
    """Everything the approver needs on one page: what is asked, the days, the chain, the talk, the decision."""

    permission = Permission.APPROVAL_DECIDE
    page_title = gettext_lazy("审批")
    form_class = DecideForm
    template_name = "supervision/approval_decide.html"
    submit_label = gettext_lazy("提交意见")
    success_message = gettext_lazy("已提交审批意见。")

    def get_object_path(self, found: Any) -> str | None:
        """The office of the step decides, not the person's place."""
        return None

    @cached_property
    def step(self) -> Any:
        return open_step(self.approval) or list(self.approval.steps.all())[-1]

    def check(self) -> None:
        check_can_decide(self.user, self.approval, self.step)
        if self.approval.status != ApprovalStatus.WAITING:
            check_moves(self.approval, ApprovalStatus.APPROVED)

    def get_initial(self) -> dict[str, Any]:
        return {"act": acts_at(self.step, self.approval)[0].value, "number": self.step.number}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"acts": acts_at(self.step, self.approval), "is_begun": is_begun(self.approval)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.facts(), **kwargs)

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        approval_decide(
            by=self.user,
            approval=self.approval,
            number=answers["number"],
            act=ApprovalAct(answers["act"]),
            words=answers["content"],
            after_the_fact_reason=answers.get("after_the_fact_reason", ""),
        )
        return self.detail_url()


class ApprovalResubmitView(ApprovalFormPage):
    permission = Permission.APPROVAL_REQUEST
    page_title = gettext_lazy("补正后重新提交")
    form_class = WordsForm
    words_label = gettext_lazy("补正了什么")
    submit_label = gettext_lazy("重新提交")
    success_message = gettext_lazy("已重新提交。")

    def check(self) -> None:
        check_can_resubmit(self.approval)

    def perform(self, form: Any) -> str:
        approval_resubmit(by=self.user, approval=self.approval, words=form.cleaned_data["words"])
        return self.detail_url()


class ApprovalWithdrawView(ApprovalFormPage):
    permission = Permission.APPROVAL_REQUEST
    page_title = gettext_lazy("撤回申请")
    form_class = WordsForm
    words_label = gettext_lazy("撤回原因")
    submit_label = gettext_lazy("撤回")
    success_message = gettext_lazy("已撤回申请。")

    def check(self) -> None:
        check_can_withdraw_approval(self.approval)

    def perform(self, form: Any) -> str:
        approval_withdraw(by=self.user, approval=self.approval, reason=form.cleaned_data["words"])
        return self.detail_url()


class ApprovalRevokeView(ApprovalFormPage):
    """The office that approved, or the county it was filed with, takes the approval back."""

    permission = Permission.APPROVAL_DECIDE
    page_title = gettext_lazy("撤销批准")
    form_class = WordsForm
    words_label = gettext_lazy("撤销原因")
    submit_label = gettext_lazy("撤销")
    success_message = gettext_lazy("已撤销批准。")

    def check(self) -> None:
        check_can_revoke(self.approval)

    def perform(self, form: Any) -> str:
        approval_revoke(by=self.user, approval=self.approval, reason=form.cleaned_data["words"])
        return self.detail_url()


class ApprovalSayView(ApprovalFormPage):
    """A question of who decides, an answer of who asks."""

    permission = Permission.DUTY_VIEW
    page_title = gettext_lazy("留言")
    form_class = WordsForm
    words_label = gettext_lazy("内容")
    submit_label = gettext_lazy("发送")
    success_message = gettext_lazy("已留言。")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check_permission()
        if not self.may_talk():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form: Any) -> str:
        approval_say(by=self.user, approval=self.approval, words=form.cleaned_data["words"])
        return self.detail_url()
