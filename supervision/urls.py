"""Addresses of the workbench, the records, the rule book and the notices."""

from django.urls import path

from supervision.views.assessments import AssessmentCorrectView, AssessmentPanel, AssessmentsView
from supervision.views.corrections import (
    CheckInCorrectView,
    CheckInHistoryView,
    VisitCorrectView,
    VisitHistoryView,
)
from supervision.views.due_calendar import DueCalendarView
from supervision.views.notices import DigestReadView, NoticeListView, NoticeReadView
from supervision.views.offices import OfficesWorkView
from supervision.views.panels import CalendarPanel, DuePanel, RecordsPanel, TimelinePanel
from supervision.views.papers import (
    AssessmentPaperView,
    CheckInPaperView,
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
