"""Offices: where they may stand, when they may close, what a county may delegate."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from core.errors import BadInput, Refused
from corrections.enums import OrganisationKind
from corrections.models import Case, Delegation, Organisation, Posting

PARENT_KINDS: dict[str, OrganisationKind | None] = {
    OrganisationKind.PROVINCE: None,
    OrganisationKind.PREFECTURE: OrganisationKind.PROVINCE,
    OrganisationKind.COUNTY: OrganisationKind.PREFECTURE,
    OrganisationKind.STATION: OrganisationKind.COUNTY,
}


def check_parent_fits(kind: str, parent: Organisation, *, on: date) -> None:
    """Each kind stands right below the next higher one, and below an office that exists."""
    if PARENT_KINDS[kind] != parent.kind:
        raise Refused(
            _("%(kind)s不能设在%(parent)s之下。")
            % {"kind": OrganisationKind(kind).label, "parent": parent.get_kind_display()}
        )
    if parent.closed_on is not None and parent.closed_on < on:
        raise Refused(_("%(name)s已撤销。") % {"name": parent.name})


def check_code_free(code: str, organisation: Organisation | None = None) -> None:
    holder = Organisation.objects.filter(code=code, closed_on=None)
    if organisation is not None:
        holder = holder.exclude(pk=organisation.pk)
    if code and holder.exists():
        raise BadInput(_("代码%(code)s已由其他机构使用。") % {"code": code})


def check_can_move_organisation(
    organisation: Organisation, parent: Organisation, starts_on: date, reason: str, *, on: date
) -> None:
    check_parent_fits(organisation.kind, parent, on=on)
    if organisation.closed_on is not None:
        raise Refused(_("%(name)s已撤销。") % {"name": organisation.name})
    if organisation.parent_id == parent.pk:
        raise Refused(_("%(name)s已经隶属%(parent)s。") % {"name": organisation.name, "parent": parent.name})
    if not reason.strip():
        raise BadInput(_("请写明调整隶属关系的依据。"))
    if starts_on > on:
        raise BadInput(_("生效日期不能晚于今天（%(today)s）。") % {"today": on})
    running = organisation.parents.get(ends_on=None)
    if starts_on < running.starts_on:
        raise BadInput(_("现隶属关系自%(day)s起，生效日期不能更早。") % {"day": running.starts_on})


def check_can_close_organisation(organisation: Organisation, closed_on: date, *, on: date) -> None:
    """An office closes empty: no open office below, no open case, nobody posted."""
    if organisation.closed_on is not None:
        raise Refused(
            _("%(name)s已于%(day)s撤销。") % {"name": organisation.name, "day": organisation.closed_on}
        )
    if not organisation.opened_on <= closed_on <= on:
        raise BadInput(_("撤销日期应在设立日期至今天之间。"))
    below = Organisation.objects.below(organisation.path).open(on=closed_on).exclude(pk=organisation.pk)
    if below.filter(closed_on=None).exists():
        raise Refused(_("其下还有未撤销的机构。"))
    if Case.objects.open().below(organisation.path).exists():
        raise Refused(_("还有未解除的矫正对象，请先转交其他司法所。"))
    if Posting.objects.filter(organisation=organisation, ends_on=None).exists():
        raise Refused(_("还有在职人员，请先结束其任职。"))


def check_can_change_code(organisation: Organisation, code: str, starts_on: date, *, on: date) -> None:
    if organisation.closed_on is not None:
        raise Refused(_("%(name)s已撤销。") % {"name": organisation.name})
    if code == organisation.code:
        raise Refused(_("代码没有变化。"))
    if not code.isdigit() or len(code) not in (6, 9, 12):
        raise BadInput(_("机构代码为6位、9位或12位数字。"))
    check_code_free(code, organisation)
    if starts_on > on:
        raise BadInput(_("生效日期不能晚于今天（%(today)s）。") % {"today": on})
    running = organisation.codes.filter(ends_on=None).first()
    if running is not None and starts_on <= running.starts_on:
        raise BadInput(_("现行代码自%(day)s起使用，新代码的日期应更晚。") % {"day": running.starts_on})


def check_can_give_delegation(delegation: Delegation) -> None:
    """A county delegates to its own station, once at a time (社区矫正法 第九条)."""
    county, station = delegation.county, delegation.station
    if county.kind != OrganisationKind.COUNTY or station.parent_id != county.pk:
        raise Refused(_("只能由县级社区矫正机构委托本县的司法所。"))
    if delegation.ends_on is not None and delegation.ends_on < delegation.starts_on:
        raise BadInput(_("终止日期不能早于起始日期。"))
    held = Delegation.objects.filter(county=county, station=station, matter=delegation.matter)
    if held.during(delegation.starts_on, delegation.ends_on or date.max).exists():
        raise Refused(_("该事项在此期间已经委托。"))


def check_can_end_delegation(delegation: Delegation, ends_on: date) -> None:
    if delegation.ends_on is not None:
        raise Refused(_("该委托已于%(day)s终止。") % {"day": delegation.ends_on})
    if ends_on < delegation.starts_on:
        raise BadInput(_("终止日期不能早于起始日期（%(day)s）。") % {"day": delegation.starts_on})
