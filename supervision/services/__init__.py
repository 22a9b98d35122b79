"""Changes of this room, one file per noun."""

from supervision.services.corrections import record_correct
from supervision.services.duties import Reconciled, duties_open, duties_reconcile
from supervision.services.notices import Flagged, notices_read, overdue_flag
from supervision.services.records import check_in_record, desk_entry_record, record_withdraw, visit_record
from supervision.services.rules import BooksLoaded, rule_books_load

__all__ = [
    "BooksLoaded",
    "Flagged",
    "Reconciled",
    "check_in_record",
    "desk_entry_record",
    "duties_open",
    "duties_reconcile",
    "notices_read",
    "overdue_flag",
    "record_correct",
    "record_withdraw",
    "rule_books_load",
    "visit_record",
]
