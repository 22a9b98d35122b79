"""Sichuan's tree, loaded as it ships."""

import pytest
from django.core.management import call_command

from core.models import AuditEvent
from corrections.enums import OrganisationKind
from corrections.models import Community, Organisation, OrganisationCode, OrganisationParent
from corrections.services.divisions import divisions_load


@pytest.mark.slow
def test_load_divisions_twice(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_divisions")
    again = divisions_load()

    kinds = {kind: Organisation.objects.filter(kind=kind).count() for kind in OrganisationKind}
    assert kinds == {"province": 1, "prefecture": 21, "county": 183, "station": 3101}
    assert Community.objects.count() == 34_402
    assert (again.organisations, again.communities) == (0, 0)
    assert "3306" in capsys.readouterr().out
    station = Organisation.objects.get(code="511723100")
    county = Organisation.objects.get(code="511723")
    assert station.name == "新宁镇司法所" and station.parent == county and county.name == "开江县司法局"
    assert station.path == f"{county.path}{station.pk}/"
    assert OrganisationParent.objects.get(organisation=station).path == station.path
    assert AuditEvent.objects.filter(event="organisation_created").count() == 3306


@pytest.mark.slow
def test_load_divisions_after_a_code_change_adds_nothing(db: None) -> None:
    divisions_load()
    county = Organisation.objects.get(code="511723")
    OrganisationCode.objects.filter(organisation=county).update(ends_on="2026-06-30")
    OrganisationCode.objects.create(organisation=county, code="511799", starts_on="2026-07-01")
    Organisation.objects.filter(pk=county.pk).update(code="511799")

    assert divisions_load().organisations == 0
