"""Before the program can be opened: tables, the tree, and on the first start a demo county."""

from django.core.management import call_command, get_commands
from django.db import connections

from config.supervisor.terminal import say
from core import clock

# Loaded at every start: each finds out quickly that it has nothing to do.
REFERENCE_COMMANDS = ("load_calendar", "load_divisions", "load_rules")
DEMO_SEED = 1
# What a night would have done, so that the first look shows duties, late ones and rates.
NIGHTLY_COMMANDS = ("open_duties", "flag_overdue", "compute_indicators")


def prepare_database() -> None:
    """Migrate, load what the law and the state publish, and on an empty database the demo county."""
    call_command("migrate", verbosity=0, interactive=False)
    known = get_commands()
    for command in REFERENCE_COMMANDS:
        if command in known:
            call_command(command, verbosity=0)
    if "demo" in known and _is_empty():
        say("第一次启动：正在生成演示县（开江县）… (first start: making the demo county)")
        call_command("demo", seed=DEMO_SEED, verbosity=0)
        for command in NIGHTLY_COMMANDS:
            if command in known:
                call_command(command, on=clock.today(), verbosity=0)
    connections.close_all()


def _is_empty() -> bool:
    """No file of anybody yet: a database with real people never gets demo people."""
    from corrections.models import Case

    return not Case.objects.exists()


def show_logins() -> None:
    if "demo_logins" in get_commands():
        call_command("demo_logins")
        connections.close_all()
