"""Leaves of the demo county, asked for and decided by its accounts through the services, each on its own day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from random import Random

from core.clock import frozen
from corrections.models import Case, User
from supervision.enums import ApprovalAct, Channel, LeaveReason
from supervision.models import Leave
from supervision.services.approvals import approval_decide
from supervision.services.duties import duties_open
from supervision.services.leaves import LeaveWish, leave_depart, leave_request, leave_return
from supervision.services.travel import TravelWish, travel_permit_request

PAST, AHEAD, WAITING = 18, 2, 4
LENGTHS = (2, 3, 5, 7, 9, 12)
REASONS = (
    (LeaveReason.MEDICAL, "到上级医院复查", "转诊证明"),
    (LeaveReason.FAMILY, "亲属婚礼", "请柬、村委会证明"),
    (LeaveReason.WORK, "随单位外出施工", "单位证明"),
    (LeaveReason.LAWSUIT, "出庭应诉", "法院传票"),
)
PLACES = (("重庆市万州区", "万州区人民医院"), ("陕西省西安市", "未央区"), ("重庆市梁平区", "双桂街道"))


@dataclass(frozen=True, slots=True)
class _People:
    """Who asks and who decides; heads by the key of their station."""

    asking: User
    county_head: User
    heads: dict[int, User]

    def wish(self, random: Random, case: Case, starts_on: date, days: int) -> LeaveWish:
        """A station without a head of its own passes it to the county."""
        upwards = case.station_id not in self.heads
        return replace(_wish(random, starts_on, days), upwards=upwards)


def leaves_make(seed: int, *, on: date) -> int:
    """Two people away and one not back, some ahead, some waiting, a permit, and past ones, as far as there are people;
    returns how many leaves."""
    random = Random(seed)
    people = _people()
    cases = list(
        Case.objects.under_correction(on=on)
        .filter(ended_on=None, term_ends_on__gt=on + timedelta(days=60), statusspans=None)
        .filter(received_on__lt=on - timedelta(days=150))
        .select_related("station", "offender")
        .order_by("pk")
    )
    random.shuffle(cases)
    drawn = list(zip(cases, _acts(random, people, on), strict=False))
    for case, act in drawn:
        act(case)
    duties_open(on=on, case_ids=[case.pk for case, _act in drawn])
    return Leave.objects.count()


def _acts(random: Random, people: _People, on: date) -> Iterator[Callable[[Case], object]]:
    """What becomes of one person after the other."""

    def away(starts_on: date, days: int, back: date | None) -> Callable[[Case], object]:
        return lambda case: _away(people, _approved(random, people, case, starts_on, days), back=back)

    yield away(on - timedelta(days=3), 10, None)
    yield away(on - timedelta(days=5), 14, None)
    yield away(on - timedelta(days=10), 7, None)
    for place in range(WAITING):
        starts_on, days = on + timedelta(days=6 + place), 5 if place % 2 else 12
        yield partial(_asked, random, people, starts_on, days)
    for _number in range(AHEAD):
        starts_on = on + timedelta(days=random.randrange(1, 3))
        yield partial(_ahead, random, people, starts_on)
    yield partial(_permit, people, on)
    for _number in range(PAST):
        days = random.choice(LENGTHS)
        starts_on = on - timedelta(days=random.randrange(days + 8, 140))
        last_on = starts_on + timedelta(days=days - 1)
        yield away(starts_on, days, last_on - timedelta(days=random.choice((0, 0, 0, 1))))


def _asked(random: Random, people: _People, starts_on: date, days: int, case: Case) -> None:
    leave_request(by=people.asking, case=case, wish=people.wish(random, case, starts_on, days))


def _ahead(random: Random, people: _People, starts_on: date, case: Case) -> None:
    _approved(random, people, case, starts_on, 5)


def _people() -> _People:
    heads = User.objects.filter(
        organisationgrant__permission__codename="role_station_head", organisationgrant__user__is_active=True
    )
    return _People(
        asking=User.objects.get(username="xianju"),
        county_head=User.objects.get(username="juzhang"),
        heads={user.office_id: user for user in heads if user.office_id},
    )


def _wish(random: Random, starts_on: date, days: int) -> LeaveWish:
    reason, words, proof = random.choice(REASONS)
    province, place = random.choice(PLACES)
    return LeaveWish(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=days - 1),
        province=province,
        place=place,
        reason=reason,
        reason_words=words,
        proof=proof,
    )


def _approved(random: Random, people: _People, case: Case, starts_on: date, days: int) -> Leave:
    """Asked for five days ahead, decided a day or two later by the office of its route."""
    with frozen(starts_on - timedelta(days=5)):
        leave = leave_request(by=people.asking, case=case, wish=people.wish(random, case, starts_on, days))
    step = leave.approval.steps.get()
    decider = people.heads.get(step.office_id, people.county_head)
    with frozen(starts_on - timedelta(days=random.randrange(3, 5))):
        approval_decide(
            by=decider, approval=leave.approval, number=1, act=ApprovalAct.APPROVE, words="情况属实，同意。"
        )
    leave.refresh_from_db()
    return leave


def _away(people: _People, leave: Leave, *, back: date | None) -> None:
    with frozen(leave.starts_on):
        leave_depart(
            by=people.asking, leave=leave, departed_on=leave.starts_on, channel=Channel.PHONE, words="已出发"
        )
    if back is not None:
        with frozen(back):
            leave_return(
                by=people.asking,
                leave=leave,
                returned_on=back,
                channel=Channel.IN_PERSON,
                return_proof="车票",
            )


def _permit(people: _People, on: date, case: Case) -> None:
    wish = TravelWish(
        starts_on=on,
        places="达州市通川区",
        frequency="每周一至周五早出晚归",
        reason_words="在通川区上班",
        proof="劳动合同、单位证明",
    )
    permit = travel_permit_request(by=people.asking, case=case, wish=wish)
    approval_decide(by=people.county_head, approval=permit.approval, number=1, act=ApprovalAct.APPROVE)
