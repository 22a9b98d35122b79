"""`manage.py demo_logins`: one login a role, of the accounts that the demo made and that still have its password."""

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand

from core.clock import today
from corrections.enums import Role
from corrections.models import OrganisationGrant
from corrections.models.access import ROLE_PREFIX
from corrections.services.account import DEMO_PASSWORD, DEMO_REASON


class Command(BaseCommand):
    help = "列出演示账号，每个角色一个；没有演示数据时什么也不输出。"

    def handle(self, *args: Any, **options: Any) -> None:
        grants = (
            OrganisationGrant.spans.on(today())
            .filter(reason=DEMO_REASON, user__is_active=True, permission__codename__startswith=ROLE_PREFIX)
            .select_related("user", "permission", "content_object")
            .order_by("user_id")
        )
        is_demo: dict[
            str, bool
        ] = {}  # the demo gives all accounts one hash, and a hash takes its time to check
        first: dict[Role, OrganisationGrant] = {}
        for grant in grants:
            hashed = grant.user.password
            if hashed not in is_demo:
                is_demo[hashed] = check_password(DEMO_PASSWORD, hashed)
            if is_demo[hashed]:
                first.setdefault(Role(grant.permission.codename.removeprefix(ROLE_PREFIX)), grant)
        for role, grant in sorted(first.items(), key=lambda item: list(Role).index(item[0])):
            self.stdout.write(
                f"{grant.user.username}\t{DEMO_PASSWORD}\t{role.label}（{grant.content_object}）"
            )
