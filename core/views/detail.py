"""The page of one row."""

from __future__ import annotations

from core.views.page import ObjectPage


class DetailPage(ObjectPage):
    """`self.object` in the shape of a detail page; the template fills its blocks."""

    template_name = "shapes/detail.html"
