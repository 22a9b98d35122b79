from datetime import date

import pytest
from django import forms

from core.clock import frozen
from core.forms import DateField, Form, IdNumberField, PastDateField, PhoneField, day_parse, error_sentences


@pytest.mark.parametrize(
    "text",
    [
        "20261123",
        "2026-11-23",
        "2026.11.23",
        "2026/11/23",
        "2026年11月23日",
        "2026年11月23号",
        " ２０２６-11-23 ",
        "2026 1123",
    ],
)
def test_day_parse_takes_what_people_write(text: str) -> None:
    assert day_parse(text) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-02-30", "20261323", "1899-12-31", "2200-01-01", "23.11.2026", "\0"]
)
def test_day_parse_refuses_what_is_no_day(text: str) -> None:
    assert day_parse(text) is None


def test_date_field_shows_its_initial_as_a_plain_day() -> None:
    class DayForm(Form):
        day = DateField(label="日期")

    assert 'value="2026-03-01"' in str(DayForm(initial={"day": date(2026, 3, 1)}))


def test_date_field_of_megabytes_is_invalid_not_slow() -> None:
    with pytest.raises(forms.ValidationError):
        DateField().clean("1" * 1_000_000)


def test_past_date_field_refuses_tomorrow() -> None:
    with frozen(date(2026, 11, 23)):
        assert PastDateField().clean("20261123") == date(2026, 11, 23)
        with pytest.raises(forms.ValidationError, match="不能晚于今天"):
            PastDateField().clean("20261124")


def test_id_number_field_normalises_what_is_pasted() -> None:
    with frozen(date(2026, 11, 23)):
        assert IdNumberField().clean(" '１１０１０５ 19491231 002x ") == "11010519491231002X"


@pytest.mark.parametrize("text", ["110105194912310021", "110105491231002", "5.1e17", "abc\0"])
def test_id_number_field_refuses_with_a_sentence(text: str) -> None:
    with frozen(date(2026, 11, 23)), pytest.raises(forms.ValidationError):
        IdNumberField().clean(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("138 0000 0000", "13800000000"),
        ("+86-13800000000", "13800000000"),
        ("（0818）8222222", "08188222222"),
    ],
)
def test_phone_field_takes_blanks_and_brackets(text: str, clean: str) -> None:
    assert PhoneField().clean(text) == clean


def test_phone_field_refuses_letters() -> None:
    with pytest.raises(forms.ValidationError):
        PhoneField().clean("1380000000O")


class PersonForm(Form):
    name = forms.CharField(label="姓名")
    level = forms.ChoiceField(label="等级", choices=[("a", "甲")])
    day = DateField(label="日期")
    kinds = forms.MultipleChoiceField(
        label="种类", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple, required=False
    )


def test_required_fields_are_named_in_their_sentence() -> None:
    form = PersonForm({})
    assert list(error_sentences(form)) == [
        ("id_name", "请填写姓名"),
        ("id_level", "请选择等级"),
        ("id_day", "请填写日期"),
    ]


def test_summary_adds_the_label_where_the_sentence_lacks_it() -> None:
    form = PersonForm({"name": "x", "level": "z", "day": "2026-01-01"})
    assert [target for target, _sentence in error_sentences(form)] == ["id_level"]
    assert next(error_sentences(form))[1].startswith("等级：")


def test_fields_show_the_same_sentence_and_point_at_it() -> None:
    html = str(PersonForm({}))
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_error"' in html
    assert "请填写姓名" in html
    assert "form-control is-invalid" in html


def test_form_keeps_what_was_typed() -> None:
    assert 'value="&lt;b&gt;"' in str(PersonForm({"name": "<b>"}))
