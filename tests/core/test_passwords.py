from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from core.clock import now
from core.login.passwords import is_password_due, password_change
from core.models import AuditEvent, PasswordRecord
from corrections.models import User
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.django_db

GOOD = "Tz7-wolkenbruch"


def codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(problem.code) for problem in error.error_list}
    return set()


def test_good_password_passes(officer: User) -> None:
    assert codes(GOOD, officer) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Tz7-wolken", "password_too_short"),
        ("wolkenbruchtage", "password_kinds"),
        ("wolkenbruch1234", "password_kinds"),
        ("SheQuJiaoZheng#77", "password_context"),
        ("Xy-9-p@ssw0rd-zz", "password_context"),
        ("Qwerty-98765-Uiop", "password_context"),
        ("My-officer-77-Xx", "password_context"),
        ("Summer2027!!", "password_common"),
        ("7777-Dragonball!", "password_common"),
    ],
)
def test_weak_password_is_refused(officer: User, password: str, code: str) -> None:
    assert code in codes(password, officer)


def test_own_chinese_name_is_refused(officer: User) -> None:
    assert "password_context" in codes("Tz7-李所员-wolkenbruch", officer)


def test_present_and_last_five_passwords_are_refused(officer: User) -> None:
    for number in range(6):
        password_change(by=officer, password=f"{GOOD}-{number}")
    assert codes(f"{GOOD}-5", officer) == {"password_reused"}
    assert codes(f"{GOOD}-1", officer) == {"password_reused"}
    assert codes(f"{GOOD}-0", officer) == set()
    assert PasswordRecord.objects.filter(user=officer).count() == 5


def test_password_change_leaves_an_event_and_clears_the_flag(officer: User) -> None:
    officer.must_change_password = True
    officer.save()
    password_change(by=officer, password=GOOD)
    officer.refresh_from_db()
    assert not is_password_due(officer)
    assert AuditEvent.objects.filter(event="password_changed", subject_id=officer.pk).exists()


@time_machine.travel(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), tick=False)
def test_password_is_due_after_90_days(officer: User) -> None:
    officer.password_changed_at = now() - timedelta(days=90)
    assert not is_password_due(officer)
    officer.password_changed_at = now() - timedelta(days=90, seconds=1)
    assert is_password_due(officer)
    with override_settings(PASSWORD_MAX_AGE_DAYS=0):
        assert not is_password_due(officer)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer, backend="core.login.backends.AccountBackend")
    return client


def change(client: Client, **sent: str) -> int:
    data = {"present": PASSWORD, "password": GOOD, "again": GOOD, **sent}
    return client.post("/account/password/", data).status_code


def test_due_password_comes_before_every_page(desk: Client, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(must_change_password=True)
    assert desk.get("/").headers["Location"] == "/account/password/"
    assert "请先设置新密码" in desk.get("/account/password/").content.decode()
    assert change(desk) == 302
    assert desk.get("/account/password/").status_code == 200
    assert desk.get("/").headers.get("Location") != "/account/password/"


def test_change_keeps_this_session_and_ends_a_copied_one(desk: Client, officer: User) -> None:
    thief = Client()
    thief.cookies = SimpleCookie(desk.cookies.output(header="", sep=";"))
    assert change(desk) == 302
    assert desk.get("/account/password/").status_code == 200
    assert thief.get("/account/password/").status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(GOOD)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"present": "wrong"}, "当前密码不正确"),
        ({"again": "other"}, "两次输入的新密码不一致"),
        ({"password": PASSWORD, "again": PASSWORD}, "最近 5 次"),
        ({"password": "", "again": ""}, "请填写新密码"),
    ],
)
def test_change_refuses_with_a_sentence(
    desk: Client, officer: User, sent: dict[str, str], sentence: str
) -> None:
    data = {"present": PASSWORD, "password": GOOD, "again": GOOD, **sent}
    response = desk.post("/account/password/", data)
    assert sentence in response.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_change_never_shows_a_password_again(desk: Client) -> None:
    response = desk.post("/account/password/", {"present": "secret-1", "password": "secret-2", "again": "x"})
    assert "secret" not in response.content.decode()
