"""What a visit found, written beside it. Called inside the transaction of the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.audit import event_record
from core.models import DraftPicture
from core.pictures.drafts import draft_pictures_release
from corrections.models import User
from corrections.services.changes import Changes, changes_apply
from supervision.enums import FindingResult, VisitItem, VisitRisk
from supervision.models import Visit, VisitFinding, VisitPhoto
from supervision.policies.visits import Found, Learnt, check_found, check_met_together, check_risks
from supervision.selectors.visits import learnt_of

TEXTS = ("difficulties", "help_given", "risk_handled", "next_step")


def visit_learn(visit: Visit, learnt: Learnt) -> None:
    """Checks what was learnt against whom the visit met, and puts it onto the visit, unsaved. Raises BadInput."""
    met = [visit.met, *visit.also_met]
    check_met_together(met)
    for found in learnt.found:
        check_found(found, met=met)
    check_risks(learnt.risks, learnt.risk_handled)
    visit.risks = [VisitRisk(risk).value for risk in learnt.risks]
    for name in TEXTS:
        setattr(visit, name, getattr(learnt, name).strip())


def learnt_changes(visit: Visit, learnt: Learnt) -> Changes:
    """What the visit now says was learnt, put onto it, unsaved: old → new of what differs, items by their own keys."""
    values = {name: getattr(learnt, name).strip() for name in TEXTS}
    changed = changes_apply(visit, values | {"risks": [VisitRisk(risk).value for risk in learnt.risks]})
    visit_learn(visit, learnt)
    before, after = learnt_of(visit).found, learnt.found
    old, new = ({each.item: each for each in found} for found in (before, after))
    for item in VisitItem:
        for name in ("result", "remark"):
            pair = [str(getattr(side[item], name)).strip() if item in side else "" for side in (old, new)]
            if pair[0] != pair[1]:
                changed[f"{name}_{item}"] = pair
    return changed


def findings_keep(visit: Visit, found: Sequence[Found]) -> None:
    """Writes the items of a saved visit instead of those kept before."""
    VisitFinding.objects.filter(visit=visit).delete()
    VisitFinding.objects.bulk_create(
        VisitFinding(visit=visit, item=each.item, result=each.result, remark=each.remark.strip())
        for each in found
    )


def learnt_facts(learnt: Learnt) -> dict[str, Any]:
    """For the event: codes, none of the words of the person."""
    noticed = [found.item.value for found in learnt.found if found.result != FindingResult.NORMAL]
    return {"not_normal": noticed, "risks": [VisitRisk(risk).value for risk in learnt.risks]}


def photos_keep(visit: Visit, pictures: Sequence[DraftPicture], *, by: User) -> list[str]:
    """Hands pictures that waited for the form over to the saved visit; the digests of the originals, for the event."""
    VisitPhoto.objects.bulk_create(
        VisitPhoto(visit=visit, added_by=by, **{name: getattr(picture, name) for name in picture.KEPT})
        for picture in pictures
    )
    draft_pictures_release(pictures)
    return [picture.sha256 for picture in pictures]


def photo_original_take(*, by: User, photo: VisitPhoto) -> None:
    """What the camera wrote, place and time included, leaves the program: an event."""
    case = photo.visit.case
    event_record(
        "visit_photo_original_taken",
        by=by,
        subject=photo,
        changes={"sha256": [None, photo.sha256]},
        path=case.path,
        case_id=case.pk,
        offender_id=case.offender_id,
    )
