"""Addresses of servers, rewritten from the one form the environment uses into the form each library wants."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from environ import Env


def database_from(url: str) -> dict[str, Any]:
    """Django's database settings; a socket folder may stand, percent-encoded, in the place of the host."""
    database: dict[str, Any] = dict(Env.db_url_config(url))
    database["HOST"] = unquote(database["HOST"])
    return database


def redis_database(url: str, number: int) -> str:
    """The same Redis server, another of its numbered databases."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(number)}
        return f"unix://{parts.path}?{urlencode(query)}"  # urlunsplit would drop the two slashes
    return urlunsplit(parts._replace(path=f"/{number}"))


def celery_from(url: str) -> str:
    """Kombu writes a unix socket in its own way."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={number}"
