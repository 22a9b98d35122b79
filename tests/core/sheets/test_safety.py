import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets import is_live, original_text, safe_text

LIVE = [
    "=1+1",
    "==1+1",
    "+86 138",
    "-1",
    "@SUM(1)",
    "|calc",
    "%0A",
    "\t=1",
    "\r=1",
    "\n1",
    "\ufeff=1",
    " =1",
    "\u3000=1",
]


@pytest.mark.parametrize("text", [*LIVE, "\u200b=1", "\xa0@x", "＝1", " \ufeff \t=1", "\x00=1", "\tx"])
def test_safe_text_defuses_what_could_run(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    assert not is_live(safe_text(text))


@pytest.mark.parametrize(
    "text", ["", "卢娜", "511723197509103420", "a=b", "'5117", "（2026）川84刑初757号", "  x", "3%"]
)
def test_safe_text_leaves_the_rest_alone(text: str) -> None:
    assert safe_text(text) == text


@given(
    st.text(alphabet=st.sampled_from("'=+-@|%\t\r\n \ufeff\u3000＝a1卢"), max_size=8) | st.text(max_size=20)
)
def test_original_text_takes_back_exactly_what_was_added(text: str) -> None:
    assert original_text(safe_text(text)) == text
    assert not is_live(safe_text(text))
