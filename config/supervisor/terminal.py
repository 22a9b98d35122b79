"""What the person at the terminal reads."""

import sys
from contextlib import suppress


def say(text: str) -> None:
    """Print a line at once. A terminal that was closed must not keep us from stopping what we started."""
    with suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
