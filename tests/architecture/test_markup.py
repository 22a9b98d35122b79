"""Markup typed into any field comes out as text, on every page that shows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.audit import event_record
from corrections.models import Case, User
from reviews.models import Appraisal
from supervision.services import record_withdraw
from tests.architecture.rows import ROWS, Maker
from tests.architecture.test_access_matrix import LINES, Line, client_of
from tests.architecture.test_layout import ORDER
from tests.people import TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

MARK = "<i>&m"
ESCAPED = "&lt;i&gt;&amp;m"
UNTOUCHED = ("core.AuditEvent", "core.AuditSeal")  # refuse every update
NO_WORDS = {
    "path", "key", "file_key", "failed_key", "code", "occasion", "kind", "queue", "worker", "password", "session_key",
    "file_sha256", "settles", "codes", "args", "columns", "file_problems", "withdrawn_reason", "feedback",
}  # fmt: skip
"""Columns that the program fills, and two that constraints tie to others (marked by hand below)."""
SHOWING = (
    "corrections:offender_list",
    "corrections:offender_detail",
    "corrections:case_basics",
    "corrections:case_reception",
    "corrections:case_team",
    "corrections:case_events",
    "corrections:organisation_detail",
    "supervision:workbench",
    "supervision:work",
    "supervision:timeline_panel",
    "supervision:records_panel",
    "supervision:check_in_list",
    "supervision:visit_list",
    "reviews:community_detail",
    "reviews:case_panel",
    "reporting:rows",
)
"""Pages where the mark must be found as text: the test would prove nothing on a page that shows no words."""


def words_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Columns of the model into which somebody types."""
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(getattr(column, "base_field", column), models.CharField | models.TextField)
        and column.name not in NO_WORDS
        and not column.choices
        and not column.unique
    ]


def mark_everything() -> None:
    """The mark into every word of every row, as often as it fits."""
    for model in apps.get_models():
        if model._meta.app_label not in ORDER or model._meta.label in UNTOUCHED:
            continue
        values = {column.name: marked(column) for column in words_of(model)}
        if values:
            model._base_manager.update(**values)


def marked(column: models.Field[Any, Any]) -> Any:
    if isinstance(column, ArrayField):
        return [marked(column.base_field)]
    return MARK[: column.max_length] if column.max_length else MARK


@pytest.fixture
def marked_things(world: World, people: dict[str, User], things: dict[str, int]) -> dict[str, int]:
    maker = Maker(world, people, things)
    for make in set(ROWS.values()):
        make(maker, 0)
    case = Case.objects.get(pk=things["case"])
    event_record(
        "case_level_changed",
        by=people["officer"],
        subject=case,
        changes={"level": [None, MARK], MARK: [MARK, MARK]},
        reason=MARK,
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )
    mark_everything()
    Appraisal.objects.update(feedback=MARK, feedback_on=TODAY, feedback_by=people["officer"])
    record_withdraw(by=people["officer"], record=maker.check_in(1), reason=MARK)
    return things


@pytest.mark.parametrize("word", ["officer", "head", "inspector", "roster", "system", "security", "audit"])
def test_markup_comes_out_as_text(word: str, people: dict[str, User], marked_things: dict[str, int]) -> None:
    client = client_of(people[word])
    raw, silent = [], []
    for line in shown_to(word):
        response = client.get(line.url(marked_things))
        html = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        if MARK.encode() in html:
            raw.append(line.name)
        if line.name in SHOWING and response.status_code == 200 and ESCAPED.encode() not in html:
            silent.append(line.name)
    assert raw == [], "markup came out as markup"
    assert silent == [], "the page shows no words of ours any more"


def shown_to(word: str) -> list[Line]:
    return [line for line in LINES if line.statuses[word] == 200 and not line.is_post]
