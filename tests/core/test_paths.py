import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.paths import ancestors, is_within, subtree_q

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


def test_ancestors() -> None:
    assert ancestors("1/23/456/") == ["1/", "1/23/", "1/23/456/"]
