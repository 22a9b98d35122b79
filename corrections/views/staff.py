"""Staff: a new member, a further posting, its end, absences."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.views import FormPage
from corrections.enums import AbsenceKind, Sex, StaffKind
from corrections.forms.staff import AbsenceEndForm, AbsenceForm, PostingEndForm, PostingForm, StaffCreateForm
from corrections.models import Organisation, Posting, StaffAbsence
from corrections.permissions import Permission
from corrections.selectors.offices import offices_of_county
from corrections.services.staff import absence_add, absence_end, posting_add, posting_end, staff_create


class StaffFormPage(FormPage):
    """A form that leads back to the page of an office."""

    permission = Permission.STAFF_EDIT

    @property
    def office(self) -> Organisation:
        raise NotImplementedError

    def get_cancel_url(self) -> str:
        return reverse("corrections:organisation_detail", args=[self.office.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.get_about(), **kwargs)

    def get_about(self) -> str:
        return self.office.name


class StaffCreateView(StaffFormPage):
    page_title = _("新增人员")
    form_class = StaffCreateForm
    success_message = _("人员已新增。")

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(self.user, Permission.STAFF_VIEW)

    @property
    def office(self) -> Organisation:
        found: Organisation = self.object
        return found

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        staff_create(
            by=self.user,
            organisation=self.office,
            **answers | {"kind": StaffKind(answers["kind"]), "sex": Sex(answers["sex"])},
        )
        return self.get_cancel_url()


class PostingFormPage(StaffFormPage):
    """About one posting and who holds it."""

    def get_queryset(self) -> QuerySet[Posting]:
        rows: QuerySet[Posting] = Posting.objects.visible_to(self.user, Permission.STAFF_VIEW)
        return rows.select_related("staff", "organisation")

    @property
    def office(self) -> Organisation:
        found: Organisation = self.object.organisation
        return found

    def get_about(self) -> str:
        return f"{self.object.staff.name} · {self.office.name}"


class PostingAddView(PostingFormPage):
    page_title = _("登记兼任")
    form_class = PostingForm
    success_message = _("任职已登记。")

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = Organisation.objects.visible_to(self.user, self.permission)
        return {"offices": offices_of_county(self.office).filter(pk__in=mine.values("pk"))}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        posting_add(by=self.user, staff=self.object.staff, **answers | {"kind": StaffKind(answers["kind"])})
        return self.get_cancel_url()


class PostingEndView(PostingFormPage):
    page_title = _("结束任职")
    form_class = PostingEndForm
    success_message = _("任职已结束。")

    def perform(self, form: Any) -> str:
        posting_end(by=self.user, posting=self.object, **form.cleaned_data)
        return self.get_cancel_url()


class AbsenceAddView(PostingFormPage):
    page_title = _("登记不在岗")
    form_class = AbsenceForm
    success_message = _("已登记。")

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data
        absence_add(by=self.user, staff=self.object.staff, **answers | {"kind": AbsenceKind(answers["kind"])})
        return self.get_cancel_url()


class AbsenceEndView(StaffFormPage):
    page_title = _("回到岗位")
    form_class = AbsenceEndForm
    success_message = _("已登记。")

    def get_queryset(self) -> QuerySet[StaffAbsence]:
        posted = Posting.objects.visible_to(self.user, Permission.STAFF_VIEW).on(today())
        return StaffAbsence.objects.filter(staff__in=posted.values("staff_id")).select_related("staff")

    def get_object_path(self, found: StaffAbsence) -> str | None:
        return self.posting_of(found).path

    def posting_of(self, absence: StaffAbsence) -> Posting:
        """A posting through which the user sees this member, one they may edit first."""
        posted = Posting.objects.on(today()).filter(staff=absence.staff_id).select_related("organisation")
        edited = posted.visible_to(self.user, Permission.STAFF_EDIT).first()
        found: Posting = edited or posted.visible_to(self.user, Permission.STAFF_VIEW)[0]
        return found

    @property
    def office(self) -> Organisation:
        return self.posting_of(self.object).organisation

    def get_about(self) -> str:
        return f"{self.object.staff.name} · {self.office.name}"

    def perform(self, form: Any) -> str:
        absence_end(by=self.user, absence=self.object, **form.cleaned_data)
        return self.get_cancel_url()
