import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.paths import ancestors, is_within, outside, scope_q, subtree_q

paths = st.lists(st.integers(1, 300), min_size=1, max_size=5).map(
    lambda ids: "".join(f"{number}/" for number in ids)
)


@given(paths, paths)
def test_the_range_holds_exactly_the_subtree(path: str, root: str) -> None:
    limits = dict(subtree_q("path", root).deconstruct()[1])
    inside = limits["path__gte"] <= path < limits["path__lt"]
    assert inside == path.startswith(root) == is_within(path, root)


@pytest.mark.parametrize("path", ["", "1/2"])
def test_subtree_q_refuses_half_a_path(path: str) -> None:
    with pytest.raises(ValueError, match="not a tree path"):
        subtree_q("path", path)


@given(st.lists(paths), st.lists(paths))
def test_outside_holds_what_lies_in_no_root(given: list[str], roots: list[str]) -> None:
    tops = [root for root in roots if not any(is_within(root, other) for other in roots if other != root)]
    expected = sorted(path for path in given if not any(is_within(path, root) for root in tops))
    assert outside(given, tops) == expected


def test_scope_q_of_everything_is_no_condition() -> None:
    assert not scope_q("path", "", None)
    assert scope_q("path", "", [])  # no office at all: nothing


def test_ancestors() -> None:
    assert ancestors("1/23/456/") == ["1/", "1/23/", "1/23/456/"]
