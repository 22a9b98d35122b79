"""The door: who comes in, the lock after five wrong passwords, and what ends a session."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from threading import Thread

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory, override_settings

from core.login.lockout import client_address, failure_count, lock_length, locked_until
from core.models import AuditEvent
from corrections.models import User
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in Shanghai


@pytest.fixture
def officer(db: None) -> User:
    """An account under the real clock: here days pass."""
    return UserFactory(username="officer", name="李所员")


@pytest.fixture
def wall() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def log_in(client: Client, password: str = PASSWORD, username: str = "officer", **extra: str) -> int:
    return client.post("/login/", {"username": username, "password": password}, **extra).status_code  # type: ignore[arg-type]


def wrong(client: Client, times: int, **extra: str) -> list[int]:
    return [log_in(client, "wrong", **extra) for _ in range(times)]


# ---- in and out ----


def test_login_leads_on_and_leaves_an_event(client: Client, officer: User) -> None:
    response = client.post(
        "/login/", {"username": "officer", "password": PASSWORD, "next": "/account/password/"}
    )
    assert (response.status_code, response.headers["Location"]) == (302, "/account/password/")
    assert AuditEvent.objects.filter(event="logged_in", actor_id=officer.pk).count() == 1


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_login_next_never_leaves_the_site(client: Client, officer: User, evil: str) -> None:
    response = client.post("/login/", {"username": "officer", "password": PASSWORD, "next": evil})
    assert response.headers["Location"] == "/"


def test_wrong_password_unknown_name_and_disabled_account_read_alike(client: Client, officer: User) -> None:
    User.objects.create_user("closed", PASSWORD, name="停用", is_active=False)
    pages = set()
    for username, password in (("officer", "x"), ("nobody", "x"), ("closed", PASSWORD)):
        html = client.post("/login/", {"username": username, "password": password}).content.decode()
        assert "用户名或密码不正确" in html
        pages.add(html.count("error"))
    assert len(pages) == 1


def test_wrong_password_leaves_an_event(client: Client, officer: User) -> None:
    wrong(client, 1)
    assert AuditEvent.objects.get(event="login_failed").subject_id == officer.pk


@pytest.mark.parametrize("username", ["", "a\0b", "长" * 5000, "' or 1=1 --"])
def test_strange_names_are_just_wrong(client: Client, db: None, username: str) -> None:
    assert log_in(client, "x", username) == 200


def test_logout_is_a_post(client: Client, officer: User) -> None:
    log_in(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/login/?reason=logout"
    assert client.get("/account/password/").status_code == 302


def test_idle_page_logs_out_and_remembers_where_it_was(client: Client, officer: User) -> None:
    log_in(client)
    response = client.post("/logout/", {"reason": "idle", "next": "/account/password/"})
    assert response.headers["Location"] == "/login/?reason=idle&next=%2Faccount%2Fpassword%2F"
    assert "next" not in client.post("/logout/", {"reason": "idle", "next": "//evil"}).headers["Location"]


def test_logout_kills_the_session_that_was_copied(client: Client, officer: User) -> None:
    log_in(client)
    thief = Client()
    thief.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    client.post("/logout/")
    assert thief.get("/account/password/").status_code == 302


# ---- lockout ----


def test_lock_length_doubles_with_every_five() -> None:
    minutes = [lock_length(failures).total_seconds() / 60 for failures in (0, 4, 5, 6, 10, 15, 20)]
    assert minutes == [0, 0, 15, 0, 30, 60, 120]
    assert lock_length(5 * 500) == timedelta(days=1)


def test_fifth_wrong_password_locks_and_says_so(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    assert wrong(client, 5) == [200, 200, 200, 200, 429]
    response = client.post("/login/", {"username": "officer", "password": PASSWORD})
    assert response.status_code == 429
    assert "请 15 分钟后再试" in response.content.decode()


def test_page_warns_before_the_lock(client: Client, officer: User) -> None:
    wrong(client, 3)
    html = client.post("/login/", {"username": "officer", "password": "x"}).content.decode()
    assert "再错 1 次将暂时锁定" in html


def test_lock_opens_after_its_time_and_the_next_is_twice_as_long(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    wrong(client, 5)
    wall.shift(timedelta(minutes=14))
    assert log_in(client) == 429
    wall.shift(timedelta(minutes=1))
    assert wrong(client, 5)[-1] == 429
    wall.shift(timedelta(minutes=29))
    assert log_in(client) == 429
    wall.shift(timedelta(minutes=1))
    assert log_in(client) == 302


def test_tries_during_the_lock_do_not_lengthen_it(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    wrong(client, 25)
    wall.shift(timedelta(minutes=15))
    assert log_in(client) == 302


def test_success_forgets_the_failures(client: Client, officer: User) -> None:
    wrong(client, 4)
    assert log_in(client) == 302
    assert wrong(Client(), 4) == [200] * 4


def test_failures_of_the_day_before_yesterday_are_forgotten(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    wrong(client, 4)
    wall.shift(timedelta(days=1, minutes=1))
    assert wrong(client, 4) == [200] * 4


def test_lock_is_for_one_account_at_one_address(client: Client, officer: User) -> None:
    UserFactory(username="neighbour")
    wrong(client, 5)
    assert log_in(Client(), username="neighbour") == 302
    assert log_in(Client(), REMOTE_ADDR="10.0.0.9") == 302


def test_another_browser_is_no_way_round_the_lock(client: Client, officer: User) -> None:
    wrong(client, 3)
    assert wrong(Client(), 2, HTTP_USER_AGENT="another") == [200, 429]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_all_counted() -> None:
    guesses = [Thread(target=guess) for _ in range(8)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join()
    assert AccessAttempt.objects.get().failures_since_start == 8
    assert locked_until("officer", "10.0.0.1") is not None


def guess() -> None:
    failure_count("officer", "10.0.0.1")
    connection.close()


def test_an_unknown_name_locks_like_a_known_one(client: Client, db: None) -> None:
    assert wrong(client, 5, username="nobody")[-1] == 429


def test_forwarded_addresses_count_only_behind_known_proxies() -> None:
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"}, REMOTE_ADDR="9.9.9.9"
    )
    assert client_address(request) == "9.9.9.9"
    with override_settings(TRUSTED_PROXY_COUNT=1):
        assert client_address(request) == "2.2.2.2"
    with override_settings(TRUSTED_PROXY_COUNT=3):
        assert client_address(request) == "9.9.9.9"


def test_claimed_address_is_no_way_round_the_lock(client: Client, officer: User) -> None:
    statuses = [
        client.post(
            "/login/", {"username": "officer", "password": "x"}, headers={"X-Forwarded-For": f"1.1.1.{n}"}
        ).status_code
        for n in range(5)
    ]
    assert statuses[-1] == 429


# ---- sessions ----


def is_in(client: Client, **headers: str) -> bool:
    return client.get("/account/password/", headers=headers).status_code == 200


def test_session_ends_after_15_idle_minutes(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    log_in(client)
    wall.shift(timedelta(minutes=14))
    assert is_in(client)
    wall.shift(timedelta(minutes=15, seconds=1))
    response = client.get("/account/password/")
    assert response.headers["Location"] == "/login/?next=%2Faccount%2Fpassword%2F&reason=idle"
    assert "已有一段时间没有操作" in client.get(response.headers["Location"]).content.decode()


def test_polling_does_not_keep_a_session_alive(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    log_in(client)
    for _ in range(3):
        wall.shift(timedelta(minutes=6))
        alive = is_in(client, **{"X-Passive": "1"})
    assert not alive


def test_staying_is_a_sign_of_life(client: Client, officer: User, wall: time_machine.Traveller) -> None:
    log_in(client)
    for _ in range(3):
        wall.shift(timedelta(minutes=14))
        assert client.post("/account/stay/").status_code == 204


def test_session_ends_after_8_hours_of_work(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    log_in(client)
    for _ in range(48):
        wall.shift(timedelta(minutes=10))
        assert is_in(client)
    wall.shift(timedelta(minutes=10))
    assert not is_in(client)


def test_session_ends_when_the_clock_goes_back(
    client: Client, officer: User, wall: time_machine.Traveller
) -> None:
    log_in(client)
    wall.shift(timedelta(minutes=-5))
    assert not is_in(client)


def test_newer_login_ends_the_older_session(client: Client, officer: User) -> None:
    log_in(client)
    second = Client()
    log_in(second)
    assert is_in(second)
    assert not is_in(client)
    assert Session.objects.count() == 1


def test_older_session_that_survived_hears_why(client: Client, officer: User) -> None:
    log_in(client)
    User.objects.filter(pk=officer.pk).update(session_key="another")
    assert client.get("/account/password/").headers["Location"].endswith("reason=elsewhere")


def test_disabled_user_is_out_at_the_next_request(client: Client, officer: User) -> None:
    log_in(client)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert not is_in(client)


def test_login_changes_the_session_key(client: Client, officer: User) -> None:
    client.get("/login/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    log_in(client)
    assert client.session.session_key != session.session_key


# ---- language ----


def test_english_browser_gets_chinese_until_it_asks(client: Client, db: None) -> None:
    english = {"Accept-Language": "en"}
    assert client.get("/login/", headers=english).headers["Content-Language"] == "zh-hans"
    client.post("/language/", {"language": "en", "next": "/login/"})
    assert client.get("/login/").headers["Content-Language"] == "en"
    client.cookies["django_language"] = "../../etc"
    assert client.get("/login/").headers["Content-Language"] == "zh-hans"


def test_home_without_a_role_says_whom_to_ask(client: Client, outsider: User) -> None:
    log_in(client, username="outsider")
    response = client.get("/")
    assert response.status_code == 200
    assert "还没有分配角色" in response.content.decode()
