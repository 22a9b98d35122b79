"""Staff with their postings and absences."""

from datetime import date

import factory

from corrections.enums import AbsenceKind, Sex, StaffKind
from corrections.models import Posting, Staff, StaffAbsence
from tests.factories.organisations import StationFactory


class StaffFactory(factory.django.DjangoModelFactory[Staff]):
    class Meta:
        model = Staff

    class Params:
        woman = factory.Trait(sex=Sex.FEMALE)

    name = factory.Sequence(lambda n: f"工作人员{n}")
    sex = Sex.MALE
    phone = factory.Sequence(lambda n: f"139{n:08d}")


class PostingFactory(factory.django.DjangoModelFactory[Posting]):
    """Full time (`share=100`) at a station since 2020-07-01, 政法专编 unless a trait says otherwise."""

    class Meta:
        model = Posting

    class Params:
        social_worker = factory.Trait(kind=StaffKind.SOCIAL_WORKER)
        half = factory.Trait(share=50)
        left = factory.Trait(ends_on=date(2026, 6, 30))
        future = factory.Trait(starts_on=date(2027, 1, 1))

    staff = factory.SubFactory(StaffFactory)
    organisation = factory.SubFactory(StationFactory)
    path = factory.LazyAttribute(lambda made: made.organisation.path)
    kind = StaffKind.POLITICAL_LEGAL
    starts_on = date(2020, 7, 1)


class StaffAbsenceFactory(factory.django.DjangoModelFactory[StaffAbsence]):
    """Sick from 2026-10-01 to 2026-12-31: longer than 30 days."""

    class Meta:
        model = StaffAbsence

    class Params:
        short = factory.Trait(starts_on=date(2026, 11, 10), ends_on=date(2026, 12, 9))

    staff = factory.SubFactory(StaffFactory)
    kind = AbsenceKind.SICK
    starts_on = date(2026, 10, 1)
    ends_on = date(2026, 12, 31)
