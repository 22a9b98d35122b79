"""One person, one file 一人一档: the overview and this room's tabs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.actions import Action
from core.audit_words import event_lines
from core.chips import Chip
from core.clock import today
from core.masking import mask_numbers
from core.registry import panels_for
from core.views.listing import clamp
from corrections.enums import SeatRole, StatusKind
from corrections.models import Case, Offender, PersonMerge, StatusSpan
from corrections.models.offender import mask_address
from corrections.permissions import Permission
from corrections.policies import case as policies
from corrections.selectors.cases import case_rows
from corrections.selectors.file import OPEN_FIRST, Standing, case_events, case_history, case_standing
from corrections.selectors.progress import term_progress
from corrections.selectors.roster_dependents import READING_EVENTS
from corrections.selectors.team import TeamStanding, team_around, team_standing
from corrections.tables import STATUS_TONES, left_chip
from corrections.views.actions import Buttons, span_actions
from corrections.views.drawing import SHORT, seat_name, team_drawing
from corrections.views.masked import masked
from corrections.views.panel import CasePanel, FilePage

EVENTS_ON_PAGE = 50


class OffenderDetailView(FilePage):
    """The overview, by the person's pk; `?case=` chooses another of the person's cases, `?tab=` leads to a panel."""

    panel_template = "corrections/file_overview.html"

    def get_queryset(self) -> QuerySet[Offender]:
        return Offender.objects.visible_to(self.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An address kept from before a merge leads to the file that stayed."""
        self.check_permission()
        if not self.cases:
            merge = PersonMerge.objects.visible_to(self.user).filter(gone_id=kwargs["pk"]).first()
            if merge is not None:
                return HttpResponseRedirect(reverse("corrections:offender_detail", args=[merge.kept_id]))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def cases(self) -> list[Case]:
        """The person's cases that exist for the user, in order, each with what the page shows of it."""
        rows = case_rows(self.user, on=today()).filter(offender_id=self.kwargs["pk"])
        return list(rows.select_related("station__parent").order_by(*OPEN_FIRST))

    @cached_property
    def object(self) -> Offender:
        """A person exists for whom one of the cases does."""
        if not self.cases:
            raise Http404
        return self.cases[0].offender

    @cached_property
    def case(self) -> Case:
        """The one asked for, else the open one, else the latest; 404 for a case of somebody else."""
        asked = self.request.GET.get("case", "")
        found = next((case for case in self.cases if asked in ("", str(case.pk))), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def standing(self) -> Standing:
        return case_standing(self.case, on=today())

    def get_statuses(self) -> Sequence[StatusSpan]:
        return self.standing.statuses

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("tab", "")
        target = next((tab.url for tab in self.get_tabs() if tab.key == asked != self.panel_key), "")
        return HttpResponseRedirect(target) if target else super().get(request, *args, **kwargs)

    def get_panel_context(self) -> dict[str, Any]:
        on, case = today(), self.case
        boxes = [
            (panel, reverse(panel.url_name, args=[case.pk]))
            for panel in panels_for(self.user, path=case.path)
            if panel.place != "tab"
        ]
        team = team_around(self.standing.responsible, case, on=last_day(case, on=on))
        return {
            "standing": self.standing,
            "main_boxes": [(panel.title, url) for panel, url in boxes if panel.place == "main"],
            "aside_boxes": [(panel.title, url) for panel, url in boxes if panel.place == "aside"],
            "other_cases": [(other, file_link(other)) for other in self.cases if other.pk != case.pk],
            **team_context(team, case, sees_names=self.sees_names),
        }


def last_day(case: Case, *, on: date) -> date:
    """Today, or the day on which an ended case ended: what held then is shown."""
    return on if case.ended_on is None else min(on, case.ended_on)


def file_link(case: Case) -> str:
    """The file at exactly this case."""
    return f"{reverse('corrections:offender_detail', args=[case.offender_id])}?case={case.pk}"


def team_context(team: TeamStanding, case: Case, *, sees_names: bool) -> dict[str, Any]:
    """The picture and what is missing in words; neighbours and relatives are named to whom names are free."""
    missing = [str(SHORT[role]) if role else _("家属、单位等其他成员") for role in team.empty]
    chip = (
        Chip(_("缺%(roles)s") % {"roles": "、".join(missing)}, "warn")
        if missing
        else Chip(_("4+X 配齐"), "ok")
    )
    if missing and team.is_reported:
        chip = Chip(_("名册已报，未具名"), "plain")
    lacking = team.lacking
    if case.ended_on is not None:
        chip, lacking = Chip(_("结束时的小组"), "plain"), ()
    return {
        "team_chip": chip,
        "team_lacking": lacking,
        "drawing": team_drawing(team, case.offender.name, sees_names=sees_names),
    }


class BasicsPanel(CasePanel):
    """基本信息: the person as registered."""

    panel_key = "basics"
    panel_template = "corrections/panel_basics.html"

    def get_panel_context(self) -> dict[str, Any]:
        case, offender = self.case, self.case.offender
        sees_names = self.sees_names
        buttons = Buttons(self.user, case, on=today())
        address = (lambda text: text) if sees_names else mask_address
        return {
            "numbers": [masked(self.user, case, field) for field in ("id_number", "phone")],
            "addresses": [
                (_("居住地"), address(offender.residence)),
                (_("户籍地"), address(offender.household)),
                (_("现工作单位"), address(offender.work_unit)),
            ],
            "extra_items": [(name, mask_numbers(str(text))) for name, text in case.extra_items.items()]
            if sees_names
            else [],
            "panel_actions": [
                *buttons.case_action(
                    Permission.OFFENDER_EDIT, "offender_update", _("修改"), lambda: None, dialog=False
                ),
                *buttons.case_action(
                    Permission.OFFENDER_DOCUMENT_CORRECT,
                    "document_correct",
                    _("更正证件号码"),
                    lambda: None,
                    dialog=False,
                ),
            ],
        }


class ReceptionPanel(CasePanel):
    """接收入矫: the decision, its documents, registration, and how term and place have changed since."""

    panel_key = "reception"
    panel_template = "corrections/panel_reception.html"

    def get_panel_context(self) -> dict[str, Any]:
        case, buttons = self.case, Buttons(self.user, self.case, on=today())
        return {
            "history": case_history(case),
            "progress": term_progress(case, on=today()),
            "panel_actions": [
                *(buttons.register(kind="primary") if case.registered_on is None else ()),
                *buttons.case_action(
                    Permission.CASE_TERM_CHANGE,
                    "term_change",
                    _("变更矫正期限"),
                    lambda: policies.check_can_change_term(case),
                ),
                *buttons.case_action(
                    Permission.CASE_RECEIVE,
                    "placement_correct",
                    _("更正执行地"),
                    lambda: policies.check_received(case),
                    dialog=False,
                ),
            ],
        }


class TeamPanel(CasePanel):
    """矫正小组: who sits in it, what the law still asks for, who answers; and the levels so far."""

    panel_key = "team"
    panel_template = "corrections/panel_team.html"

    def get_panel_context(self) -> dict[str, Any]:
        case, on = self.case, today()
        team = team_standing(case, on=last_day(case, on=on))
        buttons = Buttons(self.user, case, on=on)
        can_edit = buttons.may(Permission.TEAM_EDIT)
        seats = [
            (
                seat,
                seat_name(seat, sees_names=self.sees_names),
                SeatRole(seat.role).label,
                [Action(_("退出"), reverse("corrections:team_seat_end", args=[seat.pk]), dialog=True)]
                if can_edit and case.ended_on is None
                else [],
            )
            for seat in sorted(team.seats, key=lambda seat: list(SeatRole.values).index(seat.role))
        ]
        return {
            **team_context(team, case, sees_names=self.sees_names),
            "seats": seats,
            "history": case_history(case),
            "panel_actions": [
                *buttons.case_action(
                    Permission.TEAM_EDIT,
                    "team_seat_add",
                    _("增加成员"),
                    lambda: policies.check_can_edit_team(case),
                ),
                *buttons.case_action(
                    Permission.TEAM_EDIT,
                    "responsible_assign",
                    _("指定责任人"),
                    lambda: policies.check_open(case),
                ),
                *buttons.case_action(
                    Permission.CASE_LEVEL_CHANGE,
                    "case_level_change",
                    _("调整管理等级"),
                    lambda: policies.check_can_change_level(case),
                ),
            ],
        }


class EndingPanel(CasePanel):
    """解除/终止: how the case ended, or what still holds on the way there."""

    panel_key = "ending"
    panel_template = "corrections/panel_ending.html"

    def get_panel_context(self) -> dict[str, Any]:
        case, on = self.case, today()
        progress = term_progress(case, on=on)
        standing = case_standing(case, on=on)
        buttons = Buttons(self.user, case, on=on)
        can_record = buttons.may(Permission.CASE_STATUS_RECORD) and case.ended_on is None
        return {
            "progress": progress,
            "left": left_chip(case, progress),
            "statuses": [
                (span, STATUS_TONES[StatusKind(span.kind)], list(span_actions(span)) if can_record else [])
                for span in standing.statuses
                if span.ends_on is None
            ],
            "offences": [
                (
                    offence,
                    [Action(_("更新"), reverse("corrections:offence_update", args=[offence.pk]), dialog=True)]
                    if buttons.may(Permission.CASE_OFFENCE_RECORD)
                    else [],
                )
                for offence in standing.offences
            ],
            "history": case_history(case),
            "panel_actions": [
                *buttons.end(),
                *buttons.case_action(
                    Permission.CASE_OFFENCE_RECORD, "offence_record", _("登记再犯罪"), lambda: None
                ),
            ],
        }


class EventsPanel(CasePanel):
    """操作记录: who did what to this file, old → new."""

    panel_key = "events"
    panel_template = "corrections/panel_events.html"

    def get_panel_context(self) -> dict[str, Any]:
        events = case_events(self.case)
        only_changes = self.request.GET.get("only") == "changes"
        if only_changes:
            events = events.exclude(event__in=READING_EVENTS)
        pages = Paginator(events, EVENTS_ON_PAGE)
        page = pages.page(clamp(self.request.GET.get("page", ""), low=1, high=pages.num_pages))
        return {"lines": event_lines(page.object_list), "page": page, "only_changes": only_changes}
