"""The settings, read by a process of their own as production reads them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READ = "from config import settings; print(settings.{name})"
COMPLETE = {
    "SECRET_KEY": "a long sentence nobody knows " * 3,
    "DATABASE_URL": "postgres://app:pw@db:5432/corrections",
    "REDIS_URL": "redis://:pw@broker:6379/0",
    "CACHE_URL": "redis://:pw@cache:6379/0",
    "ALLOWED_HOSTS": "jz.example.cn",
    "CSRF_TRUSTED_ORIGINS": "https://jz.example.cn",
    "FIELD_KEYS": f"2:{'ab' * 16},1:{'cd' * 16}",
    "INDEX_KEY": "ef" * 32,
    "DATA_DIR": "/srv/corrections",
}


def read(name: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], **environ}
    command = [sys.executable, "-c", READ.format(name=name)]
    return subprocess.run(command, env=clean, cwd=ROOT, capture_output=True, text=True, check=False)


def test_production_without_variables_names_all_of_them() -> None:
    answer = read("ENV", ENV="production")
    assert answer.returncode != 0
    for name in COMPLETE:
        assert name in answer.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", COMPLETE)
def test_production_without_one_variable_names_only_it(name: str) -> None:
    environ = {key: value for key, value in COMPLETE.items() if key != name}
    last = read("ENV", ENV="production", **environ).stderr.splitlines()[-1]
    assert last.endswith(f": {name}")


@pytest.mark.parametrize("name", ["BUSINESS_DATE", "DEBUG"])
def test_production_refuses(name: str) -> None:
    answer = read("ENV", ENV="production", **COMPLETE, **{name: "2026-11-23"})
    assert answer.returncode != 0
    assert name in answer.stderr.splitlines()[-1]


def test_production_starts_no_servers_of_its_own() -> None:
    assert read("EMBEDDED", ENV="production", **COMPLETE).stdout.strip() == "None"


def test_field_keys_keep_their_order() -> None:
    keys = read("FIELD_KEYS", ENV="production", **COMPLETE).stdout
    assert keys.startswith("{2: ")


@pytest.mark.parametrize(
    ("name", "value"), [("FIELD_KEYS", "1:abcd"), ("FIELD_KEYS", "x"), ("INDEX_KEY", "12")]
)
def test_weak_keys_are_refused(name: str, value: str) -> None:
    answer = read("ENV", ENV="production", **COMPLETE | {name: value})
    assert name in answer.stderr.splitlines()[-1]


def test_web_gives_up_early_and_worker_does_not() -> None:
    name = "CELERY_BROKER_TRANSPORT_OPTIONS['socket_timeout']"
    web = read(name, ENV="production", PROCESS="web", **COMPLETE)
    worker = read(name, ENV="production", PROCESS="worker", **COMPLETE)
    assert float(web.stdout) <= 2
    assert float(worker.stdout) >= 30


def test_web_statements_have_a_limit_and_commands_have_none() -> None:
    name = "DATABASES['default']['OPTIONS']['options']"
    assert "statement_timeout=10s" in read(name, ENV="production", PROCESS="web", **COMPLETE).stdout
    assert "statement_timeout" not in read(name, ENV="production", **COMPLETE).stdout


def test_development_makes_its_secrets_once_for_its_owner_only(tmp_path: Path) -> None:
    first = read("SECRET_KEY", DATA_DIR=str(tmp_path)).stdout
    second = read("SECRET_KEY", DATA_DIR=str(tmp_path)).stdout
    assert first == second
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_deployment_check_is_clean() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environ = {"PATH": os.environ["PATH"], "ENV": "production", **COMPLETE}
    answer = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
