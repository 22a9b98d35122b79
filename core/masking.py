"""What remains readable of personal values on screens, in events and in logs."""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{7,17}[0-9Xx](?![0-9])|(?<![0-9])[0-9]{7,}(?![0-9])")


def mask_phone(number: str) -> str:
    """The first three and last four digits: "138****5678". Fewer than eight characters: stars only."""
    return "*" * len(number) if len(number) < 8 else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_name(name: str) -> str:
    """The surname's first character and stars: "张**"."""
    return name[:1] + "*" * (len(name) - 1)


def mask_numbers(text: str) -> str:
    """The text with every run of seven or more digits (ID, phone, account) reduced to its last two characters."""
    return _LONG_NUMBER.sub(lambda found: "*" * (len(found[0]) - 2) + found[0][-2:], text)
