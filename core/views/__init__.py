"""The shapes of page. A view declares; the service, selector and template do."""

from core.views.clash import VersionedFormPage
from core.views.detail import DetailPage
from core.views.form import ActionPage, FormPage
from core.views.listing import ListPage
from core.views.page import Crumb, ObjectPage, Page, safe_next

__all__ = [
    "ActionPage",
    "Crumb",
    "DetailPage",
    "FormPage",
    "ListPage",
    "ObjectPage",
    "Page",
    "VersionedFormPage",
    "safe_next",
]
