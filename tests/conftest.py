"""Servers for the tests: one pair shared by every test process, and private pairs for tests that harm them.

Browser tests (tests/e2e) run where Debian's chromium is found; REQUIRE_BROWSER=1 refuses to go on without it.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_django
from django.conf import settings

from config.addresses import database_from
from config.embedded import postgres, redis_server
from config.embedded.folders import Embedded
from config.embedded.lease import servers as leased
from core import registry

pytest_plugins = ["tests.people", "tests.workers"]

WITHOUT_BROWSER = (
    "浏览器测试没有运行：缺少 chromium 或 libatomic1 (the browser tests did not run): "
    "apt install chromium fonts-wqy-microhei libatomic1"
)


def _has_browser() -> bool:
    """Debian's chromium, and the one library that playwright's driver does not bring along."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return shutil.which("chromium") is not None


HAS_BROWSER = _has_browser()
collect_ignore = [] if HAS_BROWSER else ["e2e"]


def pytest_configure(config: pytest.Config) -> None:
    if not HAS_BROWSER and os.environ.get("REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(WITHOUT_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not HAS_BROWSER:
        terminalreporter.write_line(WITHOUT_BROWSER, yellow=True)


@pytest.fixture(scope="session")
def servers() -> Iterator[None]:
    """PostgreSQL and Redis of the tests: started by the first test process, stopped by the last."""
    with leased(settings.EMBEDDED):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django's place for what must stand before a test database is made."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Transactional tests empty every table at their end; audit tables let nobody, so that one guard sleeps here."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("core_auditevent", "core_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")


@pytest.fixture
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the rooms above core: no menu, panel, card or hook."""
    monkeypatch.setattr(registry, "_panels", {})
    monkeypatch.setattr(registry, "_head_sources", [])
    monkeypatch.setattr(registry, "_menu", {})
    monkeypatch.setattr(registry, "_searches", {})
    monkeypatch.setattr(registry, "_work_sources", [])
    monkeypatch.setattr(registry, "_hooks", {name: [] for name in registry.HOOK_NAMES})


@pytest.fixture
def embedded() -> Iterator[Embedded]:
    """A data folder of a test's own, with a short path; servers that still run at the end are stopped."""
    with tempfile.TemporaryDirectory(prefix="corrections-test-") as folder:
        own = Embedded(Path(folder), fast=True)
        own.make()
        yield own
        redis_server.stop(own)
        postgres.stop(own)


@pytest.fixture
def own_postgres(embedded: Embedded) -> Embedded:
    """A private PostgreSQL with an empty database; `.database_url` reaches it, `postgres.stop` and `start` are free."""
    postgres.start(embedded)
    return embedded


@pytest.fixture
def own_redis(embedded: Embedded) -> Embedded:
    """A private Redis, with its append-only file as in earnest; `.redis_url(0)` reaches it."""
    durable = replace(embedded, fast=False)
    redis_server.start(durable)
    return durable


@pytest.fixture
def server_environ(servers: None) -> dict[str, str]:
    """The environment for a process of its own (worker, command) that works on this test process's database.

    The test must be transactional (`django_db(transaction=True)`), or the other process sees nothing.
    """
    from urllib.parse import quote

    from django.db import connection

    chosen = connection.settings_dict
    host = quote(chosen["HOST"] or "localhost", safe="")
    login = quote(chosen["USER"]) + (f":{quote(chosen['PASSWORD'])}" if chosen["PASSWORD"] else "")
    port = f":{chosen['PORT']}" if chosen["PORT"] else ""
    return os.environ | {
        "ENV": "test",
        "DATABASE_URL": f"postgres://{login}@{host}{port}/{chosen['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHE_URL,
    }


@pytest.fixture
def own_database(
    own_postgres: Embedded, server_environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Embedded]:
    """This test's connection on a durable PostgreSQL of its own, which may be killed."""
    from django.db import connection

    postgres.stop(own_postgres)
    durable = replace(own_postgres, fast=False)
    postgres.start(durable)
    environ = server_environ | {"DATABASE_URL": durable.database_url}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        env=environ,
        cwd=Path(__file__).parents[1],
        check=True,
    )
    connection.close()
    with monkeypatch.context() as patch:
        for name, value in database_from(durable.database_url).items():
            patch.setitem(connection.settings_dict, name, value)
        yield durable
        connection.close()
