"""Every write of this room: lock, check, change, event."""

from reviews.services.appraisal import appraisal_feedback, appraisal_record, appraisal_withdraw
from reviews.services.representative import representative_add, representative_end, representative_update

__all__ = [
    "appraisal_feedback",
    "appraisal_record",
    "appraisal_withdraw",
    "representative_add",
    "representative_end",
    "representative_update",
]
