"""Login and the change of one's own password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.forms import Form, Sentences
from core.login.lockout import client_address, lock_sentence


class LoginForm(Sentences, AuthenticationForm):
    error_messages = {
        "invalid_login": _("用户名或密码不正确"),
        "inactive": _("用户名或密码不正确"),
    }
    # Wrong tries left before the lock, from which on the page says so.
    WARN_AT = 3

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")
        self.fields["username"].widget.attrs["autofocus"] = True

    def clean_username(self) -> str:
        """Longer than any name, so still unknown, but short enough to be counted."""
        username: str = self.cleaned_data["username"]
        return username[: (self.username_field.max_length or 150) + 1]

    def get_invalid_login_error(self) -> ValidationError:
        """The same words for a wrong name and a wrong password; the lock and the tries left are added."""
        request = self.request
        locked = lock_sentence(self.cleaned_data.get("username"), client_address(request)) if request else ""
        if locked:
            return ValidationError(locked, code="locked")
        sentence = str(self.error_messages["invalid_login"])
        left = self._tries_left()
        if 0 < left <= self.WARN_AT:
            sentence += ngettext("，再错 %d 次将暂时锁定", "，再错 %d 次将暂时锁定", left) % left
        return ValidationError(sentence, code="invalid_login")

    def _tries_left(self) -> int:
        failures = getattr(self.request, "axes_failures_since_start", None) or 0
        limit: int = settings.AXES_FAILURE_LIMIT
        return limit - failures % limit


class PasswordChangeForm(Form):
    present = forms.CharField(
        label=_("当前密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再次输入新密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        rules = password_validation.password_validators_help_texts()
        self.fields["password"].help_text = "；".join(rule.rstrip("。.") for rule in rules)

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise ValidationError(_("当前密码不正确"), code="wrong_password")
        return present

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", ValidationError(_("两次输入的新密码不一致"), code="password_mismatch"))
        return cleaned
