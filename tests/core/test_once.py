from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from core.clock import now
from core.errors import Refused
from core.models import OnceToken
from core.once import run_once, token_new, tokens_forget


class Somebody:
    def __init__(self, pk: int) -> None:
        self.pk = pk


OFFICER, NEIGHBOUR = Somebody(1), Somebody(2)


class Effect:
    def __init__(self, error: Exception | None = None) -> None:
        self.count, self.error = 0, error

    def __call__(self) -> str:
        self.count += 1
        if self.error:
            raise self.error
        return f"/done/{self.count}/"


@pytest.mark.django_db
def test_run_once_sends_the_second_click_to_the_first_result() -> None:
    token, effect = token_new(), Effect()
    assert run_once(token, user=OFFICER, page="/p/", perform=effect) == ("/done/1/", True)
    assert run_once(token, user=OFFICER, page="/p/", perform=effect) == ("/done/1/", False)
    assert effect.count == 1


@pytest.mark.django_db
def test_run_once_another_user_or_page_is_another_submission() -> None:
    token, effect = token_new(), Effect()
    for user, page in ((OFFICER, "/p/"), (NEIGHBOUR, "/p/"), (OFFICER, "/q/")):
        assert run_once(token, user=user, page=page, perform=effect)[1]
    assert effect.count == 3


@pytest.mark.django_db
def test_run_once_after_a_refusal_may_be_sent_again() -> None:
    token = token_new()
    with pytest.raises(Refused):
        run_once(token, user=OFFICER, page="/p/", perform=Effect(Refused("不行")))
    assert run_once(token, user=OFFICER, page="/p/", perform=Effect())[1]


@pytest.mark.django_db
def test_run_once_without_a_token_just_runs() -> None:
    effect = Effect()
    run_once("", user=OFFICER, page="/p/", perform=effect)
    run_once("", user=OFFICER, page="/p/", perform=effect)
    assert effect.count == 2


@pytest.mark.django_db(transaction=True)
def test_run_once_eight_clicks_at_once_do_it_once() -> None:
    token, effect, barrier = token_new(), Effect(), Barrier(8)
    results: list[tuple[str, bool]] = []

    def click() -> None:
        barrier.wait()
        results.append(run_once(token, user=OFFICER, page="/p/", perform=effect))
        connection.close()

    threads = [Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert effect.count == 1
    assert {url for url, _first in results} == {"/done/1/"}
    assert sum(first for _url, first in results) == 1


@pytest.mark.django_db
def test_tokens_forget_keeps_today() -> None:
    OnceToken.objects.create(key="old", done_at=now() - timedelta(days=2))
    OnceToken.objects.create(key="new", done_at=now())
    assert tokens_forget() == 1
    assert list(OnceToken.objects.values_list("key", flat=True)) == ["new"]


def test_token_new_is_never_the_same() -> None:
    made: set[Any] = {token_new() for _ in range(50)}
    assert len(made) == 50
