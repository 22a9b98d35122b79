"""Before the program can be opened: tables, the tree, and on the first start a demo county."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from config.supervisor.terminal import say
from core import clock

# Loaded at every start: each finds out quickly that it has nothing to do.
REFERENCE_COMMANDS = ("load_calendar", "load_divisions", "load_rule_books")
DEMO_SEED = 1
# What a night would have done, so that the first look shows duties, late ones and rates.
NIGHTLY_COMMANDS = ("open_duties", "flag_overdue", "compute_indicators")


def prepare_database(log: Path) -> None:
    """Migrate, load what the law and the state publish, and on an empty database the demo county."""
    with log.open("a") as output:
        _call("migrate", stdout=output, interactive=False)
        for command in REFERENCE_COMMANDS:
            _call(command, stdout=output)
        if settings.DEMO and _is_empty():
            say("第一次启动：正在生成演示县（开江县）… (first start: making the demo county)")
            _call("demo", stdout=output, seed=DEMO_SEED)
            for command in NIGHTLY_COMMANDS:
                _call(command, stdout=output, on=clock.today())
    connections.close_all()


def _call(command: str, **options: Any) -> None:
    if command in get_commands():
        call_command(command, **options)


def _is_empty() -> bool:
    """No file of anybody yet: a database with real people never gets demo people."""
    from corrections.models import Case

    return not Case.objects.exists()


def show_logins() -> None:
    _call("demo_logins")
    connections.close_all()
