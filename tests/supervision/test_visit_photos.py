"""Photos of a visit: nothing is lost, nothing kept twice, and nobody sees one who may not print the visit."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEvent, DraftPicture
from corrections.models import Case, User
from supervision.models import Visit, VisitPhoto
from supervision.services import record_withdraw
from tests.core.test_pictures import opened, photo
from tests.corrections.browsing import HTMX, page, send, signed_in, text
from tests.factories import CaseFactory
from tests.people import World, account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books")]

TRIP: dict[str, Any] = {"met": ["self"], "happened_on": "2026-11-23", "outcome": "complied"}


def file(content: bytes | None = None, name: str = "门口.jpg", shade: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else photo(shade=shade), "image/jpeg")


@pytest.fixture
def person(world: World) -> Case:
    made: Case = CaseFactory(station=world.station, ordinary=True, offender__name="廖娟艳")
    return made


@pytest.fixture
def url(person: Case) -> str:
    return reverse("supervision:visit_record", args=[person.pk])


@pytest.fixture
def taken(url: str, officer: User) -> VisitPhoto:
    send(officer, url, TRIP | {"photos": [file()]})
    return VisitPhoto.objects.get()


def address(name: str, pk: int) -> str:
    return reverse(f"supervision:{name}", args=[pk])


# Nothing is lost


def test_a_photo_goes_with_the_visit_and_its_original_is_kept(url: str, officer: User) -> None:
    content = photo()
    assert send(officer, url, TRIP | {"photos": [file(content), file(shade=30)]}).status_code == 302
    first, second = VisitPhoto.objects.order_by("pk")
    assert first.sha256 == hashlib.sha256(content).hexdigest() != second.sha256
    assert not DraftPicture.objects.exists()
    original = page(officer, address("visit_photo_original", first.pk))
    assert original.content == content and original["Content-Type"] == "image/jpeg"
    assert AuditEvent.objects.get(event="visit_recorded").changes["photos"][1] == [
        first.sha256,
        second.sha256,
    ]


def test_an_error_elsewhere_keeps_the_photo_and_what_was_typed(url: str, officer: User) -> None:
    shown = send(officer, url, TRIP | {"happened_on": "2027-01-01", "next_step": "再访", "photos": [file()]})
    waiting = DraftPicture.objects.get()
    assert reverse("core:draft_picture", args=[waiting.pk]) in text(shown) and "再访" in text(shown)
    assert not Visit.objects.exists()
    send(officer, url, TRIP)  # the browser does not send the file again
    assert VisitPhoto.objects.get().sha256 == waiting.sha256


def test_what_is_no_photo_is_told_beside_everything_else_and_nothing_is_recorded(
    url: str, officer: User
) -> None:
    answer = send(officer, url, TRIP | {"photos": [file(), file(b"<html>", "门.jpg")], "content": "在家"})
    assert "门.jpg：这不是 JPEG、PNG 或 WebP 照片" in text(answer) and "在家" in text(answer)
    assert DraftPicture.objects.count() == 1 and not Visit.objects.exists()


def test_photos_outlive_a_closed_window_for_who_took_them_and_that_person_alone(
    url: str, person: Case, officer: User, head: User
) -> None:
    part = send(officer, f"{url}?part=photos", {"photos": [file()]}, headers=HTMX)
    small = reverse("core:draft_picture", args=[DraftPicture.objects.get().pk])
    assert small in text(part) and "<form" not in text(part)
    assert small in text(page(officer, url)) and small not in text(page(head, url))
    other = CaseFactory(station=person.station, ordinary=True)
    assert small not in text(page(officer, reverse("supervision:visit_record", args=[other.pk])))
    assert page(officer, small)["Content-Type"] == "image/jpeg"
    assert page(head, small).status_code == 404


def test_in_the_dialog_the_part_keeps_its_ids(url: str, officer: User) -> None:
    inside = {**HTMX, "HX-Target": "dialog_photos_part"}
    assert 'id="dialog_photos"' in text(send(officer, f"{url}?part=photos", {}, headers=inside))
    refused = send(officer, f"{url}?part=photos", {"photos": [file(b"x")]}, headers=inside)
    assert refused.status_code == 200 and "门口.jpg：这不是" in text(refused)


def test_taken_back_without_script_everything_typed_stays(url: str, officer: User) -> None:
    send(officer, f"{url}?part=photos", {"photos": [file(), file(shade=30)]}, headers=HTMX)
    first, second = DraftPicture.objects.order_by("pk")
    shown = send(officer, url, TRIP | {"met": ["family"], "content": "没写完", "photo-remove": str(first.pk)})
    assert [picture.pk for picture in DraftPicture.objects.all()] == [second.pk]
    assert "没写完" in text(shown) and not Visit.objects.exists()
    assert shown.context["form"]["met"].value() == ["family"]
    for nonsense in ("x", "-1", "9" * 40):
        assert send(officer, url, {"photo-remove": nonsense}).status_code == 200


def test_begun_anew_the_photos_are_gone(
    url: str, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    send(officer, f"{url}?part=photos", {"photos": [file()]}, headers=HTMX)
    key = DraftPicture.objects.get().original_key
    with django_capture_on_commit_callbacks(execute=True):
        send(officer, reverse("core:draft_forget"), {"draft-page": url})
    assert not DraftPicture.objects.exists() and not default_storage.exists(key)


def test_a_double_click_keeps_one_visit_and_each_photo_once(url: str, officer: User) -> None:
    for _click in range(2):
        same = [file(), file()]
        assert send(officer, url, TRIP | {"photos": same, "once": "a-token"}).status_code == 302
    assert Visit.objects.count() == VisitPhoto.objects.count() == 1
    assert not DraftPicture.objects.exists()


def test_nobody_at_home_a_photo_of_the_door(url: str, officer: User, person: Case) -> None:
    nobody = {"met": ["nobody"], "outcome": "failed_attempt", "photos": [file()]}
    assert send(officer, url, TRIP | nobody).status_code == 302
    assert VisitPhoto.objects.get().visit.outcome == "failed_attempt"
    assert "照片 1 张" in text(page(officer, reverse("supervision:timeline_panel", args=[person.pk])))


def test_a_body_beyond_everything_is_refused_unread(url: str, officer: User, settings: Any) -> None:
    settings.MOST_BODY_BYTES = 10_000
    answer = send(officer, url, TRIP | {"photos": [file(b"x" * 20_000)]})
    assert answer.status_code == 413 and "没有处理" in text(answer)
    assert not DraftPicture.objects.exists()


# Who sees them


def test_the_copy_is_shown_without_what_the_camera_wrote(taken: VisitPhoto, officer: User) -> None:
    for name, size in (("visit_photo", (640, 480)), ("visit_photo_small", (320, 240))):
        answer = page(officer, address(name, taken.pk))
        assert opened(answer.content).size == size and b"Huawei" not in answer.content
        assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
        assert (
            answer["Content-Disposition"].startswith("inline;")
            and "门口" not in answer["Content-Disposition"]
        )
    assert not AuditEvent.objects.filter(event="visit_photo_original_taken").exists()


def test_the_original_leaves_an_event(taken: VisitPhoto, officer: User) -> None:
    answer = page(officer, address("visit_photo_original", taken.pk))
    assert answer["Content-Disposition"].startswith("attachment;") and b"Huawei" in answer.content
    event = AuditEvent.objects.get(event="visit_photo_original_taken")
    assert event.changes == {"sha256": [None, taken.sha256]} and event.case_id == taken.visit.case_id


@pytest.mark.parametrize("name", ["visit_photo", "visit_photo_small", "visit_photo_original"])
def test_who_sees_a_photo(taken: VisitPhoto, world: World, name: str, request: pytest.FixtureRequest) -> None:
    wanted = {"officer": 200, "head": 200, "neighbour": 404, "inspector": 403, "outsider": 403}
    stranger = account("stranger", "大竹局长", "county_head", world.other_county)  # type: ignore[arg-type]
    found = {
        word: page(request.getfixturevalue(word), address(name, taken.pk)).status_code for word in wanted
    }
    assert found == wanted
    assert page(stranger, address(name, taken.pk)).status_code == 404
    assert page(request.getfixturevalue("officer"), address(name, taken.pk + 1)).status_code == 404
    assert signed_in(request.getfixturevalue("officer")).post(address(name, taken.pk)).status_code == 405


def test_the_file_shows_them_to_who_sees_names(taken: VisitPhoto, officer: User, inspector: User) -> None:
    panel = reverse("supervision:records_panel", args=[taken.visit.case_id])
    assert address("visit_photo_small", taken.pk) in text(page(officer, panel))
    assert address("visit_photo_small", taken.pk) not in text(page(inspector, panel, follow=True))


def test_a_withdrawn_visit_keeps_its_photos_where_it_is_seen(
    taken: VisitPhoto, officer: User, neighbour: User
) -> None:
    record_withdraw(by=officer, record=taken.visit, reason="登记错人")
    panel = reverse("supervision:records_panel", args=[taken.visit.case_id])
    assert address("visit_photo_small", taken.pk) in text(page(officer, panel))
    assert page(officer, address("visit_photo", taken.pk)).status_code == 200
    assert page(neighbour, address("visit_photo", taken.pk)).status_code == 404


def test_paper_counts_the_photos(taken: VisitPhoto, officer: User) -> None:
    shown = text(page(officer, address("visit_paper", taken.visit_id)))
    assert f"1 张，原件存档，摘要 {taken.sha256[:16]}" in shown
