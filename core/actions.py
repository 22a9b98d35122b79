"""Buttons are data: what may be done with an object now, decided in Python, drawn by `parts/action_button.html`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Self

from core.errors import Refused

Kind = Literal["default", "primary", "danger"]


@dataclass(frozen=True)
class Action:
    """One button.

    `enabled=False` draws it disabled with `reason` (the policy's own sentence) as its hint. `post` sends a form with
    the CSRF token instead of following a link; `confirm` asks that sentence first. `dialog` opens the page of `url` in
    the dialog of the shell (a plain link without script).
    """

    label: Any
    url: str
    enabled: bool = True
    reason: str = ""
    kind: Kind = "default"
    post: bool = False
    confirm: str = ""
    dialog: bool = False

    @classmethod
    def checked(cls, label: Any, url: str, check: Callable[[], object], **options: Any) -> Self:
        """The button of a policy: a refusal of the `check_can_<verb>` call becomes the disabled button's hint."""
        try:
            check()
        except Refused as refusal:
            return cls(label, url, enabled=False, reason=str(refusal), **options)
        return cls(label, url, **options)
