"""Reads of this room: dashboards from snapshots, lists from the indicators' own facts."""

from reporting.selectors.as_of import AsOf
from reporting.selectors.dashboard import Dashboard, dashboard_of, last_computed_on
from reporting.selectors.rows import RowList

__all__ = ["AsOf", "Dashboard", "RowList", "dashboard_of", "last_computed_on"]
