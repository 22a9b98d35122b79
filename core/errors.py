"""Ways to say no. Each carries one sentence that a person can act on."""

from __future__ import annotations

from datetime import datetime


class _Sentence(Exception):
    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)

    @property
    def sentence(self) -> str:
        """Read late, so that a lazy translation speaks the language of the reader."""
        return str(self.args[0])

    def __str__(self) -> str:
        return self.sentence


class Refused(_Sentence):
    """The state does not allow it now (wrong status, taken by another). A view answers 409."""


class Clash(Refused):
    """Somebody has changed the row since the form was shown: who and when, as far as it is known."""

    def __init__(self, sentence: object, *, who: str = "", at: datetime | None = None) -> None:
        super().__init__(sentence)
        self.who, self.at = who, at


class BadInput(_Sentence):
    """What was handed in cannot be used. A form shows it, a command exits with 2."""
