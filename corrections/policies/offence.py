"""Whether the days of an offence can be true together."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from core.errors import BadInput
from corrections.enums import OffenceKind
from corrections.models import Case, Offence


def check_offence_fits(offence: Offence, case: Case, *, on: date) -> None:
    """At least one stage, stages in their order, nothing in the future; 新罪 within the term, 漏罪 before it."""
    if not offence.crime:
        raise BadInput(_("请填写罪名。"))
    stages = [day for day in (offence.suspected_on, offence.indicted_on, offence.effective_on) if day]
    if not stages:
        raise BadInput(_("请至少填写立案、起诉、判决生效中的一个日期。"))
    days = [offence.committed_on, *stages]
    if max(days) > on:
        raise BadInput(_("日期不能晚于今天（%(today)s）。") % {"today": on})
    if any(earlier > later for earlier, later in pairwise(days)):
        raise BadInput(_("日期应依次为：犯罪、立案、起诉、判决生效。"))
    if offence.kind == OffenceKind.EARLIER and offence.committed_on >= case.term_starts_on:
        raise BadInput(
            _("漏罪是矫正期限开始（%(day)s）以前的犯罪；期限内的犯罪请登记为再犯新罪。")
            % {"day": case.term_starts_on}
        )
    if offence.kind == OffenceKind.NEW and offence.committed_on < case.term_starts_on:
        raise BadInput(
            _("犯罪日期早于矫正期限开始（%(day)s），请登记为漏罪。") % {"day": case.term_starts_on}
        )
    if offence.kind == OffenceKind.NEW and offence.committed_on > case.term_ends_on:
        raise BadInput(
            _("犯罪日期晚于矫正期限届满（%(day)s），不属于矫正期间再犯罪。") % {"day": case.term_ends_on}
        )
