"""Fixtures shared by the tests of this room."""

from tests.corrections.rosters import importer, kaijiang

__all__ = ["importer", "kaijiang"]
