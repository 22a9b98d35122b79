"""Text that a spreadsheet would run, made harmless on the way out and restored on the way in."""

from __future__ import annotations

import re

# Blanks, byte order marks and invisible joiners in front do not stop Excel and WPS from seeing a formula; neither do
# the full-width forms on a Chinese or Japanese system.
_RUNS = re.compile(r"[\s\ufeff\u00ad\u200b-\u200f\u2060-\u2064\u0000-\u001f]*[=+\-@|%＝＋－＠｜％]|[\t\r\n]")
_MARKED = re.compile(rf"'+(?:{_RUNS.pattern})")


def is_live(text: str) -> bool:
    """Would a spreadsheet take this text for a formula or a command, once it is saved as CSV and opened again?"""
    return _RUNS.match(text) is not None


def safe_text(text: str) -> str:
    """The text with one apostrophe in front when it could run, else unchanged.

    A text that already begins with apostrophes before such a sign gets one more, so that `original_text` gives back
    exactly what was there: `original_text(safe_text(t)) == t` for every t.
    """
    return f"'{text}" if is_live(text) or _MARKED.match(text) else text


def original_text(text: str) -> str:
    """Takes back what `safe_text` (or a careful clerk) put in front. An apostrophe before anything else stays."""
    return text[1:] if _MARKED.match(text) else text
