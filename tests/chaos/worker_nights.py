"""Loaded by a worker that is to run the small night."""

from tests.chaos.night_kinds import register

register()
