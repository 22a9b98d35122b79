"""Pages of this room."""

from reviews.views.appraisal import (
    AppraisalFeedbackView,
    AppraisalListView,
    AppraisalRecordView,
    AppraisalWithdrawView,
    CasePanelView,
)
from reviews.views.community import (
    CommunityDetailView,
    CommunityListView,
    RepresentativeAddView,
    RepresentativeEndView,
)

__all__ = [
    "AppraisalFeedbackView",
    "AppraisalListView",
    "AppraisalRecordView",
    "AppraisalWithdrawView",
    "CasePanelView",
    "CommunityDetailView",
    "CommunityListView",
    "RepresentativeAddView",
    "RepresentativeEndView",
]
