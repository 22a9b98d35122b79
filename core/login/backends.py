"""How an account is read at each request: with what every page shows of it, in one query."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Django's own; `SHOWN_WITH` of the account's model names the relations that come along."""

    def get_user(self, user_id: Any) -> Any:
        model = get_user_model()
        accounts = model._default_manager.select_related(*getattr(model, "SHOWN_WITH", ()))
        user = accounts.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
