"""What each column of an uploaded roster stands for, put right by a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.chips import Chip
from core.forms import Form
from corrections.enums import MatchSource
from corrections.models import RosterImport
from corrections.resources.roster_targets import target_choices, target_read, target_words
from corrections.services.roster_lists import layout_of

_TONES = {
    MatchSource.KNOWN: "ok",
    MatchSource.SLIP: "warn",
    MatchSource.REMEMBERED: "info",
    MatchSource.KEPT: "plain",
    MatchSource.PASSED: "plain",
}


@dataclass(frozen=True)
class ColumnLine:
    """One column of the sheet: its letter and heading, what it was taken for, how sure that is, a few cells."""

    place: int
    letter: str
    heading: str
    target: str
    words: str
    chip: Chip
    samples: tuple[str, ...]
    is_doubtful: bool


def column_lines(roster: RosterImport) -> list[ColumnLine]:
    """The columns in the order of the sheet."""
    layout = layout_of(roster.kind)
    samples = roster.samples or {}
    return [
        ColumnLine(
            place=column["place"],
            letter=_letter(column["place"]),
            heading=column["heading"],
            target=column["target"],
            words=target_words(column["target"], layout),
            chip=_chip(MatchSource(column["source"]), column["certainty"]),
            samples=tuple(samples.get(str(column["place"]), ())),
            is_doubtful=column["source"] == MatchSource.SLIP,
        )
        for column in roster.columns
    ]


class RosterColumnsForm(Form):
    """A text field a column, with a list of our items behind it; the words of the list or a spelling we know count."""

    template_name = "corrections/roster_columns_form.html"

    def __init__(self, *args: Any, roster: RosterImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout_of(roster.kind)
        self.lines = column_lines(roster)
        for line in self.lines:
            self.fields[f"column_{line.place}"] = forms.CharField(
                label=line.heading,
                initial=line.words,
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"list": "roster-targets", "autocomplete": "off"}),
            )

    @property
    def choices(self) -> list[str]:
        """What may stand in a field."""
        return target_choices(self.layout)

    @property
    def rows(self) -> Iterator[tuple[ColumnLine, forms.BoundField]]:
        for line in self.lines:
            yield line, self[f"column_{line.place}"]

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.lines:
            name = f"column_{line.place}"
            if name not in answers:
                continue
            target = target_read(answers[name], self.layout)
            if target is None:
                self.add_error(
                    name,
                    _("没有“%(text)s”这个项目，请从列表中选择；不对应的列请填“按列名保存”或“不导入”")
                    % {"text": answers[name]},
                )
            else:
                answers[name] = target
        return answers

    def targets(self) -> dict[int, str]:
        """Place → target, as corrections.resources.roster_targets says."""
        return {line.place: self.cleaned_data[f"column_{line.place}"] for line in self.lines}


def _chip(source: MatchSource, certainty: float) -> Chip:
    tone: Any = _TONES[source]
    if source == MatchSource.SLIP:
        return Chip(_("推测，把握 %(percent)s%%") % {"percent": round(certainty * 100)}, tone)
    return Chip(source.label, tone)


def _letter(place: int) -> str:
    """The column's letters in a spreadsheet: A, B … Z, AA."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
