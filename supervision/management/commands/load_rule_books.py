"""manage.py load_rule_books"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from supervision.services import rule_books_load


class Command(BaseCommand):
    help = _("载入随程序提供的监管规则（现行规则与四川2014—2020年规则）；可重复执行，不改动已修改的条目")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rule_books_load()
        self.stdout.write(
            _("监管规则：新增 %(created)s 条，原有 %(unchanged)s 条，已被修改而保留 %(kept)s 条")
            % {"created": done.created, "unchanged": done.unchanged, "kept": done.kept}
        )
