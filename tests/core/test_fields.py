from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import F
from django.db.utils import IntegrityError

from core.bulk import copy_objects, copy_rows
from core.crypto import CryptoError, blind_index
from core.fields import BlindIndexField, EncryptedJSONField, EncryptedTextField

pytestmark = pytest.mark.django_db


class Secret(models.Model):
    number = EncryptedTextField(max_length=18)
    number_index = BlindIndexField(null=True, unique=True)
    note = EncryptedTextField(blank=True, default="")
    items = EncryptedJSONField(null=True)
    renamed = EncryptedTextField(null=True, context="old.secret.name")

    objects: models.Manager[Secret] = models.Manager()

    class Meta:
        app_label = "tests_core_fields"

    def __str__(self) -> str:
        return str(self.pk)


@pytest.fixture(autouse=True)
def table() -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Secret)
    yield


def stored(column: str) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM tests_core_fields_secret")
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def test_values_come_back_and_are_sealed_in_the_database() -> None:
    Secret.objects.create(number="510104199001010019", items={"73": "缓刑"})
    found = Secret.objects.get()
    assert (found.number, found.note, found.items, found.renamed) == (
        "510104199001010019",
        "",
        {"73": "缓刑"},
        None,
    )
    assert b"5101" not in (stored("number") or b"")
    assert stored("note") == b""
    assert stored("renamed") is None


def test_values_can_be_updated_in_bulk_and_read_as_values() -> None:
    row = Secret.objects.create(number="1")
    row.number = "2"
    Secret.objects.bulk_update([row], ["number"])
    Secret.objects.update(note="三")
    assert Secret.objects.values_list("number", "note").get() == ("2", "三")
    assert Secret.objects.annotate(copy=F("number")).get().copy == "2"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "lookup", ["number", "number__icontains", "number__in", "items__exact", "number__gt"]
)
def test_a_search_in_a_sealed_column_is_a_clear_error(lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        Secret.objects.filter(**{lookup: "1"}).exists()


def test_isnull_works() -> None:
    Secret.objects.create(number="1")
    assert Secret.objects.filter(items__isnull=True, number__isnull=False).exists()


def test_a_value_moved_to_another_column_does_not_open() -> None:
    Secret.objects.create(number="1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tests_core_fields_secret SET note = number")
    with pytest.raises(CryptoError):
        Secret.objects.get()


def test_a_context_of_its_own_stays_with_the_field() -> None:
    field = Secret._meta.get_field("renamed")
    assert isinstance(field, EncryptedTextField)
    assert field.context == "old.secret.name"
    assert field.deconstruct()[3]["context"] == "old.secret.name"
    assert "context" not in Secret._meta.get_field("number").deconstruct()[3]


def test_blind_index_finds_and_is_unique() -> None:
    index = blind_index("1", purpose="number")
    Secret.objects.create(number="1", number_index=index)
    assert Secret.objects.get(number_index=index).number_index == index
    assert Secret.objects.filter(number_index__in=[index, bytes(32)]).count() == 1
    with pytest.raises(FieldError, match="blind index"):
        Secret.objects.filter(number_index__startswith=b"1").exists()
    with pytest.raises(IntegrityError):
        Secret.objects.create(number="1", number_index=index)


def test_blind_index_refuses_what_is_no_index() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Secret.objects.create(number="1", number_index=b"short")


def test_copy_seals_through_the_field() -> None:
    field = Secret._meta.get_field("number")
    assert isinstance(field, EncryptedTextField)
    copy_rows(connection, Secret._meta.db_table, ["number", "note"], [(field.seal("9"), b"")])
    index = blind_index("8", purpose="number")
    copy_objects(connection, [Secret(number="8", number_index=index, items=[1])])
    assert list(Secret.objects.order_by("id").values_list("number", "items", "number_index")) == [
        ("9", None, None),
        ("8", [1], index),
    ]


def test_max_length_is_checked_in_forms() -> None:
    with pytest.raises(ValidationError):
        Secret(number="1" * 19).full_clean()
    assert Secret._meta.get_field("number").formfield().max_length == 18
