"""What lay appraisal allows. One sentence each that a person can act on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.models import Case
from reviews.enums import PanelState
from reviews.models import Appraisal, Representative

PANEL_MIN, PANEL_MAX = 3, 5
"""A community has 3–5 representatives (四川省社区矫正规范化建设推进年, 第十二项)."""
VOICES_MIN = 2
"""An appraisal is never one representative's alone."""


def panel_state(in_office: int) -> PanelState:
    """Of a community with so many representatives in office."""
    if in_office < PANEL_MIN:
        return PanelState.SHORT if in_office else PanelState.NONE
    return PanelState.FULL if in_office >= PANEL_MAX else PanelState.COMPLETE


def check_can_appraise(case: Case, *, on: date) -> None:
    """Never on the juvenile track, never of a sealed or restricted person: representatives would learn who they are."""
    if case.is_juvenile_track or case.is_to_be_sealed or case.offender.is_restricted:
        raise Refused(
            _(
                "未成年人、犯罪记录应当封存和受限档案的对象不组织社区评议，身份信息应当保密（社区矫正法第五十四条）。"
            )
        )
    if not case.is_under_correction(on):
        raise Refused(_("该对象不在矫正期间，不组织社区评议。"))


def check_appraisal_day(case: Case, day: date, *, on: date) -> None:
    if day > on:
        raise BadInput(_("评议日期不能晚于今天（%(today)s）。") % {"today": on})
    if not case.is_under_correction(day):
        raise BadInput(_("评议日期应在对象接收之后、矫正期满之前。"))


def check_voices(representatives: Collection[Representative], *, on: date) -> None:
    """Several representatives of one community, all in office on the day."""
    if len(representatives) < VOICES_MIN:
        raise BadInput(_("评议至少要有 %(number)s 名代表参加。") % {"number": VOICES_MIN})
    if len({found.community_id for found in representatives}) > 1:
        raise BadInput(_("参加评议的代表应属于同一村（社区）。"))
    for found in representatives:
        if not found.is_in_office(on):
            raise BadInput(_("%(name)s在评议当日不是评议代表。") % {"name": found.name})


def check_can_give_feedback(appraisal: Appraisal) -> None:
    check_standing(appraisal)
    if appraisal.feedback:
        raise Refused(_("该次评议已于%(day)s反馈。") % {"day": appraisal.feedback_on})


def check_standing(appraisal: Appraisal) -> None:
    if appraisal.withdrawn_at is not None:
        raise Refused(_("该次评议已撤回。"))


def check_can_add_representative(in_office: int) -> None:
    if in_office >= PANEL_MAX:
        raise Refused(_("该村（社区）已有 %(number)s 名评议代表，先办理离任再增加。") % {"number": in_office})


def check_can_end_representative(representative: Representative) -> None:
    if representative.ends_on is not None:
        raise Refused(_("该代表已于%(day)s离任。") % {"day": representative.ends_on})
