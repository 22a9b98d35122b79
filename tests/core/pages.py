"""A small site over the four shapes, for the tests of core.views. Offices are its rows: they have a name and a path."""

from typing import Any

import django_filters
from django import forms
from django.db import OperationalError
from django.template import Template
from django.urls import include, path

from core.errors import BadInput, Refused
from core.filters import DayFilter, YesNoFilter
from core.forms import Form, PastDateField
from core.models import CalendarDay
from core.views import ActionPage, Crumb, DetailPage, FormPage, ListPage, Page
from corrections.models import Organisation
from corrections.permissions import Permission

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"

HIDDEN = "不可见"


class DayFilterSet(django_filters.FilterSet):
    name = django_filters.CharFilter(label="名称", lookup_expr="icontains")
    is_workday = YesNoFilter(label="工作日")
    day = DayFilter(label="日期")

    class Meta:
        model = CalendarDay
        fields = ()


class DayList(ListPage):
    permission = Permission.OFFENDER_VIEW
    page_title = "日历"
    table_template: Any = Template(
        "{% load pages %}{% sort_heading 'day' '日期' %}{% for row in rows %}[{{ row.name }}]{% endfor %}"
    )
    filterset_class = DayFilterSet
    orderings = {"day": ("day",), "name": ("name", "-day")}
    default_ordering = "day"
    export_url_name = "pages:list"

    def get_queryset(self) -> Any:
        return CalendarDay.objects.all()


class OfficeDetail(DetailPage):
    permission = Permission.OFFENDER_VIEW
    page_title = "机构"

    def get_queryset(self) -> Any:
        return Organisation.objects.exclude(short_name=HIDDEN)

    def get_breadcrumbs(self) -> list[Crumb]:
        return [Crumb("机构", "/list/"), Crumb(self.object)]


class OpenOfficeDetail(OfficeDetail):
    visible_is_enough = True


class DayForm(Form):
    name = forms.CharField(label="名称", max_length=20)
    day = PastDateField(label="日期")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), ("a", "甲")])


class DayCreate(FormPage):
    permission = Permission.OFFENDER_VIEW
    page_title = "登记日期"
    form_class = DayForm
    success_message = "已登记。"

    def perform(self, form: Any) -> str:
        name = form.cleaned_data["name"]
        CalendarDay.objects.create(day=form.cleaned_data["day"], name=name, is_workday=True, source="")
        if name == "refused":
            raise Refused("这一天已经登记，不能重复登记。")
        if name == "bad":
            raise BadInput("名称不能是 bad。")
        return f"/list/?name={name}"


class DayCreateInPlace(DayCreate):
    done_event = "day-saved"


class OfficeClose(ActionPage):
    permission = Permission.OFFENDER_VIEW

    def get_queryset(self) -> Any:
        return Organisation.objects.all()

    def perform(self) -> str:
        if self.object.short_name == "普安镇":
            raise Refused("普安镇还有在矫对象，不能撤销。")
        CalendarDay.objects.create(
            day=f"2026-01-{CalendarDay.objects.count() + 1:02}", name="x", is_workday=True
        )
        return "/list/?name=closed"


class OfficeCloseAsked(OfficeClose):
    page_title = "撤销"
    confirm_sentence = "确定撤销吗？"


class Nameless(Page):
    template_name = "core/home.html"


def broken(request: Any) -> Any:
    raise ZeroDivisionError("5101 with a secret")


def database_away(request: Any) -> Any:
    raise OperationalError("connection to server at 10.0.0.1 failed")


def refusing(request: Any) -> Any:
    raise Refused("现在不行。")


pages = [
    path("list/", DayList.as_view(), name="list"),
    path("office/<int:pk>/", OfficeDetail.as_view(), name="office"),
    path("open-office/<int:pk>/", OpenOfficeDetail.as_view(), name="open_office"),
    path("form/", DayCreate.as_view(), name="form"),
    path("form-in-place/", DayCreateInPlace.as_view(), name="form_in_place"),
    path("close/<int:pk>/", OfficeClose.as_view(), name="close"),
    path("close-asked/<int:pk>/", OfficeCloseAsked.as_view(), name="close_asked"),
    path("nameless/", Nameless.as_view(), name="nameless"),
    path("broken/", broken, name="broken"),
    path("database-away/", database_away, name="database_away"),
    path("refusing/", refusing, name="refusing"),
]
urlpatterns = [path("", include("core.urls")), path("", include((pages, "pages")))]
