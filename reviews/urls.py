"""Addresses of this room, under /reviews/."""

from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [
    path("communities/", views.CommunityListView.as_view(), name="community_list"),
    path("communities/<int:pk>/", views.CommunityDetailView.as_view(), name="community_detail"),
    path(
        "communities/<int:pk>/representatives/add/",
        views.RepresentativeAddView.as_view(),
        name="representative_add",
    ),
    path("representatives/<int:pk>/end/", views.RepresentativeEndView.as_view(), name="representative_end"),
    path("appraisals/", views.AppraisalListView.as_view(), name="appraisal_list"),
    path("appraisals/<int:pk>/feedback/", views.AppraisalFeedbackView.as_view(), name="appraisal_feedback"),
    path("appraisals/<int:pk>/withdraw/", views.AppraisalWithdrawView.as_view(), name="appraisal_withdraw"),
    path("cases/<int:pk>/appraisals/", views.CasePanelView.as_view(), name="case_panel"),
    path("cases/<int:pk>/appraisals/record/", views.AppraisalRecordView.as_view(), name="appraisal_record"),
]
