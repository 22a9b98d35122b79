from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    label = "reviews"
    verbose_name = _("社区评议")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from corrections.roles import role_extend
        from reviews.roles import GRANTS

        role_extend(GRANTS)
