"""In, out, staying in, and one's own password."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model, logout, update_session_auth_hash
from django.contrib.auth.views import LoginView as DjangoLoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from core.audit import event_record
from core.login.forms import LoginForm, PasswordChangeForm
from core.login.passwords import is_password_due, password_change
from core.login.sessions import session_follow
from core.registry import home_for
from core.views import FormPage, Page, safe_next

REASONS = {
    "idle": _("您已有一段时间没有操作，为保护信息已退出，请重新登录。"),
    "expired": _("本次登录已满规定时长，请重新登录。"),
    "elsewhere": _("该账号已在另一处登录，本处已退出。如非本人操作，请立即修改密码并告知管理员。"),
    "disabled": _("该账号已停用，请联系系统管理员。"),
    "logout": _("您已退出。"),
}


class LoginView(DjangoLoginView):
    template_name = "core/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user: Any = self.request.user
        event_record("logged_in", by=user, subject=user)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        # What was typed is kept only where it names an account: people type passwords into the wrong box.
        typed = form.cleaned_data.get("username", "")
        user = get_user_model()._default_manager.filter(username=typed).first() if typed else None
        event_record("login_failed", by=None, subject=user)
        if getattr(self.request, "axes_locked_out", False):
            response.status_code = 429
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reason=REASONS.get(self.request.GET.get("reason", "")), **kwargs)


class LogoutView(View):
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            event_record("logged_out", by=request.user, subject=request.user)
            logout(request)
        # The page leaves by itself after its idle time (static/js/idle.js) and wants to come back to where it was.
        query = {"reason": "idle" if request.POST.get("reason") == "idle" else "logout"}
        if query["reason"] == "idle" and (target := safe_next(request)):
            query["next"] = target
        return HttpResponseRedirect(f"{reverse('core:login')}?{urlencode(query)}")


class SessionStayView(View):
    """继续使用 in the idle warning: the request itself is the sign of life."""

    any_user_reason = "one's own session"
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class PasswordChangeView(FormPage):
    any_user_reason = "one's own password"
    page_title = _("修改密码")
    form_class = PasswordChangeForm
    template_name = "core/password_change.html"
    success_message = _("密码已修改。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}

    def perform(self, form: PasswordChangeForm) -> str:
        password_change(by=self.user, password=form.cleaned_data["password"])
        update_session_auth_hash(self.request, self.user)
        session_follow(self.request, self.user)
        return reverse("core:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_due=is_password_due(self.user), **kwargs)


class HomeView(Page):
    """Where the user's day begins; without any role, a sentence that says whom to ask."""

    any_user_reason = "it only leads on to a page with a permission"
    page_title = _("欢迎")
    template_name = "core/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = home_for(self.user)
        if item is not None:
            return HttpResponseRedirect(reverse(item.url_name))
        return super().get(request, *args, **kwargs)
