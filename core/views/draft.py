"""Where a form sends what is being typed, every few seconds; and where a draft is thrown away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.drafts import draft_forget, draft_save
from core.errors import BadInput
from core.once import FIELD
from core.pictures.drafts import draft_pictures_forget
from core.views.page import Page, safe_next

PAGE = "draft-page"
_NOT_ANSWERS = {"csrfmiddlewaretoken", FIELD, "next", PAGE}


class DraftSaveView(Page):
    """204 when kept; 400 for what cannot be a draft. Passwords and files are not sent here (static/js/forms.js)."""

    any_user_reason = "one's own typing, for oneself alone"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answers = {
            name: request.POST.getlist(name)
            for name in request.POST
            if name not in _NOT_ANSWERS and "password" not in name
        }
        try:
            draft_save(by=self.user, page=request.POST.get(PAGE, ""), answers=answers)
        except BadInput:
            return HttpResponse(status=400)
        return HttpResponse(status=204)


class DraftForgetView(Page):
    any_user_reason = "one's own typing, for oneself alone"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = request.POST.get(PAGE, "")
        draft_forget(by=self.user, page=page)
        draft_pictures_forget(by=self.user, page=page)
        return HttpResponseRedirect(safe_next(request, "/"))
