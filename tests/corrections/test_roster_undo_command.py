"""manage.py undo_roster, and what it says when it cannot."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from corrections.models import Offender, RosterImport
from tests.corrections.rosters import Importer, person


def run(*args: object) -> dict[str, int]:
    out = StringIO()
    call_command("undo_roster", *map(str, args), stdout=out, stderr=StringIO())
    counts: dict[str, int] = json.loads(out.getvalue())
    return counts


def refused(*args: object) -> CommandError:
    with pytest.raises(CommandError) as stopped:
        run(*args)
    return stopped.value


def imported(importer: Importer, **cells: object) -> RosterImport:
    _result, roster = importer.apply(importer.sheet(person(1, **cells)))
    assert roster is not None
    return roster


def test_undone_on_the_command_line(importer: Importer) -> None:
    roster = imported(importer)
    assert run(roster.pk, "--by", "clerk", "--reason", "传错了") == {"removed": 1, "restored": 0}
    assert not Offender.objects.exists()


def test_the_later_import_is_named_and_comes_first(importer: Importer) -> None:
    first, second = imported(importer), imported(importer, 民族="回族")
    stopped = refused(first.pk, "--by", "clerk", "--reason", "传错了")
    assert stopped.returncode == 1 and f"“{second.file_name}”" in str(stopped)
    run(second.pk, "--by", "clerk", "--reason", "传错了")
    run(first.pk, "--by", "clerk", "--reason", "传错了")
    assert not Offender.objects.exists()


def test_nobody_and_nothing_are_said(importer: Importer) -> None:
    roster = imported(importer)
    assert refused(roster.pk, "--by", "nobody", "--reason", "试").returncode == 2
    assert refused(10**6, "--by", "clerk", "--reason", "试").returncode == 2
    assert refused(roster.pk, "--by", "clerk", "--reason", " ").returncode == 1
