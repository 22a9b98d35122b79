"""Model fields whose columns hold sealed values, and the index column beside them.

    id_number = EncryptedTextField(_("身份证号"))
    id_number_index = BlindIndexField(_("身份证号索引"), unique=True)  # crypto.blind_index(value, purpose="id_number")

Sealed columns cannot be searched, sorted or compared in SQL; only `isnull` works. For COPY, `field.seal(value)` gives
the bytes that the column holds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from core.crypto import decrypt, encrypt

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

if TYPE_CHECKING:
    from django.db.models import Lookup
    from django.db.models.expressions import Combinable

    class _Field(models.Field[_ST, _GT]): ...

    class _BinaryField(models.BinaryField[_ST, _GT]): ...
else:

    class _Field(models.Field, Generic[_ST, _GT]): ...

    class _BinaryField(models.BinaryField, Generic[_ST, _GT]): ...


class _SealedField(_Field[_ST, _GT]):
    """A bytea column that holds `crypto.encrypt` of a text. An empty text is kept as zero bytes: it tells nothing."""

    empty_strings_allowed = False

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        """`context` replaces the column's own name as what the value is bound to; needed when a column is renamed."""
        super().__init__(*args, **kwargs)
        self._context = context

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self._context:
            kwargs["context"] = self._context
        return name, path, list(args), dict(kwargs)

    @property
    def context(self) -> str:
        return self._context or f"{self.model._meta.label_lower}.{self.name}"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bytea"

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def seal(self, value: Any) -> bytes | None:
        """The bytes that the column holds for `value`: for COPY and raw SQL."""
        if value is None:
            return None
        text = self.to_text(value)
        return encrypt(text, context=self.context) if text else b""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return value if hasattr(value, "resolve_expression") else self.seal(value)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        if value is None:
            return None
        blob = bytes(value)
        return self.from_text(decrypt(blob, context=self.context) if blob else "")

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.context} is encrypted and cannot be searched by {lookup_name!r}: use its blind index"
            )
        return super().get_lookup(lookup_name)


class EncryptedTextField(_SealedField[_ST, _GT]):
    """Text, `str` in Python. `max_length` is checked in forms, not by the database."""

    if TYPE_CHECKING:  # what the types of a model's attribute are made from
        _pyi_private_set_type: str | Combinable
        _pyi_private_get_type: str

    description = _("加密文本")
    empty_strings_allowed = True

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        if self.max_length is not None and value is not None and len(value) > self.max_length:
            raise ValidationError(
                _("最多 %(limit)s 个字"), params={"limit": self.max_length}, code="max_length"
            )
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"max_length": self.max_length, **kwargs})


class EncryptedJSONField(_SealedField[_ST, _GT]):
    """Anything JSON can hold."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    description = _("加密数据")

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else None


class BlindIndexField(_BinaryField[_ST, _GT]):
    """The 32 bytes of `crypto.blind_index`, `bytes` in Python. Only equality can be asked (`exact`, `in`, `isnull`)."""

    if TYPE_CHECKING:
        _pyi_private_set_type: bytes | Combinable
        _pyi_private_get_type: bytes

    description = _("盲索引")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 32
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("max_length", None)
        return name, path, list(args), dict(kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> bytes | None:
        return None if value is None else bytes(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, bytes | bytearray | memoryview) and len(value) != 32:
            raise ValueError(f"{self.name}: a blind index has 32 bytes")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        if lookup_name not in ("exact", "in", "isnull"):
            raise FieldError(f"{self.name} is a blind index and cannot be searched by {lookup_name!r}")
        return super().get_lookup(lookup_name)
