"""The Celery application. Its settings are the ``CELERY_*`` names of config/settings.py, so that one file decides."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")


@setup_logging.connect
def keep_logging(**_kwargs: Any) -> None:
    """Django has set logging up, with its masking; a receiver here keeps Celery from adding handlers of its own."""


app.autodiscover_tasks(related_name="jobs")
