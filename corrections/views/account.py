"""用户与授权: accounts of the offices one keeps, and the roles they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django_filters import FilterSet

from core.actions import Action
from core.clock import today
from core.views import Crumb, DetailPage, FormPage, ListPage
from corrections.enums import Role
from corrections.filters import AccountFilter
from corrections.forms.account import GrantEndForm, GrantGiveForm, UserCreateForm, UserDisableForm
from corrections.models import Organisation, OrganisationGrant, Posting, Staff, User
from corrections.permissions import Permission
from corrections.policies.account import check_can_disable_user, check_not_oneself
from corrections.selectors.accounts import HeldRole, accounts_kept_by, grants_kept_by, roles_of
from corrections.selectors.offices import offices_around
from corrections.services.account import user_create, user_disable
from corrections.services.grant import grant_end, grant_give

KEEPERS = (Permission.USER_EDIT, Permission.GRANT_EDIT)


class UserListView(ListPage):
    """For who makes accounts."""

    permission = Permission.USER_EDIT
    page_title = _("用户账号")
    template_name = "corrections/user_list.html"
    table_template = "corrections/user_table.html"

    def get_queryset(self) -> QuerySet[User]:
        return accounts_kept_by(self.user, self.permission).order_by("office__path", "username")

    def get_filterset(self, rows: QuerySet[Any]) -> FilterSet:
        return AccountFilter(self.request.GET, rows, request=self.request, permission=self.permission)

    def get_actions(self) -> list[Action]:
        office = AccountFilter(
            self.request.GET, User.objects.none(), request=self.request, permission=self.permission
        ).offices.scope
        if office is None or not self.user.may(Permission.USER_EDIT, path=office.path):
            return []
        label = _("在%(office)s新建账号") % {"office": office.name}
        return [Action(label, reverse("corrections:user_create", args=[office.pk]), kind="primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        users = list(context["rows"])
        roles = roles_of(users)
        context["rows"] = [
            (account, [held for held in roles[account.pk] if held.holds_on(today())]) for account in users
        ]
        return context


class GrantListView(UserListView):
    """For who gives roles."""

    permission = Permission.GRANT_EDIT
    page_title = _("角色授权")


class UserDetailView(DetailPage):
    """One account with its roles; for both kinds of keepers."""

    permission = Permission.USER_EDIT
    template_name = "corrections/user.html"
    visible_is_enough = True

    def check_permission(self) -> None:
        if not self.user.may(Permission.GRANT_EDIT):
            super().check_permission()

    def get_queryset(self) -> QuerySet[User]:
        return accounts_kept_by(self.user, *KEEPERS)

    def get_page_title(self) -> Any:
        return self.object.display_name

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        label, name = _("角色授权"), "corrections:grant_list"
        if self.user.may(Permission.USER_EDIT):
            label, name = _("用户账号"), "corrections:user_list"
        return (Crumb(label, reverse(name)), Crumb(self.object.display_name))

    def get_actions(self) -> list[Action]:
        account, buttons = self.object, []
        if self.user.may(Permission.GRANT_EDIT, path=account.office.path):
            buttons.append(
                Action.checked(
                    _("授予角色"),
                    reverse("corrections:grant_give", args=[account.pk]),
                    lambda: check_not_oneself(self.user, account),
                    kind="primary",
                    dialog=True,
                )
            )
        if self.user.may(Permission.USER_EDIT, path=account.office.path):
            buttons.append(
                Action.checked(
                    _("停用账号"),
                    reverse("corrections:user_disable", args=[account.pk]),
                    lambda: check_can_disable_user(self.user, account),
                    kind="danger",
                    dialog=True,
                )
            )
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = roles_of([self.object])[self.object.pk]
        return super().get_context_data(
            roles=[(role, role.holds_on(today()), self.role_actions(role)) for role in held], **kwargs
        )

    def role_actions(self, held: HeldRole) -> list[Action]:
        may_end = self.user.may(Permission.GRANT_EDIT, path=held.office.path)
        if not may_end or (held.ends_on is not None and held.ends_on < today()):
            return []
        return [
            Action.checked(
                _("收回"),
                reverse("corrections:grant_end", args=[held.grant_id]),
                lambda: check_not_oneself(self.user, self.object),
                dialog=True,
            )
        ]


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class UserCreateView(FormPage):
    """A new account of one office."""

    permission = Permission.USER_EDIT
    page_title = _("新建账号")
    form_class = UserCreateForm
    success_message = _("账号已建立。还没有角色，请安全管理员授权后使用。")

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(self.user, self.permission).filter(closed_on=None)

    def get_form_kwargs(self) -> dict[str, Any]:
        posted = Posting.objects.filter(organisation=self.object).on(today())
        return {"staff": Staff.objects.filter(pk__in=posted.values("staff_id"))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.object.name, **kwargs)

    def get_cancel_url(self) -> str:
        return f"{reverse('corrections:user_list')}?office={self.object.pk}"

    def perform(self, form: Any) -> str:
        account = user_create(by=self.user, office=self.object, **form.cleaned_data)
        return reverse("corrections:user_detail", args=[account.pk])


class AccountFormPage(FormPage):
    """About one account."""

    def get_queryset(self) -> QuerySet[Any]:
        return accounts_kept_by(self.user, *KEEPERS)

    def get_object_path(self, found: Any) -> str | None:
        return str(found.office.path)

    @cached_property
    def account(self) -> User:
        found: User = self.object
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = f"{self.account.display_name}（{self.account.username}）"
        return super().get_context_data(about=about, **kwargs)

    def get_cancel_url(self) -> str:
        return reverse("corrections:user_detail", args=[self.account.pk])


class UserDisableView(AccountFormPage):
    permission = Permission.USER_EDIT
    page_title = _("停用账号")
    form_class = UserDisableForm
    submit_label = _("停用")
    success_message = _("账号已停用，本人下一次操作时即退出。")

    def perform(self, form: Any) -> str:
        user_disable(by=self.user, user=self.account, **form.cleaned_data)
        return self.get_cancel_url()


class GrantGiveView(AccountFormPage):
    permission = Permission.GRANT_EDIT
    page_title = _("授予角色")
    form_class = GrantGiveForm
    submit_label = _("授予")
    success_message = _("角色已授予。")

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = Organisation.objects.visible_to(self.user, self.permission)
        office: Any = self.account.office
        return {"offices": offices_around(office).filter(pk__in=mine.values("pk"))}

    def get_initial(self) -> dict[str, Any]:
        return {"organisation": self.account.office_id}

    def perform(self, form: Any) -> str:
        answers = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        grant_give(by=self.user, user=self.account, **answers)
        return self.get_cancel_url()


class GrantEndView(AccountFormPage):
    permission = Permission.GRANT_EDIT
    page_title = _("收回角色")
    form_class = GrantEndForm
    submit_label = _("收回")
    success_message = _("角色已收回。")

    def get_queryset(self) -> QuerySet[OrganisationGrant]:
        return grants_kept_by(self.user)

    def get_object_path(self, found: OrganisationGrant) -> str | None:
        return found.content_object.path

    @cached_property
    def account(self) -> User:
        found: User = self.object.user
        return found

    def perform(self, form: Any) -> str:
        grant_end(by=self.user, grant=self.object, **form.cleaned_data)
        return self.get_cancel_url()
