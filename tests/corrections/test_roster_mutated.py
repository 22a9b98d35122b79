"""Two thousand damaged rosters: each is read or refused with a sentence, and the counts always balance."""

import random
import resource
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.sheets import Parser, SheetError
from corrections.enums import RosterState
from corrections.models import Case, Offender, RosterImport, RosterRow
from corrections.services.roster_import import roster_preview
from corrections.services.roster_problems import RosterRefused
from corrections.services.roster_reading import roster_find
from corrections.services.roster_run import RosterResult
from corrections.services.roster_upload import roster_confirm, roster_upload
from tests.core.sheets.mutations import mutated
from tests.corrections.rosters import ROSTERS, Importer, Kaijiang, person
from tests.corrections.test_roster_upload import ran
from tests.people import TODAY

FILES = 2000
MEGABYTES = 512


@pytest.fixture
def originals(importer: Importer) -> list[tuple[str, bytes]]:
    """Small, so that a change is likely to hit something that matters."""
    made = importer.sheet(*(person(n, 联系电话="13800001111", 管理等级="普管") for n in range(1, 6)))
    return [
        ("a.xlsx", made.read_bytes()),
        ("b.xlsx", (ROSTERS / "county_messy.xlsx").read_bytes()),
        ("c.csv", (ROSTERS / "county_gb18030.csv").read_bytes()),
    ]


@pytest.fixture
def parser() -> Iterator[Parser]:
    with Parser() as made:
        yield made


def look(parser: Parser, path: Path, place: Kaijiang) -> RosterResult:
    """As far as the check of an upload goes, without its report."""
    sheet = roster_find(parser.read(path))
    sheet.check_complete()
    return roster_preview(sheet, office=place.county, on=TODAY, by=place.clerk)


@pytest.mark.slow
def test_2000_damaged_rosters_are_checked_or_refused_and_balance(
    originals: list[tuple[str, bytes]], parser: Parser, importer: Importer, tmp_path: Path
) -> None:
    dice = random.Random(20261127)
    outcomes: Counter[str] = Counter()
    for number in range(FILES):
        name, content = originals[number % len(originals)]
        path = tmp_path / name
        path.write_bytes(mutated(dice, content))
        try:
            result = look(parser, path, importer.place)
        except (SheetError, RosterRefused) as refusal:
            assert refusal.sentence
            outcomes["refused"] += 1
            continue
        counts = result.as_counts()
        assert counts["rows"] == sum(counts[key] for key in ("created", "updated", "unchanged", "failed"))
        assert all(problem.message and problem.code for problem in result.problems)
        outcomes["checked"] += 1
    assert outcomes.total() == FILES
    assert min(outcomes.values()) > FILES / 10
    assert not Offender.objects.exists()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < MEGABYTES


def test_damaged_uploads_end_in_a_state_with_a_sentence_and_balance(
    originals: list[tuple[str, bytes]], importer: Importer
) -> None:
    dice, place = random.Random(7), importer.place
    for number in range(40):
        name, content = originals[number % len(originals)]
        roster = ran(
            roster_upload(by=place.clerk, office=place.county, name=name, content=mutated(dice, content))
        )
        assert roster.state in (RosterState.CHECKED, RosterState.REFUSED)
        assert (roster.state == RosterState.REFUSED) == bool(roster.refusal)
        if roster.state == RosterState.CHECKED and roster.created + roster.updated:
            roster = ran(roster_confirm(by=place.clerk, roster=roster, is_partial=True))
            assert roster.state == RosterState.DONE
        assert RosterRow.objects.filter(roster=roster).count() == roster.rows
    done = RosterImport.objects.filter(state=RosterState.DONE)
    assert Case.objects.count() == sum(roster.created for roster in done) > 0
