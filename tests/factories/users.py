"""Accounts, roles on the tree, lent cases and restrictions."""

from datetime import date
from typing import Any

import factory
from django.contrib.auth.models import Permission

from core.clock import now
from corrections.enums import Role
from corrections.models import AccessDenial, CaseGrant, OrganisationGrant, User

PASSWORD = "Kaijiang-2026-test"
GRANTED_ON = date(2020, 7, 1)


class UserFactory(factory.django.DjangoModelFactory[User]):
    """An active account without any role; the password is `PASSWORD`."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    created_at = factory.LazyFunction(now)
    password = PASSWORD

    class Params:
        disabled = factory.Trait(is_active=False)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)


class OrganisationGrantFactory(factory.django.DjangoModelFactory[OrganisationGrant]):
    """`OrganisationGrantFactory(user=…, role=Role.STATION_OFFICER, content_object=station)`; open since 2020-07-01."""

    class Meta:
        model = OrganisationGrant
        exclude = ("role",)

    class Params:
        expired = factory.Trait(ends_on=date(2026, 11, 22))
        future = factory.Trait(starts_on=date(2026, 11, 24))

    role = Role.STATION_OFFICER
    user = factory.SubFactory(UserFactory)
    permission = factory.LazyAttribute(
        lambda made: Permission.objects.get(
            codename=f"role_{made.role}", content_type__app_label="corrections"
        )
    )
    starts_on = GRANTED_ON
    reason = "测试授权"

    @classmethod
    def _create(cls, model_class: type[OrganisationGrant], *args: Any, **kwargs: Any) -> OrganisationGrant:
        return model_class.spans.create(*args, **kwargs)


class CaseGrantFactory(factory.django.DjangoModelFactory[CaseGrant]):
    """`CaseGrantFactory(user=…, content_object=case)`: the case is lent since 2026-11-01."""

    class Meta:
        model = CaseGrant

    class Params:
        expired = factory.Trait(ends_on=date(2026, 11, 22))

    user = factory.SubFactory(UserFactory)
    permission = factory.LazyFunction(
        lambda: Permission.objects.get(codename="case_assist", content_type__app_label="corrections")
    )
    starts_on = date(2026, 11, 1)
    reason = "临时协助"

    @classmethod
    def _create(cls, model_class: type[CaseGrant], *args: Any, **kwargs: Any) -> CaseGrant:
        return model_class.spans.create(*args, **kwargs)


class AccessDenialFactory(factory.django.DjangoModelFactory[AccessDenial]):
    """`AccessDenialFactory(user=…, case=case)` or `organisation=station`: closed since 2026-11-01."""

    class Meta:
        model = AccessDenial

    starts_on = date(2026, 11, 1)
    reason = "亲属回避"
