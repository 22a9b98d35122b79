"""manage.py undo_roster: an import taken back as a whole, or the sentence why it cannot be."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import RosterState
from corrections.models import RosterImport, User
from corrections.services.roster_undo import roster_undo, roster_undo_ask

EXIT_REFUSED = 1
EXIT_UNUSABLE = 2


class Command(BaseCommand):
    help = (
        "Undoes an import of a roster or another list while nobody has worked on its rows since. JSON on stdout, a "
        "sentence on stderr. Exit 0: undone; 1: refused, with the reason; 2: the call cannot be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "number", type=int, metavar="NUMBER", help="the import's number, as in its address"
        )
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who undoes it")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="why; kept with the import")

    def handle(self, *args: Any, **options: Any) -> None:
        roster = RosterImport.objects.filter(pk=options["number"]).first()
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if roster is None:
            sentence = _("没有编号为%(number)s的导入") % {"number": options["number"]}
            raise CommandError(sentence, returncode=EXIT_UNUSABLE)
        if by is None:
            sentence = _("没有名为%(name)s的在用账号") % {"name": options["by"]}
            raise CommandError(sentence, returncode=EXIT_UNUSABLE)
        try:
            asked = roster_undo_ask(by=by, roster=roster, reason=options["reason"])
        except (BadInput, Refused) as refusal:
            raise CommandError(refusal.sentence, returncode=EXIT_REFUSED) from None
        counts = roster_undo(roster_id=asked.pk)
        asked.refresh_from_db()
        if asked.state != RosterState.UNDONE:
            raise CommandError(asked.refusal, returncode=EXIT_REFUSED)
        self.stdout.write(json.dumps(counts))
        self.stderr.write(_("已撤销：删除%(removed)s行，恢复%(restored)s行。") % counts)
