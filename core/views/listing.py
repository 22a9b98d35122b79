"""The list page: filters above, a table, pages; the table alone for htmx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet

from core.views.page import Page

# Part of the page that htmx swaps (templates/parts/results.html).
RESULTS_ID = "results"


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class Pager:
    """What the pagination shows; every link keeps the filters of the page."""

    total: int
    first: int
    last: int
    number: int
    pages: tuple[Link, ...]
    sizes: tuple[Link, ...]
    previous: str = ""
    following: str = ""


def clamp(text: str, *, low: int, high: int) -> int:
    """The whole number in the text, moved into the bounds; `low` for anything else."""
    digits = text.strip()
    if not digits.removeprefix("-").isascii() or not digits.removeprefix("-").isdecimal() or len(digits) > 18:
        return high if digits.isascii() and digits.isdecimal() else low
    return max(low, min(int(digits), high))


class ListPage(Page):
    """Rows of `get_queryset()`, filtered by `filterset_class`, ordered by a whitelist, 20, 50 or 100 on a page.

    `table_template` draws the rows (`rows` in its context). `orderings` maps the word in the URL to order_by fields;
    any other word is ignored. `export_url_name` adds the export button, which keeps the filters.
    """

    template_name = "shapes/list.html"
    fragment_template = "parts/results.html"
    table_template = ""
    filterset_class: type[FilterSet] | None = None
    orderings: ClassVar[Mapping[str, Sequence[str]]] = {}
    default_ordering = ""
    page_sizes: ClassVar[Sequence[int]] = (20, 50, 100)
    export_url_name = ""
    empty_text: Any = ""

    def get_queryset(self) -> QuerySet[Any]:
        """Rows that exist for the user: `<Model>.objects.visible_to(self.user)`."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs get_queryset()")

    def get_filterset(self, rows: QuerySet[Any]) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(data=self.request.GET, queryset=rows, request=self.request)

    def get_ordering(self) -> str:
        """The word of the URL if the whitelist knows it (a leading minus turns it round), else the default."""
        asked = self.request.GET.get("ordering", "")
        return asked if asked.removeprefix("-") in self.orderings else self.default_ordering

    def order(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        word = self.get_ordering()
        if not word:
            return rows if rows.ordered else rows.order_by("pk")
        fields = self.orderings[word.removeprefix("-")]
        if word.startswith("-"):
            fields = [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in fields]
        return rows.order_by(*fields, "pk")

    def get_page_size(self) -> int:
        asked = self.request.GET.get("page_size", "")
        return next((size for size in self.page_sizes if str(size) == asked), self.page_sizes[0])

    def get_page(self, rows: QuerySet[Any]) -> PaginatorPage[Any]:
        paginator = Paginator(rows, self.get_page_size())
        return paginator.page(clamp(self.request.GET.get("page", ""), low=1, high=paginator.num_pages))

    def url_with(self, **changes: Any) -> str:
        """This page with other parameters; None drops one."""
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def get_pager(self, page: PaginatorPage[Any]) -> Pager:
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        return Pager(
            total=page.paginator.count,
            first=page.start_index(),
            last=page.end_index(),
            number=page.number,
            pages=tuple(
                Link(str(number), self.url_with(page=number), number == page.number)
                if isinstance(number, int)
                else Link(str(number), "")
                for number in numbers
            ),
            sizes=tuple(
                Link(str(size), self.url_with(page_size=size, page=None), size == page.paginator.per_page)
                for size in self.page_sizes
            ),
            previous=self.url_with(page=page.number - 1) if page.has_previous() else "",
            following=self.url_with(page=page.number + 1) if page.has_next() else "",
        )

    def get_export_url(self) -> str:
        if not self.export_url_name:
            return ""
        query = self.request.GET.urlencode()
        url = reverse(self.export_url_name)
        return f"{url}?{query}" if query else url

    def get_rows(self) -> tuple[QuerySet[Any], FilterSet | None]:
        """Every row of the list, filtered and in order, and the filters; no row where a filter makes no sense."""
        rows = self.get_queryset()
        filterset = self.get_filterset(rows)
        if filterset is not None:
            rows = filterset.qs if filterset.is_valid() else rows.none()
        return self.order(rows), filterset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, filterset = self.get_rows()
        page = self.get_page(rows)
        return super().get_context_data(
            filterset=filterset,
            rows=page.object_list,
            pager=self.get_pager(page),
            ordering=self.get_ordering(),
            table_template=self.table_template,
            export_url=self.get_export_url(),
            empty_text=self.empty_text,
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        is_fragment = self.is_htmx and request.headers.get("HX-Target") == RESULTS_ID
        template = self.fragment_template if is_fragment else self.template_name
        response = self.response_class(request=request, template=[template], context=context, using=None)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response
