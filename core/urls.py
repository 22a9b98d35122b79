"""The addresses every program of this kind has."""

from django.urls import path
from django.views.i18n import set_language

from core.login.views import HomeView, LoginView, LogoutView, PasswordChangeView, SessionStayView
from core.views.draft import DraftForgetView, DraftSaveView
from core.views.pictures import DraftPictureView

app_name = "core"

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("account/password/", PasswordChangeView.as_view(), name="password_change"),
    path("account/stay/", SessionStayView.as_view(), name="session_stay"),
    path("drafts/", DraftSaveView.as_view(), name="draft_save"),
    path("drafts/forget/", DraftForgetView.as_view(), name="draft_forget"),
    path("drafts/pictures/<int:pk>/", DraftPictureView.as_view(), name="draft_picture"),
    path("language/", set_language, name="set_language"),
]
