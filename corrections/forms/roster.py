"""The upload of a roster: for which office, which file."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.forms import Form, LongSelect
from core.sheets import DEFAULT
from corrections.enums import OrganisationKind, RosterKind
from corrections.models import Organisation, User
from corrections.permissions import Permission
from corrections.services.roster_lists import list_kind

ACCEPTED = (".xlsx", ".xls", ".csv", ".txt", ".tsv")
_MOST_OFFICES = 400


class OfficeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A county with its stations behind it; stations of several counties carry the county's name."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.kind == OrganisationKind.STATION and obj.parent is not None:
            return f"{obj.parent.short_name} · {obj.name}"
        return str(obj.name)


class RosterUploadForm(Form):
    """Which list, for which office, which file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("内容"),
        choices=RosterKind.choices,
        initial=RosterKind.PEOPLE,
        widget=forms.RadioSelect,
    )
    office = OfficeField(
        label=gettext_lazy("导入到"),
        queryset=Organisation.objects.none(),
        widget=LongSelect,
        help_text=gettext_lazy("选县级单位时，表里要有“司法所”一列；表里没有这一列的，请选具体的司法所。"),
    )
    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ACCEPTED)}),
        help_text=gettext_lazy(
            "Excel（.xlsx、.xls）或 .csv，不超过50MB、20000行；上传后先检查，不会马上写入。"
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = importable_offices(user)
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ChoiceField)  # noqa: S101 - declared above
        kinds.choices = kinds_for(user)

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if PurePath(file.name or "").suffix.lower() not in ACCEPTED:
            raise forms.ValidationError(_("请选择 .xlsx、.xls 或 .csv 文件"), code="extension")
        if (file.size or 0) > DEFAULT.file_bytes:
            raise forms.ValidationError(
                _("文件超过%(limit)sMB，请拆成几个文件后再上传") % {"limit": DEFAULT.file_bytes >> 20},
                code="too_big",
            )
        return file


def kinds_for(user: User) -> list[tuple[str, Any]]:
    """The lists the user may bring in."""
    found = {kind: list_kind(kind) for kind in RosterKind}
    return [
        (kind.value, kind.label)
        for kind, lists in found.items()
        if lists is None or user.may(lists.permission)
    ]


def importable_offices(user: User) -> Any:
    """Counties and stations where the user may import; only the counties for who may in very many."""
    offices = (
        Organisation.objects.visible_to(user, Permission.ROSTER_IMPORT)
        .open(on=today())
        .filter(kind__in=(OrganisationKind.COUNTY, OrganisationKind.STATION))
        .select_related("parent")
        .order_by("path")
    )
    return offices if offices.count() <= _MOST_OFFICES else offices.filter(kind=OrganisationKind.COUNTY)
