"""更正 of a report or a visit: the form it was recorded with, filled with what it says, and why it changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.clock import today
from supervision.enums import Attended, Channel, DutyKind, MetPerson, RecordOutcome, VisitItem
from supervision.forms.records import OWED_BY_ALL, CheckInForm, RecordForm, duty_words
from supervision.forms.visits import OFFERED, VisitForm
from supervision.models import Attendance, CheckIn, Visit
from supervision.policies.records import OF_THE_DAY
from supervision.policies.visits import Learnt
from supervision.selectors.settling import settling
from supervision.selectors.visits import remark_label
from supervision.services.corrections import CORRECTABLE


class CorrectionForm(RecordForm):
    """What both have beside their own fields. `version` is the one the page was shown with."""

    reason = forms.CharField(
        label=_("更正原因"),
        max_length=200,
        help_text=_("如“日期录错，已核对通话记录”；与改动一并留在更正记录中"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    corrects: ClassVar[type[CheckIn | Visit]]

    def values(self) -> dict[str, Any]:
        """The record's fields as `record_correct` takes them."""
        names = CORRECTABLE[self.corrects]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def learnt(self) -> Learnt | None:
        """What a visit showed; a report has nothing of the kind."""
        return None


class CheckInCorrectForm(CorrectionForm, CheckInForm):
    """What it counts for is ticked outright: the way of a report says it only of a new one."""

    TICKS = "settles"
    corrects = CheckIn
    field_order = (
        "channel", "settles", "happened_on", "happened_at", "outcome", "absence_reason", "late_for", "content",
        "reason",
    )  # fmt: skip
    settles = forms.MultipleChoiceField(label=_("抵作"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(
        self, *args: Any, owed: Collection[str] = (), attendance: Attendance | None = None, **kwargs: Any
    ) -> None:
        """`owed`: kinds that the case has had duties of, and those the record counts for. `attendance`: the line of the
        roll-call it comes from.
        """
        super().__init__(*args, **kwargs)
        field: Any = self.fields["settles"]
        field.choices = [
            (kind.value, duty_words(kind, None)) for kind in self._kinds() if kind in {*OWED_BY_ALL, *owed}
        ]
        if attendance is not None:
            self._follow(attendance)

    def values(self) -> dict[str, Any]:
        return super().values() | {"settles": self.kinds()}

    def kinds(self) -> list[DutyKind]:
        return list(dict.fromkeys([*self.ticked(), *self.chosen_kind()]))

    def _kinds(self) -> list[DutyKind]:
        """What the rule book of today lets a report by any way count for."""
        books = (settling(channel, on=today(), path=self.case.path) for channel in Channel)
        return list(dict.fromkeys(kind for book in books for kind in book))

    def _follow(self, attendance: Attendance) -> None:
        """Day and way are those of the group day, the result agrees with the roll-call."""
        for name in set(OF_THE_DAY) & set(self.fields):
            self.fields[name].disabled = True
        self.fields["happened_on"].help_text = _now("来自%(day)s的点名，以该次活动为准") % {
            "day": attendance.day
        }
        outcome: Any = self.fields["outcome"]
        came = attendance.attended == Attended.PRESENT
        outcome.choices = [
            (value, label)
            for value, label in RecordOutcome.choices
            if (value == RecordOutcome.COMPLIED) == came
        ]


class VisitCorrectForm(VisitForm, CorrectionForm):
    """Whom an older visit met is offered too, though new ones name them more closely."""

    corrects = Visit

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["photos"]  # what was photographed stays as it was handed in
        met: Any = self.fields["met"]
        known = [*OFFERED, *(MetPerson(person) for person in self.initial.get("met", ()))]
        met.choices = [(person.value, person.label) for person in dict.fromkeys(known)]
        for item in VisitItem:
            self.fields[f"remark_{item}"].label = remark_label(item)
