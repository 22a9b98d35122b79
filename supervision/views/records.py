"""Recording from a list or a file, in the dialog or on a page of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.masking import mask_phone
from core.views import VersionedFormPage
from corrections.filters import number_of
from corrections.models import Case
from corrections.permissions import Permission as CasePermission
from corrections.selectors.names import name_for
from corrections.views.case_form import CaseFormPage
from supervision.enums import Channel, DutyKind
from supervision.forms import CheckInForm, DeskEntryForm, WithdrawForm
from supervision.models import CheckIn, Duty, Visit
from supervision.models.duty import REPORTED_KINDS
from supervision.permissions import Permission
from supervision.policies.records import check_can_record, check_can_withdraw
from supervision.selectors.late import late_duties
from supervision.selectors.occasions import duty_chip, occasion_text
from supervision.selectors.records import record_sentence, record_words
from supervision.selectors.settling import usually_settled
from supervision.services.records import (
    check_in_record,
    desk_entry_record,
    record_withdraw,
)


class RecordFormPage(CaseFormPage):
    """A form about one case; the result is the person's file, or the list under the dialog.

    `?duty=` is the line of the work list that was clicked: it says what the record is for.
    """

    kinds: tuple[DutyKind, ...] = ()
    done_event = "record-saved"
    keeps_draft = True

    def check(self) -> None:
        day = today() if self.case.ended_on is None else min(today(), self.case.ended_on)
        check_can_record(self.case, happened_on=day, on=today())

    def get_page_title(self) -> Any:
        return f"{self.page_title}：{name_for(self.user, self.case)}"

    def get_about(self) -> str:
        """The person stands in the title; what was clicked on the work list stands beside the level."""
        case, duty = self.case, self.asked
        words = [str(case.get_category_display()), str(case.get_level_display()), case.station.name]
        if duty is not None:
            chip = duty_chip(duty, on=today())
            words.append(f"{duty.get_kind_display()}（{occasion_text(duty)}，{chip.text}）")
        return " · ".join(words)

    @cached_property
    def late_duties(self) -> list[Duty]:
        return late_duties(self.case, self.kinds, on=today())

    @cached_property
    def asked(self) -> Duty | None:
        """The open duty of this case that the link names."""
        number = number_of(self.request.GET.get("duty"))
        duties = Duty.objects.filter(case=self.case).pending(on=today())
        return None if number is None else duties.filter(pk=number).first()

    def open_duties(self) -> list[Duty]:
        """What an act of today may settle: duties that are not late, and the preparation of discharge even late."""
        on = today()
        pending = Duty.objects.filter(case=self.case, due_on__gte=on).pending(on=on)
        overdue = Duty.objects.filter(case=self.case, kind=DutyKind.DISCHARGE_PREPARATION).overdue(on=on)
        return [*overdue, *pending]

    def get_initial(self) -> dict[str, Any]:
        """Today; a late line of the work list is what is made up for."""
        late = self.asked if self.asked in self.late_duties else None
        return {"happened_on": today(), "late_for": late.pk if late else None}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"case": self.case, "late_duties": self.late_duties}

    def saved(self, record: CheckIn | Visit) -> str:
        name = name_for(self.user, self.case)
        self.success_message = _now("%(name)s：%(what)s") % {"name": name, "what": record_sentence(record)}
        return self.result_url()


class CheckInRecordView(RecordFormPage):
    permission = Permission.CHECK_IN_RECORD
    page_title = _("登记报告")
    form_class = CheckInForm
    kinds = REPORTED_KINDS

    def get_initial(self) -> dict[str, Any]:
        asked = self.asked.kind if self.asked else ""
        is_paper = asked in (DutyKind.WRITTEN_REPORT, DutyKind.MEDICAL_RECHECK)
        channel = Channel.WRITTEN if is_paper else Channel.PHONE
        return {
            **super().get_initial(),
            "channel": channel,
            "also": [asked],
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "open_duties": self.open_duties()}

    def perform(self, form: Any) -> str:
        left = ("late_for", "also")
        answers = {name: value for name, value in form.cleaned_data.items() if name not in left}
        return self.saved(
            check_in_record(
                by=self.user, case=self.case, settles=form.kinds(), late_for=form.late_duty(), **answers
            )
        )


class DeskEntryView(VersionedFormPage, RecordFormPage):
    permission = Permission.CHECK_IN_RECORD
    page_title = _("本人到所")
    form_class = DeskEntryForm
    kinds = REPORTED_KINDS

    def get_initial(self) -> dict[str, Any]:
        usual = usually_settled(Channel.IN_PERSON, on=today(), path=self.case.path)
        kinds = {*(kind.value for kind in usual), *([self.asked.kind] if self.asked else [])}
        version = self.case.offender.version
        return {**super().get_initial(), "settles": sorted(kinds), "version": version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "open_duties": self.open_duties(),
            "now_known": self.now_known(),
        }

    def get_theirs(self, form: Any) -> dict[str, Any]:
        """Of the person, beside what was typed as changed; the report itself is new."""
        return {name: text for name, text in (self.now_known() or {}).items() if form[name].value()}

    def now_known(self) -> dict[str, str] | None:
        if not self.user.may(CasePermission.OFFENDER_EDIT, path=self.case.path):
            return None
        person = self.case.offender
        return {
            "phone": mask_phone(person.phone),
            "residence": person.residence,
            "employment": str(person.get_employment_display()),
            "work_unit": person.work_unit,
        }

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        return self.saved(
            desk_entry_record(
                by=self.user,
                case=self.case,
                happened_on=answers["happened_on"],
                happened_at=answers["happened_at"],
                content=answers["content"],
                settles=form.kinds(),
                late_for=form.late_duty(),
                changed=form.changed(),
                version=answers["version"],
            )
        )


class OneRecordPage(CaseFormPage):
    """A form about one report or visit."""

    model: type[CheckIn | Visit]

    def get_queryset(self) -> QuerySet[Any]:
        records: QuerySet[Any] = self.model.objects.visible_to(self.user)
        return records.select_related("case__offender", "case__station")

    def get_object_path(self, found: Any) -> str | None:
        return str(found.case.path)

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found


class WithdrawPage(OneRecordPage):
    """Take a record back with a reason; above the reason stands what it says and what it settled."""

    page_title = _("撤回记录")
    form_class = WithdrawForm
    submit_label = _("撤回")
    success_message = _("已撤回；它原来办结的事项已按其余记录重新认定。")
    done_event = "record-saved"

    def check(self) -> None:
        check_can_withdraw(self.object, reason=str(self.page_title))

    def get_about(self) -> str:
        return f"{name_for(self.user, self.case)}：{record_words(self.object)}"

    def perform(self, form: Any) -> str:
        record_withdraw(by=self.user, record=self.object, reason=form.cleaned_data["reason"])
        return self.result_url()


class CheckInWithdrawView(WithdrawPage):
    permission = Permission.CHECK_IN_RECORD
    model = CheckIn


class VisitWithdrawView(WithdrawPage):
    permission = Permission.VISIT_RECORD
    model = Visit
