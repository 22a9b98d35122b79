"""Leaves of the demo county, asked for and decided by its accounts through the services, each on its own day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
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
    """Past leaves, two people away and one not back, some ahead, some waiting, a permit; returns how many."""
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
    touched = cases[: PAST + AHEAD + WAITING + 4]
    turn = iter(touched)
    for _number in range(PAST):
        case, days = next(turn), random.choice(LENGTHS)
        starts_on = on - timedelta(days=random.randrange(days + 8, 140))
        leave = _approved(random, people, case, starts_on, days)
        _away(people, leave, back=leave.last_on - timedelta(days=random.choice((0, 0, 0, 1))))
    for starts_on, days in ((on - timedelta(days=3), 10), (on - timedelta(days=5), 14)):
        _away(people, _approved(random, people, next(turn), starts_on, days), back=None)
    _away(people, _approved(random, people, next(turn), on - timedelta(days=10), 7), back=None)
    for _number in range(AHEAD):
        _approved(random, people, next(turn), on + timedelta(days=random.randrange(1, 3)), 5)
    for place in range(WAITING):
        days = 5 if place % 2 else 12
        case = next(turn)
        wish = people.wish(random, case, on + timedelta(days=6 + place), days)
        leave_request(by=people.asking, case=case, wish=wish)
    _permit(people, next(turn), on)
    duties_open(on=on, case_ids=[case.pk for case in touched])
    return Leave.objects.count()


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


def _permit(people: _People, case: Case, on: date) -> None:
    wish = TravelWish(
        starts_on=on,
        places="达州市通川区",
        frequency="每周一至周五早出晚归",
        reason_words="在通川区上班",
        proof="劳动合同、单位证明",
    )
    permit = travel_permit_request(by=people.asking, case=case, wish=wish)
    approval_decide(by=people.county_head, approval=permit.approval, number=1, act=ApprovalAct.APPROVE)
