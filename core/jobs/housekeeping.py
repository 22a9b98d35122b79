"""Core's own nights."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.audit_seals import audit_seal
from core.drafts import drafts_expire
from core.jobs.kinds import nightly
from core.jobs.runner import JobRun
from core.once import tokens_forget
from core.pictures.drafts import draft_pictures_expire


@nightly("audit_seal", at="00:30", order=90, title=_("封存操作记录"))
def seal_events(run: JobRun, *, on: date) -> dict[str, int]:
    return {"events": audit_seal()}


@nightly("once_tokens_forget", at="00:40", order=95, title=_("清理已提交表单的标记"))
def forget_tokens(run: JobRun, *, on: date) -> dict[str, int]:
    return {"tokens": tokens_forget()}


@nightly("drafts_expire", at="00:45", order=96, title=_("清理过期草稿"))
def expire_drafts(run: JobRun, *, on: date) -> dict[str, int]:
    return {"drafts": drafts_expire(), "pictures": draft_pictures_expire()}
