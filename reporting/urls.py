"""Addresses of this room, under /reporting/."""

from django.urls import path

from reporting import views

app_name = "reporting"

urlpatterns = [
    path("", views.DashboardView.as_view(), name="home"),
    path("offices/<int:pk>/", views.DashboardView.as_view(), name="office"),
    path("offices/<int:pk>/<slug:indicator>/<slug:part>/", views.RowListView.as_view(), name="rows"),
]
