"""Django's admin shows and never writes."""

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from corrections.models import Organisation, Staff, User
from tests.factories import PASSWORD, PostingFactory, StaffFactory
from tests.people import World


@pytest.fixture
def superuser(world: World) -> User:
    return User.objects.create_superuser("root", PASSWORD, name="后台")


def test_admin_offers_no_writing(superuser: User, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = superuser
    for model in (Organisation, Staff, User):
        shown = admin.site._registry[model]
        assert shown.has_view_permission(request)
        assert not shown.has_add_permission(request)
        assert not shown.has_change_permission(request)
        assert not shown.has_delete_permission(request)


def test_admin_pages_open_without_phones(client: Client, superuser: User, world: World) -> None:
    staff = StaffFactory(phone="13912345678")
    PostingFactory(staff=staff, organisation=world.station)
    client.force_login(superuser)

    for url in (
        f"/admin/corrections/staff/{staff.pk}/change/",
        f"/admin/corrections/organisation/{world.county.pk}/change/",
        f"/admin/corrections/user/{superuser.pk}/change/",
        "/admin/corrections/community/",
    ):
        page = client.get(url)
        assert page.status_code == 200, url
        assert "13912345678" not in page.content.decode()


@pytest.mark.parametrize("person", ["officer", "inspector", "outsider"])
def test_admin_is_closed_to_officers(client: Client, person: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(person))

    assert client.get("/admin/corrections/organisation/").status_code == 302
