"""A form with pictures: kept as soon as they arrive, so that no error and no closed window loses one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from core.errors import BadInput
from core.forms import PictureField
from core.models import DraftPicture
from core.models.picture import KeptPicture
from core.pictures.drafts import (
    draft_picture_add,
    draft_picture_remove,
    draft_pictures,
    draft_pictures_forget,
)
from core.sealed_files import sealed_file_read
from core.views.form import FormPage, refill
from core.views.page import ObjectPage

KINDS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


class PictureFormPage(FormPage):
    """A form with a `PictureField` called `photos`. `self.pictures` are those that wait to be sent with it.

    A POST with `?part=photos` only adds or takes back pictures and answers with their part of the form (htmx); without
    script the whole form is sent, and comes back as it was typed when a picture was taken back.
    """

    REMOVE = "photo-remove"

    @property
    def pictures(self) -> list[DraftPicture]:
        return draft_pictures(self.user, self.request.path)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        problems = self._take_uploads()
        is_removing = self.REMOVE in request.POST
        if is_removing:
            self._remove(request.POST[self.REMOVE])
        if request.GET.get("part") == "photos":
            return self._part(problems)
        if is_removing:
            form = self.form_class(initial=self.get_initial(), **self.get_form_kwargs())
            refill(form, dict(request.POST.lists()))
            return self.show(form)
        if problems:
            return self._show_problems(problems)
        response = super().post(request, *args, **kwargs)
        if response.status_code in (204, 302):  # the same pictures came again with a second click
            draft_pictures_forget(by=self.user, page=request.path)
        return response

    def _take_uploads(self) -> list[str]:
        """Keeps what was uploaded; the sentences about what could not be."""
        problems = []
        for file in self.request.FILES.getlist("photos"):
            try:
                content = file.read(PictureField.READ_BYTES)
                draft_picture_add(by=self.user, page=self.request.path, name=file.name or "", content=content)
            except BadInput as problem:
                problems.append(problem.sentence)
        return problems

    def _remove(self, number: str) -> None:
        if number.isascii() and number.isdigit() and len(number) < 19:
            draft_picture_remove(by=self.user, page=self.request.path, number=int(number))

    def _show_problems(self, problems: Sequence[str]) -> HttpResponse:
        """The pictures' own sentences beside those of the other fields; nothing is recorded."""
        form = self.get_form()
        form.is_valid()
        for sentence in problems:
            form.add_error("photos", sentence)
        return self.show(form)

    def _part(self, problems: Sequence[str]) -> HttpResponse:
        form = self.form_class(initial=self.get_initial(), **self.get_form_kwargs())
        if self.request.headers.get("HX-Target", "").startswith("dialog_"):
            form.auto_id = "dialog_%s"
        self._hang(form)
        context = {"form": form, "problems": problems}
        return self.response_class(
            request=self.request, template=["forms/pictures.html"], context=context, using=None
        )

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self._hang(form)
        return super().show(form, status)

    def _hang(self, form: Any) -> None:
        """Onto the form, whose own template shows them: what waits, and where its part of the page is sent."""
        form.pictures, form.pictures_url = self.pictures, f"{self.request.path}?part=photos"


class PictureView(ObjectPage):
    """The bytes of a row's picture: its copy, with `is_small` the small one, with `is_original` what was handed in.

    Nothing keeps it (`no-store`), no browser guesses its type, no other site shows it.
    """

    http_method_names = ("get",)
    is_small = False
    is_original = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        picture: KeptPicture = self.object
        kind, ending = KINDS[picture.kind] if self.is_original else KINDS["JPEG"]
        key = picture.copy_key
        if self.is_original:
            key = picture.original_key
        elif self.is_small:
            key = picture.small_key
        how = "attachment" if self.is_original else "inline"
        return HttpResponse(
            sealed_file_read(key),
            content_type=kind,
            headers={
                "Content-Disposition": f'{how}; filename="photo-{picture.pk}.{ending}"',
                "Cross-Origin-Resource-Policy": "same-origin",
                "Cache-Control": "no-store, private",
            },
        )


class DraftPictureView(PictureView):
    """Small, for who uploaded it alone."""

    any_user_reason = "one's own picture, for oneself alone"
    visible_is_enough = True
    is_small = True

    def get_queryset(self) -> QuerySet[Any]:
        return DraftPicture.objects.filter(user=self.user)
