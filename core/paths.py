"""Tree paths: ids joined by slashes with one at the end ("1/23/456/"), compared byte by byte (collation "C")."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from django.db.models import Q

_AFTER_SLASH = "0"  # the byte after "/"


def subtree_q(field: str, path: str) -> Q:
    """The condition that `field` holds `path` or a path below it: one index range.

    Raises ValueError for an empty path or one without its closing slash, which would reach neighbours ("1/2" and
    "1/23/").
    """
    if not path.endswith("/"):
        raise ValueError(f"not a tree path: {path!r}")
    return Q(**{f"{field}__gte": path, f"{field}__lt": path[:-1] + _AFTER_SLASH})


def outside(paths: Iterable[str], roots: Iterable[str]) -> list[str]:
    """The paths that lie in none of the roots' subtrees, in order. Of the roots none lies within another."""
    ends = sorted(roots)

    def is_covered(path: str) -> bool:
        place = bisect_right(ends, path)
        return place > 0 and is_within(path, ends[place - 1])

    return sorted(path for path in paths if not is_covered(path))


def scope_q(field: str, path: str, offices: Sequence[str] | None) -> Q:
    """The condition that `field` lies in the subtree at `path` ("": anywhere) and, unless None, is one of `offices`."""
    where = subtree_q(field, path) if path else Q()
    return where if offices is None else where & Q(**{f"{field}__in": offices})


def is_within(path: str, root: str) -> bool:
    """Whether `path` is `root` or lies below it."""
    return root.endswith("/") and path.startswith(root)


def ancestors(path: str) -> list[str]:
    """All paths from the root down to `path` itself: "1/23/" gives ["1/", "1/23/"]."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]
