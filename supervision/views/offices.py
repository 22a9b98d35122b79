"""下级未办: what the offices below have not done, the most first; each number opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import today
from core.views import Crumb, Page
from corrections.enums import OrganisationKind
from corrections.filters import number_of
from corrections.selectors.offices import OfficeChoices, office_choices
from supervision.permissions import Permission
from supervision.selectors.offices import OfficeWork, offices_work


@dataclass(frozen=True)
class OfficeLine:
    """One office: where its name leads (its own offices, or its work list), and the list behind each number."""

    work: OfficeWork
    url: str
    person_url: str
    own_url: str
    term_over_url: str
    awaiting_url: str


class OfficesWorkView(Page):
    permission = Permission.WORKBENCH_VIEW
    page_title = gettext_lazy("下级未办")
    template_name = "supervision/offices_work.html"
    menu_url_name = "supervision:workbench"

    @cached_property
    def asked(self) -> int | None:
        return number_of(self.request.GET.get("office"))

    @cached_property
    def choices(self) -> OfficeChoices:
        return office_choices(self.user, self.permission, self.asked)

    def get_page_title(self) -> Any:
        scope = self.choices.scope
        return _("%(office)s：下级未办") % {"office": scope.name} if scope else self.page_title

    def get_breadcrumbs(self) -> Sequence[Crumb]:
        url = reverse("supervision:offices_work")
        above = (Crumb(office.name, f"{url}?office={office.pk}") for office in self.choices.above)
        return (
            Crumb(_("工作台"), reverse("supervision:workbench")),
            Crumb(_("下级未办"), url),
            *above,
            *([Crumb(self.choices.chosen.name)] if self.choices.chosen else []),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = [self._line(work) for work in offices_work(self.user, on=today(), office_id=self.asked)]
        return super().get_context_data(lines=lines, on=today(), **kwargs)

    @staticmethod
    def _line(work: OfficeWork) -> OfficeLine:
        def card(key: str) -> str:
            return f"{reverse('supervision:work', args=[key])}?office={work.office.pk}"

        is_station = work.office.kind == OrganisationKind.STATION
        down = f"{reverse('supervision:offices_work')}?office={work.office.pk}"
        return OfficeLine(
            work,
            card("pending") if is_station else down,
            card("overdue_person"),
            card("overdue_office"),
            card("term_over"),
            card("awaiting_reception"),
        )
