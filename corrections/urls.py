"""Addresses of people, cases, offices, staff, accounts; one block a noun. None names a person."""

from django.urls import path

from corrections.views.account import (
    GrantEndView,
    GrantGiveView,
    GrantListView,
    UserCreateView,
    UserDetailView,
    UserDisableView,
    UserListView,
)
from corrections.views.audit import AuditListView
from corrections.views.case import (
    CaseEndUndoView,
    CaseEndView,
    CaseLendView,
    CaseLevelChangeView,
    CaseRegisterView,
    PlacementCorrectView,
    ResponsibleAssignView,
    TermChangeView,
)
from corrections.views.export import ExportAskView, ExportListView, ExportTakeView
from corrections.views.file import (
    BasicsPanel,
    EndingPanel,
    EventsPanel,
    OffenderDetailView,
    ReceptionPanel,
    TeamPanel,
)
from corrections.views.job import JobListView, JobRetryView, NightRetryView
from corrections.views.level import CasesLevelChangeView, CasesLevelResultView
from corrections.views.namesake import NamesakeDecideView, NamesakeListView, NamesakeRaiseView
from corrections.views.offence import OffenceRecordView, OffenceUpdateView
from corrections.views.offender import (
    DocumentCorrectView,
    FileOpenView,
    OffenderRestrictView,
    OffenderRevealView,
    OffenderUpdateView,
)
from corrections.views.offender_list import OffenderListView
from corrections.views.organisation import OrganisationDetailView, OrganisationListView
from corrections.views.reception import CaseReceiveView, DocumentCheckView, ReceptionPlaceView
from corrections.views.roster import (
    RosterColumnsView,
    RosterConfirmView,
    RosterDetailView,
    RosterFailedRowsView,
    RosterListView,
    RosterProgressView,
    RosterTemplateView,
    RosterUploadView,
)
from corrections.views.roster_undo import RosterUndoView
from corrections.views.search import OffenderSearchView
from corrections.views.staff import (
    AbsenceAddView,
    AbsenceEndView,
    PostingAddView,
    PostingEndView,
    StaffCreateView,
)
from corrections.views.status import (
    AbscondingConfirmView,
    CustodyBeginView,
    CustodyEndView,
    HospitalBeginView,
    HospitalEndView,
    LostContactBeginView,
    LostContactEndView,
)
from corrections.views.team import TeamSeatAddView, TeamSeatEndView

app_name = "corrections"

offenders = [
    path("offenders/", OffenderListView.as_view(), name="offender_list"),
    path("offenders/export/", ExportAskView.as_view(), name="export_ask"),
    path("exports/", ExportListView.as_view(), name="export_list"),
    path("exports/<int:pk>/file/", ExportTakeView.as_view(), name="export_take"),
    path("offenders/search/", OffenderSearchView.as_view(), name="offender_search"),
    path("offenders/<int:pk>/", OffenderDetailView.as_view(), name="offender_detail"),
]

receptions = [
    path("cases/receive/", CaseReceiveView.as_view(), name="case_receive"),
    path("cases/receive/document/", DocumentCheckView.as_view(), name="document_check"),
    path("cases/receive/place/", ReceptionPlaceView.as_view(), name="reception_place"),
]

file_panels = [
    path("cases/<int:pk>/basics/", BasicsPanel.as_view(), name="case_basics"),
    path("cases/<int:pk>/reception/", ReceptionPanel.as_view(), name="case_reception"),
    path("cases/<int:pk>/team/", TeamPanel.as_view(), name="case_team"),
    path("cases/<int:pk>/ending/", EndingPanel.as_view(), name="case_ending"),
    path("cases/<int:pk>/events/", EventsPanel.as_view(), name="case_events"),
]

person = [
    path("cases/<int:pk>/open/", FileOpenView.as_view(), name="file_open"),
    path("cases/<int:pk>/update/", OffenderUpdateView.as_view(), name="offender_update"),
    path("cases/<int:pk>/document/", DocumentCorrectView.as_view(), name="document_correct"),
    path("cases/<int:pk>/merge/", NamesakeRaiseView.as_view(), name="namesake_raise"),
    path("cases/<int:pk>/restrict/", OffenderRestrictView.as_view(), name="offender_restrict"),
    path("cases/<int:pk>/reveal/<slug:field>/", OffenderRevealView.as_view(), name="offender_reveal"),
]

cases = [
    path("cases/<int:pk>/register/", CaseRegisterView.as_view(), name="case_register"),
    path("cases/<int:pk>/level/", CaseLevelChangeView.as_view(), name="case_level_change"),
    path("cases/<int:pk>/term/", TermChangeView.as_view(), name="term_change"),
    path("cases/<int:pk>/responsible/", ResponsibleAssignView.as_view(), name="responsible_assign"),
    path("cases/<int:pk>/placement/", PlacementCorrectView.as_view(), name="placement_correct"),
    path("cases/<int:pk>/lend/", CaseLendView.as_view(), name="case_lend"),
    path("cases/<int:pk>/end/", CaseEndView.as_view(), name="case_end"),
    path("cases/<int:pk>/end/undo/", CaseEndUndoView.as_view(), name="case_end_undo"),
    path("cases/levels/", CasesLevelChangeView.as_view(), name="cases_level_change"),
    path("cases/levels/<slug:key>/", CasesLevelResultView.as_view(), name="cases_level_result"),
]

statuses = [
    path("cases/<int:pk>/lost-contact/", LostContactBeginView.as_view(), name="lost_contact_begin"),
    path("lost-contacts/<int:pk>/end/", LostContactEndView.as_view(), name="lost_contact_end"),
    path("lost-contacts/<int:pk>/absconding/", AbscondingConfirmView.as_view(), name="absconding_confirm"),
    path("cases/<int:pk>/custody/", CustodyBeginView.as_view(), name="custody_begin"),
    path("custodies/<int:pk>/end/", CustodyEndView.as_view(), name="custody_end"),
    path("cases/<int:pk>/hospital/", HospitalBeginView.as_view(), name="hospital_begin"),
    path("hospital-stays/<int:pk>/end/", HospitalEndView.as_view(), name="hospital_end"),
]

offences = [
    path("cases/<int:pk>/offences/record/", OffenceRecordView.as_view(), name="offence_record"),
    path("offences/<int:pk>/update/", OffenceUpdateView.as_view(), name="offence_update"),
]

teams = [
    path("cases/<int:pk>/team/add/", TeamSeatAddView.as_view(), name="team_seat_add"),
    path("team-seats/<int:pk>/end/", TeamSeatEndView.as_view(), name="team_seat_end"),
]

organisations = [
    path("organisations/", OrganisationListView.as_view(), name="organisation_list"),
    path("organisations/<int:pk>/", OrganisationDetailView.as_view(), name="organisation_detail"),
    path("organisations/<int:pk>/staff/create/", StaffCreateView.as_view(), name="staff_create"),
    path("postings/<int:pk>/posting/", PostingAddView.as_view(), name="posting_add"),
    path("postings/<int:pk>/end/", PostingEndView.as_view(), name="posting_end"),
    path("postings/<int:pk>/absence/", AbsenceAddView.as_view(), name="absence_add"),
    path("absences/<int:pk>/end/", AbsenceEndView.as_view(), name="absence_end"),
]

accounts = [
    path("users/", UserListView.as_view(), name="user_list"),
    path("organisations/<int:pk>/users/create/", UserCreateView.as_view(), name="user_create"),
    path("users/<int:pk>/", UserDetailView.as_view(), name="user_detail"),
    path("users/<int:pk>/disable/", UserDisableView.as_view(), name="user_disable"),
    path("users/<int:pk>/grants/give/", GrantGiveView.as_view(), name="grant_give"),
    path("grants/", GrantListView.as_view(), name="grant_list"),
    path("grants/<int:pk>/end/", GrantEndView.as_view(), name="grant_end"),
]

records = [
    path("audit/", AuditListView.as_view(), name="audit_list"),
    path("jobs/", JobListView.as_view(), name="job_list"),
    path("jobs/<int:pk>/retry/", JobRetryView.as_view(), name="job_retry"),
    path("jobs/nights/<int:pk>/retry/", NightRetryView.as_view(), name="night_retry"),
]

rosters = [
    path("rosters/", RosterListView.as_view(), name="roster_list"),
    path("rosters/upload/", RosterUploadView.as_view(), name="roster_upload"),
    path("namesakes/", NamesakeListView.as_view(), name="namesake_list"),
    path("namesakes/<int:pk>/", NamesakeDecideView.as_view(), name="namesake_decide"),
    path("rosters/template/<slug:kind>/", RosterTemplateView.as_view(), name="roster_template"),
    path("rosters/<int:pk>/", RosterDetailView.as_view(), name="roster_detail"),
    path("rosters/<int:pk>/columns/", RosterColumnsView.as_view(), name="roster_columns"),
    path("rosters/<int:pk>/undo/", RosterUndoView.as_view(), name="roster_undo"),
    path("rosters/<int:pk>/progress/", RosterProgressView.as_view(), name="roster_progress"),
    path("rosters/<int:pk>/confirm/<slug:mode>/", RosterConfirmView.as_view(), name="roster_confirm"),
    path("rosters/<int:pk>/failed-rows/", RosterFailedRowsView.as_view(), name="roster_failed_rows"),
]

urlpatterns = [
    *offenders,
    *receptions,
    *file_panels,
    *person,
    *cases,
    *statuses,
    *offences,
    *teams,
    *organisations,
    *accounts,
    *records,
    *rosters,
]
