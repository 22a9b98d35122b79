"""`python -m bench [NAME …]`: runs each bench in a database of its own and prints its table (`make bench`)."""

from __future__ import annotations

import sys
from importlib import import_module

from bench.database import own_database

BENCHES = ("roster_import", "flag_overdue")

for name in sys.argv[1:] or BENCHES:
    with own_database():
        import_module(f"bench.{name}").main()
