"""A database of the bench's own on this machine's servers, so that no bench touches anybody's data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Inside the block Django is set up on a fresh, migrated database `bench_<name>`, which is dropped at the end.

    One that a killed bench left behind is replaced.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    from config.embedded.lease import servers

    with servers(settings.EMBEDDED):
        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        connection.settings_dict["TEST"]["NAME"] = f"bench_{name}"
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        try:
            yield
        finally:
            teardown_databases(made, verbosity=0)
