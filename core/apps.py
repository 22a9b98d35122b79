from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = _("基础设施")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.login.sessions import on_logged_in

        # Every app's `jobs` module registers its kinds, in the web process (which enqueues) as in workers.
        autodiscover_modules("jobs")

        # Every way in passes Django's own signal; the session's marks hang on it.
        user_logged_in.connect(on_logged_in, dispatch_uid="core.session_begin")
