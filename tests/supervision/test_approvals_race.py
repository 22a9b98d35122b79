"""Many officers on one request at the same moment: one decision stands. With the lock taken out, several would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from core.clock import frozen, now, today
from core.errors import Refused
from corrections.enums import Role
from corrections.models import Case, User
from supervision.enums import ApprovalAct, ApprovalStatus
from supervision.models import Approval, ApprovalStep
from supervision.services.approvals import approval_decide, approval_withdraw
from supervision.services.leaves import leave_request
from tests.factories import CaseFactory
from tests.people import TODAY, World, account
from tests.supervision.leaves import wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("books")]
OFFICERS, ROUNDS = 8, 3
ACTS = (ApprovalAct.APPROVE, ApprovalAct.REFUSE, ApprovalAct.RETURN)


@pytest.fixture
def officers(world: World) -> list[User]:
    return [account(f"county-{n}", f"局长{n}", Role.COUNTY_HEAD, world.county) for n in range(OFFICERS)]


def asked(world: World, by: User) -> Approval:
    case: Case = CaseFactory(station=world.station, ordinary=True)
    return leave_request(by=by, case=case, wish=wish(10)).approval


def all_at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """Each in a thread and a transaction of its own, started together: how many were carried out, how many refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            with frozen(TODAY):
                barrier.wait()
                act()
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_many_decisions_and_a_withdrawal_one_stands(
    world: World, officer: User, officers: list[User]
) -> None:
    for _round in range(ROUNDS):
        approval = asked(world, officer)
        decision = partial(approval_decide, approval=approval, number=1, words="理由")
        acts: list[Callable[[], object]] = [
            partial(decision, by=by, act=ACTS[place % 3]) for place, by in enumerate(officers)
        ]
        acts.append(partial(approval_withdraw, by=officer, approval=approval, reason="不去了"))
        outcome = all_at_once(acts)
        steps = ApprovalStep.objects.filter(approval=approval)
        # A withdrawal after a return is a second decision in turn, not at once.
        assert outcome["done"] in (1, 2) and steps.count() == 1
        if outcome["done"] == 2:
            assert (steps.get().act, Approval.objects.get(pk=approval.pk).status) == ("return", "withdrawn")


def test_control_without_the_lock_several_decisions_would_stand(
    world: World, officer: User, officers: list[User]
) -> None:
    """Read, check, save, as it is usually written."""
    approval = asked(world, officer)
    gate = Barrier(OFFICERS)

    def plain(by: User) -> None:
        step = ApprovalStep.objects.get(approval=approval, number=1)
        if step.acted_at is not None:
            raise Refused("decided")
        gate.wait()
        step.acted_at, step.acted_on, step.acted_by, step.act = now(), today(), by, ApprovalAct.APPROVE
        step.save()
        Approval.objects.filter(pk=approval.pk).update(status=ApprovalStatus.APPROVED, decided_on=today())

    outcome = all_at_once([partial(plain, by) for by in officers])
    assert outcome["done"] > 1
