"""Exactly once: a form carries a token, and the token and the form's effect commit together."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import Refused
from core.models import OnceToken

FIELD = "once"
KEPT_FOR = timedelta(days=1)
LOCK_NOT_AVAILABLE = "55P03"


def token_new() -> str:
    return secrets.token_urlsafe(16)


def run_once(token: str, *, user: Any, page: str, perform: Callable[[], str]) -> tuple[str, bool]:
    """Call `perform` in a transaction and remember its URL; (url, False) where this token was carried out before.

    A second submission that arrives meanwhile waits for the first (the unique key) and is sent to its result. A refusal
    rolls the token back with everything else, so the corrected form may be sent again. Without a token it just runs.
    """
    if not token:
        with transaction.atomic():
            return perform(), True
    key = hashlib.sha256(f"{user.pk}\n{page}\n{token}".encode()).hexdigest()
    with transaction.atomic():
        try:
            done, is_first = OnceToken.objects.get_or_create(key=key, defaults={"done_at": now()})
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) == LOCK_NOT_AVAILABLE:
                raise Refused(_("这项操作正在处理，请稍候刷新页面查看结果。")) from error
            raise
        if is_first:
            done.result_url = perform()
            done.save(update_fields=["result_url"])
        return done.result_url, is_first


def tokens_forget() -> int:
    """Delete the tokens of yesterday and before; the number deleted."""
    count, _rows = OnceToken.objects.filter(done_at__lt=now() - KEPT_FOR).delete()
    return count
