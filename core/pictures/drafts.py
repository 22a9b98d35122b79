"""Pictures of a form that is not sent yet. They outlive an error, a closed window, a lost network; for who took them.

draft_picture_add(by=user, page=request.path, name=file.name, content=file.read())
for picture in draft_pictures(user, page): ...  # shown beside the field
draft_pictures_release(draft_pictures(user, page))  # in the transaction that makes rows of their own from them
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.clock import now
from core.errors import BadInput
from core.models import DraftPicture
from core.pictures import picture_read
from core.sealed_files import sealed_file_delete, sealed_file_save

FOLDER = "pictures"
MOST = 6
KEPT_FOR = timedelta(days=7)
"""As long as the draft of the words (core.drafts)."""
_NAME_LENGTH = 60


def draft_picture_add(*, by: Any, page: str, name: str, content: bytes) -> DraftPicture:
    """Keeps a picture for the person and page; the same one again changes nothing.

    Raises BadInput with the file's name and one sentence for what is no picture, and for one too many.
    """
    name = name.replace("\x00", "")[-_NAME_LENGTH:]
    sha256 = hashlib.sha256(content).hexdigest()
    known = draft_pictures(by, page)
    for picture in known:
        if picture.sha256 == sha256:
            return picture
    if len(known) >= MOST:
        raise BadInput(
            _("%(name)s：最多 %(most)s 张照片，请先去掉一张再添加。") % {"name": name, "most": MOST}
        )
    try:
        read = picture_read(content)
    except BadInput as problem:
        raise BadInput(f"{name}：{problem.sentence}") from problem
    keys: list[str] = []
    try:
        keys += [sealed_file_save(each, folder=FOLDER) for each in (content, read.copy, read.small)]
        with transaction.atomic():
            return DraftPicture.objects.create(
                user=by,
                page=page,
                name=name,
                sha256=sha256,
                kind=read.kind,
                width=read.width,
                height=read.height,
                size=len(content),
                original_key=keys[0],
                copy_key=keys[1],
                small_key=keys[2],
                added_at=now(),
            )
    except IntegrityError:  # the other half of a double click was faster
        _files_delete(keys)
        return DraftPicture.objects.get(user=by, page=page, sha256=sha256)
    except Exception:
        _files_delete(keys)
        raise


def draft_pictures(user: Any, page: str) -> list[DraftPicture]:
    """What the person has uploaded there and not sent, in the order in which it came."""
    pictures = DraftPicture.objects.filter(user=user, page=page, added_at__gt=now() - KEPT_FOR)
    return list(pictures.order_by("added_at", "pk"))


def draft_picture_remove(*, by: Any, page: str, number: int) -> None:
    """Takes one back; somebody else's or one that is gone is left alone."""
    _forget(DraftPicture.objects.filter(user=by, page=page, pk=number))


def draft_pictures_forget(*, by: Any, page: str) -> None:
    """The person wants to begin anew, or sent the form twice."""
    _forget(DraftPicture.objects.filter(user=by, page=page))


def draft_pictures_release(pictures: Iterable[DraftPicture]) -> None:
    """The files belong to other rows from here on."""
    DraftPicture.objects.filter(pk__in=[picture.pk for picture in pictures]).delete()


def draft_pictures_expire() -> int:
    """Forgets pictures older than seven days; how many."""
    return _forget(DraftPicture.objects.filter(added_at__lte=now() - KEPT_FOR))


def _forget(rows: Any) -> int:
    """The rows, and after the commit their files."""
    with transaction.atomic():
        gone = list(rows.select_for_update())
        DraftPicture.objects.filter(pk__in=[picture.pk for picture in gone]).delete()
        keys = [key for each in gone for key in (each.original_key, each.copy_key, each.small_key)]
        transaction.on_commit(partial(_files_delete, keys))
    return len(gone)


def _files_delete(keys: Iterable[str]) -> None:
    for key in keys:
        sealed_file_delete(key)
