"""Addresses of the workbench, the records, the rule book and the notices."""

from django.urls import path

from supervision.views.approvals import (
    ApprovalDecideView,
    ApprovalDetailView,
    ApprovalListView,
    ApprovalPanel,
    ApprovalResubmitView,
    ApprovalRevokeView,
    ApprovalSayView,
    ApprovalWithdrawView,
)
from supervision.views.assessments import AssessmentCorrectView, AssessmentPanel, AssessmentsView
from supervision.views.corrections import (
    CheckInCorrectView,
    CheckInHistoryView,
    VisitCorrectView,
    VisitHistoryView,
)
from supervision.views.due_calendar import DueCalendarView
from supervision.views.errands import ErrandDoneView
from supervision.views.leaves import (
    LeaveCancelView,
    LeaveDepartView,
    LeaveExtendView,
    LeaveNoteView,
    LeaveRequestView,
    LeaveReturnView,
)
from supervision.views.notices import DigestReadView, NoticeListView, NoticeReadView
from supervision.views.offices import OfficesWorkView
from supervision.views.panels import CalendarPanel, DuePanel, RecordsPanel, TimelinePanel
from supervision.views.papers import (
    ApprovalPaperView,
    AssessmentPaperView,
    CheckInPaperView,
    LeaveCertificateView,
    MonthPaperView,
    PeoplePaperView,
    PlanPaperView,
    RegisterPaperView,
    VisitPaperView,
)
from supervision.views.phones import PhoneRevealView
from supervision.views.plans import PlanMakeView, PlanPanel, PlanWithdrawView
from supervision.views.records import (
    CheckInRecordView,
    CheckInWithdrawView,
    DeskEntryView,
    VisitWithdrawView,
)
from supervision.views.registers import CheckInListView, VisitListView
from supervision.views.rounds import GroupDayDetailView, GroupDayListView, RoundResultView, RoundView
from supervision.views.rule_book import RuleBookView, RuleChangeView, RuleDetailView, RuleWithdrawView
from supervision.views.travel import TravelDepartView, TravelRequestView, TravelReturnView
from supervision.views.visits import (
    VisitPhotoOriginalView,
    VisitPhotoSmallView,
    VisitPhotoView,
    VisitRecordView,
)
from supervision.views.workbench import WorkbenchView, WorkView

app_name = "supervision"

urlpatterns = [
    path("workbench/", WorkbenchView.as_view(), name="workbench"),
    path("workbench/calendar/", DueCalendarView.as_view(), name="due_calendar"),
    path("workbench/offices/", OfficesWorkView.as_view(), name="offices_work"),
    path("work/<slug:card>/", WorkView.as_view(), name="work"),
    path("cases/<int:pk>/check-in/", CheckInRecordView.as_view(), name="check_in_record"),
    path("cases/<int:pk>/desk/", DeskEntryView.as_view(), name="desk_entry_record"),
    path("cases/<int:pk>/visit/", VisitRecordView.as_view(), name="visit_record"),
    path("cases/<int:pk>/phone/", PhoneRevealView.as_view(), name="phone_reveal"),
    path("cases/<int:pk>/panels/calendar/", CalendarPanel.as_view(), name="calendar_panel"),
    path("cases/<int:pk>/panels/timeline/", TimelinePanel.as_view(), name="timeline_panel"),
    path("cases/<int:pk>/panels/due/", DuePanel.as_view(), name="due_panel"),
    path("cases/<int:pk>/panels/records/", RecordsPanel.as_view(), name="records_panel"),
    path("cases/<int:pk>/panels/plan/", PlanPanel.as_view(), name="plan_panel"),
    path("cases/<int:pk>/panels/assessments/", AssessmentPanel.as_view(), name="assessment_panel"),
    path("cases/<int:pk>/plan/", PlanMakeView.as_view(), name="plan_make"),
    path("plans/<int:pk>/withdraw/", PlanWithdrawView.as_view(), name="plan_withdraw"),
    path("plans/<int:pk>/paper/", PlanPaperView.as_view(), name="plan_paper"),
    path("assessments/", AssessmentsView.as_view(), name="assessments"),
    path("assessments/<int:pk>/correct/", AssessmentCorrectView.as_view(), name="assessment_correct"),
    path("stations/<int:pk>/assessment-paper/", AssessmentPaperView.as_view(), name="assessment_paper"),
    path("approvals/", ApprovalListView.as_view(), name="approval_list"),
    path("approvals/<int:pk>/", ApprovalDetailView.as_view(), name="approval_detail"),
    path("approvals/<int:pk>/decide/", ApprovalDecideView.as_view(), name="approval_decide"),
    path("approvals/<int:pk>/resubmit/", ApprovalResubmitView.as_view(), name="approval_resubmit"),
    path("approvals/<int:pk>/withdraw/", ApprovalWithdrawView.as_view(), name="approval_withdraw"),
    path("approvals/<int:pk>/revoke/", ApprovalRevokeView.as_view(), name="approval_revoke"),
    path("approvals/<int:pk>/say/", ApprovalSayView.as_view(), name="approval_say"),
    path("cases/<int:pk>/panels/approvals/", ApprovalPanel.as_view(), name="approval_panel"),
    path("cases/<int:pk>/leave/", LeaveRequestView.as_view(), name="leave_request"),
    path("leaves/<int:pk>/depart/", LeaveDepartView.as_view(), name="leave_depart"),
    path("leaves/<int:pk>/note/", LeaveNoteView.as_view(), name="leave_note"),
    path("leaves/<int:pk>/return/", LeaveReturnView.as_view(), name="leave_return"),
    path("leaves/<int:pk>/extend/", LeaveExtendView.as_view(), name="leave_extend"),
    path("leaves/<int:pk>/cancel/", LeaveCancelView.as_view(), name="leave_cancel"),
    path("approvals/<int:pk>/paper/", ApprovalPaperView.as_view(), name="approval_paper"),
    path("approvals/<int:pk>/certificate/", LeaveCertificateView.as_view(), name="leave_certificate"),
    path("errands/<int:pk>/done/", ErrandDoneView.as_view(), name="errand_done"),
    path("cases/<int:pk>/travel-permit/", TravelRequestView.as_view(), name="travel_request"),
    path("travel-permits/<int:pk>/depart/", TravelDepartView.as_view(), name="travel_depart"),
    path("travel-permits/<int:pk>/return/", TravelReturnView.as_view(), name="travel_return"),
    path("check-ins/", CheckInListView.as_view(), name="check_in_list"),
    path("check-ins/<int:pk>/withdraw/", CheckInWithdrawView.as_view(), name="check_in_withdraw"),
    path("check-ins/<int:pk>/correct/", CheckInCorrectView.as_view(), name="check_in_correct"),
    path("check-ins/<int:pk>/history/", CheckInHistoryView.as_view(), name="check_in_history"),
    path("round/", RoundView.as_view(), name="round"),
    path("round/<slug:key>/", RoundResultView.as_view(), name="round_result"),
    path("group-days/", GroupDayListView.as_view(), name="group_day_list"),
    path("group-days/<int:pk>/", GroupDayDetailView.as_view(), name="group_day_detail"),
    path("visits/", VisitListView.as_view(), name="visit_list"),
    path("visits/<int:pk>/withdraw/", VisitWithdrawView.as_view(), name="visit_withdraw"),
    path("visits/<int:pk>/correct/", VisitCorrectView.as_view(), name="visit_correct"),
    path("visits/<int:pk>/history/", VisitHistoryView.as_view(), name="visit_history"),
    path("check-ins/<int:pk>/paper/", CheckInPaperView.as_view(), name="check_in_paper"),
    path("visits/<int:pk>/paper/", VisitPaperView.as_view(), name="visit_paper"),
    path("visits/photos/<int:pk>/", VisitPhotoView.as_view(), name="visit_photo"),
    path("visits/photos/<int:pk>/small/", VisitPhotoSmallView.as_view(), name="visit_photo_small"),
    path("visits/photos/<int:pk>/original/", VisitPhotoOriginalView.as_view(), name="visit_photo_original"),
    path("cases/<int:pk>/month/", MonthPaperView.as_view(), name="month_paper"),
    path("stations/<int:pk>/people-paper/", PeoplePaperView.as_view(), name="people_paper"),
    path("stations/<int:pk>/register-paper/", RegisterPaperView.as_view(), name="register_paper"),
    path("rule-book/", RuleBookView.as_view(), name="rule_book"),
    path("rule-book/<int:pk>/", RuleDetailView.as_view(), name="rule_detail"),
    path("rule-book/<int:pk>/change/", RuleChangeView.as_view(), name="rule_change"),
    path("rule-book/<int:pk>/withdraw/", RuleWithdrawView.as_view(), name="rule_withdraw"),
    path("notices/", NoticeListView.as_view(), name="notice_list"),
    path("digests/<int:pk>/read/", DigestReadView.as_view(), name="digest_read"),
    path("notices/read/", NoticeReadView.as_view(), name="notice_read"),
]
