"""The site: settings from the environment, urls, celery, the servers it brings along. No logic of the subject."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
