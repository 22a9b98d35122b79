from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.audit_seals import audit_verify
from core.models import AuditSeal


class Command(BaseCommand):
    help = _("核对操作记录与封存是否一致；有改动或缺失时以 1 退出")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = audit_verify()
        for problem in problems:
            self.stdout.write(
                _("封存 %(id)s：%(sentence)s") % {"id": problem.seal_id, "sentence": problem.sentence}
            )
        if problems:
            raise CommandError(_("操作记录有 %(count)s 处问题") % {"count": len(problems)}, returncode=1)
        newest = AuditSeal.objects.order_by("-id").first()
        if newest is None:
            self.stdout.write(_("还没有封存"))
            return
        self.stdout.write(
            _("全部一致，最后封存到第 %(last)s 条，摘要 %(digest)s（请另行抄存，以便日后核对末尾没有缺失）")
            % {"last": newest.last_id, "digest": bytes(newest.digest).hex()}
        )
