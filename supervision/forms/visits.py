"""What an officer writes down of a visit: with one thumb, at the door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ChipChecks, ChipRadios, PictureField
from supervision.enums import FindingResult, MetPerson, PlaceKind, RecordOutcome, VisitItem, VisitRisk
from supervision.forms.records import RecordForm
from supervision.models import Visit
from supervision.policies.records import check_met
from supervision.policies.visits import Found, Learnt, check_found, check_met_together, check_risks
from supervision.selectors.visits import findings_of

VISIT_PHRASES = (
    _("本人在家，与家人同住，近况平稳。"),
    _("家属反映其遵守规定，未外出。"),
    _("村（居）委会反映其表现正常。"),
    _("未见到本人，已电话联系，约定再访。"),
)
HINTS: Mapping[VisitItem, Any] = {
    VisitItem.RESIDENCE: _("与谁同住，有无搬迁"),
    VisitItem.WORK: _("单位、学校有无变化，收入"),
    VisitItem.FAMILY: _("家庭变故、矛盾"),
    VisitItem.LIVELIHOOD: _("生活来源、债务"),
    VisitItem.HEALTH: _("疾病、用药、病情复查"),
    VisitItem.MIND: _("情绪、对矫正的态度"),
    VisitItem.CONTACTS: _("与哪些人来往"),
    VisitItem.CONDUCT: _("报告、外出、禁止令"),
}
"""What each item is about, in the empty field of its remark."""

OFFERED = tuple(person for person in MetPerson if person != MetPerson.NEIGHBOUR)


class MetChecks(ChipChecks):
    """Nobody at home stands alone and leaves only one result; the script sees to it, the form says so without one."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value == MetPerson.NOBODY:
            option["attrs"]["data-implies"] = f"outcome={RecordOutcome.FAILED_ATTEMPT}"
            option["attrs"]["data-alone"] = ""
        return option


@dataclass(frozen=True)
class ItemFields:
    """The two fields of one item, for the template."""

    result: forms.BoundField
    remark: forms.BoundField


def words(label: Any, *, rows: int = 2) -> forms.CharField:
    """A short text of up to 500 characters."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=500, widget=widget)


class VisitForm(RecordForm):
    """A visit at home, at work, in the village. An item left at 未了解 was not asked about."""

    template_name = "supervision/visit_form.html"
    phrases = VISIT_PHRASES
    WHO: ClassVar = (
        "met", "interviewees", "place_kind", "place", "happened_on", "happened_at", "companions", "outcome",
        "absence_reason", "late_for",
    )  # fmt: skip
    HALVES: ClassVar = ("interviewees", "place", "happened_on", "happened_at", "companions")
    SHOWN_WHEN: ClassVar = ("interviewees", "absence_reason")
    field_order = WHO

    met = forms.MultipleChoiceField(
        label=_("见到何人"),
        choices=[(person.value, person.label) for person in OFFERED],
        initial=[MetPerson.SELF],
        widget=MetChecks,
    )
    interviewees = forms.CharField(
        label=_("被访人"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("姓名、与对象的关系，如：王芳，妻子")}),
    )
    place_kind = forms.ChoiceField(
        label=_("在哪里"),
        choices=PlaceKind.choices,
        initial=PlaceKind.HOME,
        required=False,
        widget=ChipRadios,
    )
    place = forms.CharField(
        label=_("具体地点"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("与档案里的居住地、单位一致的不用写")}),
    )
    companions = forms.CharField(label=_("参加人员"), required=False, max_length=120)
    difficulties = words(_("困难和诉求"))
    help_given = words(_("帮扶措施"))
    risks = forms.MultipleChoiceField(
        label=_("发现的风险"),
        choices=VisitRisk.choices,
        required=False,
        widget=ChipChecks,
        help_text=_("没有发现风险的不用选"),
    )
    risk_handled = words(_("对风险采取了什么措施"))
    next_step = words(_("下一步措施"))
    photos = PictureField(label=_("照片"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.widget = ChipRadios(choices=outcome.choices)
        self.fields["happened_on"].widget.attrs["inputmode"] = "numeric"
        for item in VisitItem:
            self.fields[f"result_{item}"] = forms.ChoiceField(
                label=item.label,
                choices=[*FindingResult.choices, ("", _("未了解"))],
                required=False,
                widget=ChipRadios,
            )
            self.fields[f"remark_{item}"] = forms.CharField(
                label=_("说明"),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"placeholder": HINTS[item]}),
            )

    @property
    def who(self) -> list[forms.BoundField]:
        return [self[name] for name in self.WHO if name in self.fields]

    @property
    def items(self) -> Iterator[ItemFields]:
        return (ItemFields(self[f"result_{item}"], self[f"remark_{item}"]) for item in VisitItem)

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        met = [MetPerson(person) for person in MetPerson if person in answers.get("met", ())]
        self.ask("met", check_met_together, met)
        if met and "outcome" in answers:
            self.ask("outcome", check_met, answers["outcome"], met[0] if len(met) == 1 else MetPerson.SELF)
        answers["found"] = tuple(self._found(answers, met))
        self.ask("risk_handled", check_risks, answers.get("risks", ()), answers.get("risk_handled", ""))
        if met:
            answers["met"], answers["also_met"] = met[0], met[1:]
        return answers

    def _found(self, answers: Mapping[str, Any], met: list[MetPerson]) -> Iterator[Found]:
        for item in VisitItem:
            result, remark = answers.get(f"result_{item}", ""), answers.get(f"remark_{item}", "")
            if result:
                found = Found(item, FindingResult(result), remark)
                self.ask(
                    f"result_{item}" if MetPerson.NOBODY in met else f"remark_{item}",
                    check_found,
                    found,
                    met=met,
                )
                yield found
            elif remark:
                self.add_error(f"result_{item}", _("写了说明的，请选择正常、需关注或有问题。"))

    def learnt(self) -> Learnt:
        """What the visit showed, for the service."""
        answers = self.cleaned_data
        return Learnt(
            found=answers["found"],
            difficulties=answers["difficulties"],
            help_given=answers["help_given"],
            risks=tuple(VisitRisk(risk) for risk in answers["risks"]),
            risk_handled=answers["risk_handled"],
            next_step=answers["next_step"],
        )

    @staticmethod
    def initial_of(visit: Visit) -> dict[str, Any]:
        """The answers that a visit was recorded with, beyond what every record says: for a form that changes it."""
        names = (
            "interviewees", "place_kind", "place", "companions", "difficulties", "help_given", "risks", "risk_handled",
            "next_step",
        )  # fmt: skip
        answers = {name: getattr(visit, name) for name in names}
        answers["met"] = [visit.met, *visit.also_met]
        for item, finding in findings_of(visit).items():
            answers[f"result_{item}"], answers[f"remark_{item}"] = finding.result, finding.remark
        return answers
