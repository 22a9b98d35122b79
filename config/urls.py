"""The site's addresses: each room brings its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("core.urls")),
    path("", include("corrections.urls")),
    path("", include("supervision.urls")),
    path("reviews/", include("reviews.urls")),
    path("reporting/", include("reporting.urls")),
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
