"""Pages of this room."""

from reporting.views.dashboard import DashboardView
from reporting.views.rows import RowListView

__all__ = ["DashboardView", "RowListView"]
