"""A browser for tests of pages: signed in as somebody, with and without htmx."""

from typing import Any

from django.test import Client

from corrections.models import User

HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="core.login.backends.AccountBackend")
    return client


def page(user: User, url: str, **options: Any) -> Any:
    """The answer to a GET; options as for the test client (`headers=`, `data=`)."""
    return signed_in(user).get(url, **options)


def send(user: User, url: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
    """The answer to a POST."""
    return signed_in(user).post(url, data or {}, **options)


def text(response: Any) -> str:
    """What the page says."""
    body: str = response.content.decode()
    return body
