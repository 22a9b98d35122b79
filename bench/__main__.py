"""`python -m bench [NAME …]`: runs the benches in a database of their own and prints their tables (`make bench`)."""

from __future__ import annotations

import sys
from importlib import import_module

from bench.database import own_database

BENCHES = ("roster_import", "flag_overdue")

with own_database():
    for name in sys.argv[1:] or BENCHES:
        import_module(f"bench.{name}").main()
