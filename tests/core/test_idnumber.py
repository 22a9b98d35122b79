from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.idnumber import IdNumber, IdNumberError, check_character, mask, normalise, parse

ON = date(2026, 11, 23)


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), ON))
    first17 = f"{draw(st.integers(110000, 659999))}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first17 + check_character(first17)


@pytest.mark.parametrize(
    ("value", "birth_date", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "female"),
        ("510104199001010019", date(1990, 1, 1), "male"),
        ("511321198511150023", date(1985, 11, 15), "female"),
        ("513401197906300038", date(1979, 6, 30), "male"),
    ],
)
def test_parse(value: str, birth_date: date, sex: str) -> None:
    assert parse(value, on=ON) == IdNumber(value, birth_date, sex)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        "'11010519491231002X",
        "’11010519491231002X",
        " 110105 19491231 002X ",
        "110105\u200b19491231002X\ufeff",
        "110105-19491231-002X",
        "110105—19491231—002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231002X\n",
    ],
)
def test_parse_takes_what_people_write(text: str) -> None:
    assert parse(text, on=ON).value == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" '\u200b ", "empty"),
        ("5.10104199001010E+17", "rounded_number"),
        ("5.11723199005234e+17", "rounded_number"),
        (5.10104199001010e17, "rounded_number"),
        (510104199001010019, "rounded_number"),
        ("510104199001011000", "rounded_number"),
        ("511723700802579", "fifteen_digits"),
        ("51010419900101O019", "bad_characters"),
        ("51010419900101001九", "bad_characters"),
        ("51010X199001010019", "bad_characters"),
        ("٥10104199001010019", "bad_characters"),
        ("510104199001010\x00019", "bad_characters"),
        ("51010419900101001", "bad_length"),
        ("5101041990010100190", "bad_length"),
        ("510104199002300018", "bad_birth_date"),
        ("510104189912310019", "bad_birth_date"),
        ("510104202611240014", "bad_birth_date"),
        ("510104209001010019", "bad_birth_date"),
        ("510104199001010018", "bad_check_digit"),
    ],
)
def test_parse_refuses(text: str | float, code: str) -> None:
    with pytest.raises(IdNumberError) as refusal:
        parse(text, on=ON)
    assert refusal.value.code == code
    assert refusal.value.message == str(refusal.value) != ""


def test_parse_takes_a_birth_on_the_day_itself_and_in_1900() -> None:
    for first17 in ("51010420261123001", "51010419000101001"):
        assert parse(first17 + check_character(first17), on=ON)


@given(id_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(value: str, place: int, step: int) -> None:
    if value[place] == "X":
        return
    wrong = value[:place] + str((int(value[place]) + step) % 10) + value[place + 1 :]
    with pytest.raises(IdNumberError):
        parse(wrong, on=ON)


@given(id_numbers())
def test_the_birth_date_and_sex_are_those_written(value: str) -> None:
    found = parse(value, on=ON)
    assert f"{found.birth_date:%Y%m%d}" == value[6:14]
    assert (found.sex == "male") == (int(value[16]) % 2 == 1)


@given(st.text("019xXＸ１ \u3000\u200b\ufeff'’-—\t、Ｏ", max_size=25))
def test_normalise_is_done_in_one_go(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_mask() -> None:
    assert mask("510104199001014785") == "5101**********4785"
    assert mask("H1234567") == "********"
    assert mask("") == ""
