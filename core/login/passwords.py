"""The password policy: at least 12 characters of three kinds, nothing common, none of the last five, 90 days.

The classified protection scheme, level 3, asks for kinds and age; both are settings (`PASSWORD_KINDS`,
`PASSWORD_HISTORY`, `PASSWORD_MAX_AGE_DAYS`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import event_record
from core.clock import now
from core.models import PasswordRecord

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

# What guessers try first against an office of this kind.
CONTEXT_WORDS = (
    "shequjiaozheng",
    "jiaozheng",
    "sqjz",
    "sifasuo",
    "sifaju",
    "sifa",
    "sichuan",
    "chengdu",
    "correction",
    "justice",
    "admin",
    "guanliyuan",
    "password",
    "passw0rd",
    "mima",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "1qaz2wsx",
    "123456",
    "abcdef",
    "woaini",
)
LEET = str.maketrans("@4031!$57", "aaoeiisst")


class LengthValidator(MinimumLengthValidator):
    """Django's own, in words that its catalogue lacks in Chinese."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _("密码至少 %(length)d 位") % {"length": self.min_length}


class KindsValidator:
    """Upper case, lower case, digits, other signs: at least `kinds` of the four."""

    KINDS = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9]"), re.compile("[^A-Za-z0-9]"))

    def __init__(self, kinds: int = 3) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if sum(bool(kind.search(password)) for kind in self.KINDS) < self.kinds:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        return _("大写字母、小写字母、数字、符号中至少包含 %(kinds)d 种") % {"kinds": self.kinds}


class GuessableValidator:
    """No words of the office, no own name, and no common password dressed up with digits and signs."""

    def __init__(self) -> None:
        self.common: frozenset[str] = frozenset(CommonPasswordValidator().passwords)

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        lowered = unicodedata.normalize("NFKC", password).lower()
        spellings = {lowered, lowered.translate(LEET)}
        words = [*CONTEXT_WORDS, *self._own_words(user)]
        if any(word in spelling for spelling in spellings for word in words):
            raise ValidationError(
                _("密码不能包含用户名、姓名、单位、业务用语或键盘顺序等容易猜到的内容"),
                code="password_context",
            )
        cores = {re.sub(r"^[^a-z]+|[^a-z]+$", "", spelling) for spelling in spellings}
        if (spellings | {core for core in cores if len(core) * 2 >= len(password)}) & self.common:
            raise ValidationError(_("这个密码太常见，请换一个"), code="password_common")

    @staticmethod
    def _own_words(user: AbstractBaseUser | None) -> list[str]:
        words = [str(getattr(user, name, "") or "").lower() for name in ("username", "name")]
        return [word for word in words if len(word) >= (2 if not word.isascii() else 4)]

    def get_help_text(self) -> str:
        return _("不含用户名、姓名、业务用语，也不是常见密码")


class HistoryValidator:
    """Neither the present password nor one of the last ones."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = PasswordRecord.objects.filter(user_id=user.pk).values_list("password", flat=True)[
            : self.last
        ]
        if any(check_password(password, encoded) for encoded in {user.password, *earlier}):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def password_changed(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Django calls this after the account is saved with its new password."""
        if user is None or user.pk is None:
            return
        PasswordRecord.objects.create(user_id=user.pk, password=user.password, set_at=now())
        kept = PasswordRecord.objects.filter(user_id=user.pk).values_list("pk", flat=True)[: self.last]
        PasswordRecord.objects.filter(user_id=user.pk).exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return _("不能与最近 %(last)d 次用过的密码相同") % {"last": self.last}


def is_password_due(user: Any) -> bool:
    """Whether the account has to choose a new password before anything else: told to, or past `PASSWORD_MAX_AGE_DAYS`.

    Whole days since the last change; without a recorded change only the flag counts. 0 switches the age off.
    """
    if user.must_change_password:
        return True
    days: int = settings.PASSWORD_MAX_AGE_DAYS
    return bool(days and user.password_changed_at and now() - user.password_changed_at > timedelta(days=days))


@transaction.atomic
def password_change(*, by: Any, password: str) -> None:
    """The user's own new password; the form has checked the policy and the present password."""
    by.set_password(password)
    by.password_changed_at = now()
    by.must_change_password = False
    by.save(update_fields=["password", "password_changed_at", "must_change_password"])
    event_record("password_changed", by=by, subject=by)
