"""A site whose worker knows the plain tasks too, and no nights of its own."""

from __future__ import annotations

import pytest

from tests.chaos.lengths import IS_FULL
from tests.chaos.measures import rows
from tests.workers import Site


@pytest.fixture
def without_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.nights.nightly_kinds", list)


@pytest.fixture
def shaken(site: Site, without_nights: None) -> Site:
    site.modules.append("tests.chaos.plain")
    return site


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if IS_FULL:
        for row in rows:
            terminalreporter.write_line(row)
