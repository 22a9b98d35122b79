import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.clock import now
from core.jobs import Job, JobStatus, job_run_now
from reporting.models import Snapshot
from tests.people import World
from tests.reporting.lives import NOV_23, person


def run(*options: str) -> str:
    out = StringIO()
    call_command("compute_indicators", *options, stdout=out)
    return out.getvalue()


def test_compute_indicators_as_json_names_k_and_n_of_the_office(world: World) -> None:
    person(world.station)
    found = json.loads(run("--on", "2026-11-23", "--org", world.county.code, "--json"))
    assert (found["on"], found["org"], found["snapshots"]) == (
        "2026-11-23",
        world.county.code,
        Snapshot.objects.count(),
    )
    rate = next(figure for figure in found["figures"] if figure["indicator"] == "reoffending")
    assert rate == {
        "org": world.county.code,
        "indicator": "reoffending",
        "starts_on": "2026-01-01",
        "ends_on": "2026-11-23",
        "k": 0,
        "n": 1,
        "value": "0.000%",
        "standing": "too_few",
    }


def test_compute_indicators_in_words(world: World) -> None:
    person(world.station)
    found = run("--on", "2026-11-23")
    assert "截至 2026年11月23日" in found
    assert "四川省  社会工作者配备  无  0 / 1" in found


def test_compute_indicators_with_an_unknown_code_exits_2(world: World) -> None:
    with pytest.raises(CommandError, match="没有代码为 000000 的机构") as failure:
        run("--org", "000000")
    assert failure.value.returncode == 2


def test_night_stores_the_figures_of_its_date(world: World) -> None:
    job = Job.objects.create(
        kind="compute_indicators", business_date=NOV_23, order=30, created_at=now(), queue="default"
    )
    done = job_run_now(job)
    assert (done.status, done.result) == (JobStatus.DONE, {"figures": Snapshot.objects.count()})
    assert Snapshot.objects.filter(indicator="stations_staffed", ends_on=NOV_23).exists()
