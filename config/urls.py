"""The site's addresses: each room brings its own."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

ROOMS = {"": ["core", "corrections", "supervision"], "reviews/": ["reviews"], "reporting/": ["reporting"]}

urlpatterns = [
    path("admin/", admin.site.urls),
    *(
        path(prefix, include(f"{room}.urls"))
        for prefix, rooms in ROOMS.items()
        for room in rooms
        if find_spec(f"{room}.urls")
    ),
]

handler400 = "core.views.errors.bad_request"
handler403 = "core.views.errors.forbidden"
handler404 = "core.views.errors.not_found"
handler500 = "core.views.errors.server_error"
