"""People under correction with valid, invented ID numbers, the same ones in every run."""

from datetime import date, timedelta
from typing import Any

import factory

from core.clock import now
from core.idnumber import check_character
from corrections.enums import IdKind, Sex
from corrections.models import Offender

AREA = "513001"  # an abolished code (达县地区), which no sample roster uses
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超霞平刚辉玲"


def birth_of(n: int) -> date:
    """12,000 days from 1965 to 1997 in turn."""
    return date(1965, 1, 1) + timedelta(days=n * 41 % 12_000)


def id_number(n: int, *, sex: str = Sex.MALE, birth_on: date | None = None) -> str:
    """The n-th valid ID number of that sex; without a birth its own day, with one that day (n modulo 500)."""
    birth, order = (birth_of(n), n // 12_000) if birth_on is None else (birth_on, n % 500)
    digits = f"{AREA}{birth:%Y%m%d}{order * 2 + (sex == Sex.MALE):03d}"
    return digits + check_character(digits)


class OffenderFactory(factory.django.DjangoModelFactory[Offender]):
    """A man between 29 and 61; traits `woman`, `minor` (17 on 2026-11-23, file restricted), `restricted`."""

    class Meta:
        model = Offender
        exclude = ("n",)

    class Params:
        woman = factory.Trait(sex=Sex.FEMALE)
        restricted = factory.Trait(is_restricted=True)
        minor = factory.Trait(birth_on=date(2009, 3, 15), is_restricted=True)

    n = factory.Sequence(lambda n: n)
    name = factory.LazyAttribute(
        lambda made: _SURNAMES[made.n % 20] + _GIVEN[made.n // 20 % 20] + _GIVEN[made.n // 400 % 20]
    )
    sex = Sex.MALE
    id_kind = IdKind.RESIDENT
    birth_on = factory.LazyAttribute(lambda made: birth_of(made.n))
    id_number = factory.LazyAttribute(lambda made: _number_of(made))
    phone = factory.LazyAttribute(lambda made: f"138{made.n:08d}")
    ethnicity = "汉族"
    nationality = "中国"
    residence = "四川省达州市开江县某街道1号"
    created_at = factory.LazyFunction(now)
    updated_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class: type[Offender], *args: Any, **kwargs: Any) -> Offender:
        made = model_class(*args, **kwargs)
        made.derive()
        made.save()
        return made


def _number_of(made: Any) -> str:
    return id_number(
        made.n, sex=made.sex, birth_on=None if made.birth_on == birth_of(made.n) else made.birth_on
    )
