"""`python -m bench [NAME …]`: each bench in a process and a database of its own, then its table (`make bench`)."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

from bench.database import own_database

BENCHES = ("roster_import", "flag_overdue", "open_day", "decide_requests", "pages")
_INTERRUPTED = 130


def main(names: list[str]) -> int:
    """0 when every bench ran to its end, whether or not it met its targets; 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"没有这个测试 (no such bench): {', '.join(unknown)}; {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        return _here(names[0])
    # Of one bench the memory that another took would be seen.
    return next((code for name in names or BENCHES if (code := _in_a_process(name))), 0)


def _here(name: str) -> int:
    try:
        with own_database(name):
            import_module(f"bench.{name}").main()
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _in_a_process(name: str) -> int:
    process = subprocess.Popen([sys.executable, "-m", "bench", name])
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()  # it heard of it too, and drops its database before it ends


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
