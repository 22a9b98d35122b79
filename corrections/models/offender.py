"""The person under correction, one row for each ID number or other document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import blind_index
from core.fields import BlindIndexField, EncryptedTextField
from core.idnumber import mask, normalise
from core.masking import mask_name, mask_numbers, mask_phone
from core.pinyin import pinyin_initials, pinyin_sort_key
from corrections.enums import Education, Employment, IdKind, MaritalStatus, Sex
from corrections.permissions import Permission

_NOT_DIGIT = re.compile(r"[^0-9]")


def id_index_of(number: str) -> bytes:
    """The blind index under which a document number is found."""
    return blind_index(normalise(number), purpose="offender.id_number")


def last4_index_of(number: str) -> bytes:
    """The blind index of a number's last four characters (of four characters given, themselves)."""
    return blind_index(normalise(number)[-4:], purpose="offender.id_last4")


def phone_digits(phone: str) -> str:
    """The digits alone, without the country's 86 before a mobile number."""
    digits = _NOT_DIGIT.sub("", unicodedata.normalize("NFKC", phone))
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def phone_index_of(phone: str) -> bytes | None:
    """The blind index under which a phone number is found; None without one."""
    digits = phone_digits(phone)
    return blind_index(digits, purpose="offender.phone") if digits else None


def age_on(birth_on: date, day: date) -> int:
    """Whole years of age on `day`; a year is complete on the day after the birthday (counting.md, Juvenile track)."""
    birthday_is_past = (day.month, day.day) > (birth_on.month, birth_on.day)
    return day.year - birth_on.year - (not birthday_is_past)


def mask_address(text: str) -> str:
    """The first six characters, usually the county: enough to see that it changed."""
    return text if len(text) <= 3 else mask_numbers(text[:6]) + "…"


class OffenderQuerySet(models.QuerySet["Offender"]):
    def visible_to(self, user: Any, permission: str = Permission.OFFENDER_VIEW) -> Self:
        """People with at least one case that exists for the user."""
        from corrections.models.case import Case

        return self.filter(pk__in=Case.objects.visible_to(user, permission).values("offender_id"))


class Offender(models.Model):
    """社区矫正对象 as a person; what is decided about them hangs on their cases.

    Personal data: name, ID number, phone, addresses, work unit. Numbers and addresses lie encrypted; the number, its
    last four characters and the phone are found through keyed blind indexes.
    """

    name = models.CharField(_("姓名"), max_length=100)
    name_pinyin = models.CharField(max_length=200, editable=False, db_collation="C")
    name_initials = models.CharField(max_length=60, editable=False, db_collation="C")
    former_name = models.CharField(_("曾用名"), max_length=100, blank=True)
    sex = models.CharField(_("性别"), max_length=10, choices=Sex)
    birth_on = models.DateField(_("出生日期"), null=True)
    id_kind = models.CharField(_("证件类型"), max_length=20, choices=IdKind, default=IdKind.RESIDENT)
    id_number = EncryptedTextField(_("证件号码"))
    id_index = BlindIndexField(editable=False)
    id_last4_index = BlindIndexField(editable=False)
    phone = EncryptedTextField(_("联系电话"), blank=True, default="")
    phone_index = BlindIndexField(editable=False, null=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    nationality = models.CharField(_("国籍"), max_length=30, blank=True)
    education = models.CharField(_("文化程度"), max_length=20, choices=Education, blank=True)
    marital_status = models.CharField(_("婚姻状况"), max_length=20, choices=MaritalStatus, blank=True)
    employment = models.CharField(_("就业就学情况"), max_length=20, choices=Employment, blank=True)
    work_unit = EncryptedTextField(_("现工作单位"), blank=True, default="")
    residence = EncryptedTextField(_("居住地"), blank=True, default="")
    household = EncryptedTextField(_("户籍地"), blank=True, default="")
    is_restricted = models.BooleanField(
        _("受限档案"), default=False, help_text=_("名单中只显示“受限”，须有专门权限才能打开")
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OffenderQuerySet.as_manager()

    PERSONAL: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "name": mask_name,
        "former_name": mask_name,
        "id_number": mask,
        "phone": mask_phone,
        "work_unit": mask_address,
        "residence": mask_address,
        "household": mask_address,
    }
    """What no event, log or file name shows in full, and how it is masked there."""

    class Meta:
        verbose_name = _("矫正对象")
        verbose_name_plural = _("矫正对象")
        constraints = [
            models.UniqueConstraint(fields=["id_kind", "id_index"], name="offender_document_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="offender_name_given"),
        ]
        indexes = [
            models.Index(fields=["id_index"]),
            models.Index(fields=["id_last4_index"]),
            models.Index(fields=["phone_index"]),
            models.Index(fields=["name"]),
            models.Index(fields=["name_initials"]),
            models.Index(fields=["name_pinyin", "id"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the name: this is what logs and tracebacks show

    @property
    def id_masked(self) -> str:
        """First four and last four characters."""
        return mask(self.id_number)

    def is_minor(self, *, on: date) -> bool:
        """Under 18 on that day; unknown birth counts as grown up."""
        return self.birth_on is not None and age_on(self.birth_on, on) < 18

    def derive(self) -> None:
        """Fill what follows from name, number and phone; to be called before a row with a new one of them is saved."""
        self.name_pinyin = pinyin_sort_key(self.name)
        self.name_initials = pinyin_initials(self.name)
        self.id_index = id_index_of(self.id_number)
        self.id_last4_index = last4_index_of(self.id_number)
        self.phone_index = phone_index_of(self.phone)
