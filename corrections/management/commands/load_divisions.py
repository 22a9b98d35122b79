"""`manage.py load_divisions`: Sichuan's offices and communities. Adds what is missing, changes nothing else."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from corrections.services.divisions import divisions_load


class Command(BaseCommand):
    help = _("载入四川省各级机构和村（社区）；已有的不改动。")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = divisions_load()
        self.stdout.write(
            _("新增机构 %(offices)d 个，村（社区）%(communities)d 个。")
            % {"offices": loaded.organisations, "communities": loaded.communities}
        )
