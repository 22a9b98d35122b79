"""Moving an office in the tree: its own path, those below it, and every row that carries a copy."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Concat, Substr

from core.audit import event_record
from core.clock import today
from core.paths import subtree_q
from corrections.models import Case, Namesake, Organisation, OrganisationParent, Posting, RosterImport, User
from corrections.permissions import Permission
from corrections.policies.access import check_may
from corrections.policies.organisation import check_can_move_organisation

_columns: dict[tuple[type[models.Model], str], None] = {(Organisation, "path"): None}


def path_column_register(model: type[models.Model], field: str = "path") -> None:
    """A room's row that copies an office's path of today: `organisation_move` rewrites it. Call in AppConfig.ready."""
    _columns[model, field] = None


def path_columns() -> list[tuple[type[models.Model], str]]:
    return list(_columns)


for _model in (Case, Namesake, Posting, RosterImport):
    path_column_register(_model)


@transaction.atomic
def organisation_move(
    *, by: User, organisation: Organisation, parent: Organisation, starts_on: date, reason: str
) -> Organisation:
    """From that day (not after today) the office stands under another parent, with everything below it.

    Access follows at once; counts of earlier days keep the tree of their day (`OrganisationParent`). Raises
    PermissionDenied without the right at the old and the new parent, Refused for a parent of the wrong kind, a closed
    one or the present one, BadInput for a day to come or before the present parent's first.
    """
    list(Organisation.objects.select_for_update().filter(parent=None))  # one move at a time in the whole tree
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    above = Organisation.objects.select_for_update(of=("self",)).get(pk=parent.pk)
    if locked.parent is not None:
        check_may(by, Permission.STAFF_EDIT, locked.parent.path)
    check_may(by, Permission.STAFF_EDIT, above.path)
    check_can_move_organisation(locked, above, starts_on, reason, on=today())
    old_path, new_path = locked.path, f"{above.path}{locked.pk}/"
    _history_write(locked, above, old_path, new_path, starts_on)
    changes: dict[str, list[Any]] = {"parent": [locked.parent_id, above.pk], "path": [old_path, new_path]}
    changes["starts_on"] = [None, starts_on.isoformat()]
    for model, field in path_columns():
        model._default_manager.filter(subtree_q(field, old_path)).update(
            **{field: _moved(field, old_path, new_path)}
        )
    Organisation.objects.filter(pk=locked.pk).update(parent=above)
    locked.refresh_from_db()
    event_record("organisation_moved", by=by, subject=locked, changes=changes, reason=reason, path=new_path)
    return locked


def _history_write(
    moved: Organisation, above: Organisation, old_path: str, new_path: str, starts_on: date
) -> None:
    """Where each office of the subtree stood: spans past the day are cut, or changed where they begin later."""
    running = OrganisationParent.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=starts_on), subtree_q("path", old_path)
    )
    cut = list(running.filter(starts_on__lt=starts_on))
    running.filter(starts_on__gte=starts_on).update(path=_moved("path", old_path, new_path))
    OrganisationParent.objects.filter(organisation=moved, starts_on__gte=starts_on).update(parent=above)
    fresh = [
        OrganisationParent(
            organisation_id=span.organisation_id,
            parent_id=above.pk if span.organisation_id == moved.pk else span.parent_id,
            path=new_path + span.path[len(old_path) :],
            starts_on=starts_on,
            ends_on=span.ends_on,
        )
        for span in cut
    ]
    OrganisationParent.objects.filter(pk__in=[span.pk for span in cut]).update(
        ends_on=starts_on - date.resolution
    )
    OrganisationParent.objects.bulk_create(fresh)


def _moved(field: str, old_path: str, new_path: str) -> Concat:
    return Concat(Value(new_path), Substr(F(field), len(old_path) + 1), output_field=CharField())
