"""1,000 requests for leave decided by 16 officers at once, each request in the hands of two of them at the same moment.

Nothing may be lost and nothing decided twice. The time is compared with one officer who decides alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier
from time import perf_counter

from django.core.management import call_command
from django.db import connection

from bench.table import print_machine, print_table, print_target
from core.audit import AuditEvent
from core.clock import today
from core.errors import Refused
from corrections.enums import Role
from corrections.models import Case, Organisation, User
from reporting.management.demo.names import Names
from reporting.management.demo.offices import COUNTY_CODE, accounts_save
from supervision.enums import ApprovalAct, ApprovalStatus, LeaveReason
from supervision.models import Approval, ApprovalStep
from supervision.services.approvals import approval_decide
from supervision.services.leaves import LeaveWish, leave_request

PEOPLE, REQUESTS, OFFICERS, ALONE = 1_900, 1_000, 16, 100


def main() -> None:
    """Builds a county, asks, decides, prints the table."""
    for command in ("load_calendar", "load_divisions", "load_rule_books"):
        call_command(command, verbosity=0)
    call_command("demo", people=PEOPLE, verbosity=0)
    print(f"审批：{REQUESTS:,} 件申请，{OFFICERS} 人同时办理（deciding, each request by two at once）")
    print_machine()
    county = Organisation.objects.get(code=COUNTY_CODE)
    names = Names(Random(1))
    officers = accounts_save(
        names, [(f"bench{number:02}", Role.COUNTY_HEAD, county, None) for number in range(OFFICERS + 1)]
    )
    asked = _ask(User.objects.get(username="xianju"), REQUESTS + ALONE)
    alone = _alone(officers[-1], asked[REQUESTS:])
    asked = asked[:REQUESTS]
    began = perf_counter()
    outcome = _together(officers[:OFFICERS], asked)
    seconds = perf_counter() - began
    keys = [approval.pk for approval in asked]
    lost = Approval.objects.filter(pk__in=keys).exclude(status=ApprovalStatus.APPROVED).count()
    said = Counter(
        AuditEvent.objects.filter(event="approval_approved", subject_id__in=keys).values_list(
            "subject_id", flat=True
        )
    )
    doubled = sum(count - 1 for count in said.values())
    steps = ApprovalStep.objects.filter(approval__in=keys).count()
    print_table(
        [(f"{OFFICERS} officers at once", seconds), ("one officer alone, as many", alone * REQUESTS / ALONE)],
        count=REQUESTS,
        limit=alone * REQUESTS / ALONE,
    )
    print_target("none lost", lost == 0, f"{lost} of {REQUESTS:,}")
    print_target(
        "none decided twice",
        doubled == 0 and steps == REQUESTS and outcome["done"] == REQUESTS,
        f"{doubled}; {outcome['refused']:,} second decisions were refused",
    )


def _ask(by: User, count: int) -> list[Approval]:
    """Leaves of ten days for as many people, which their county decides."""
    starts_on = today() + timedelta(days=30)
    wish = LeaveWish(
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=9),
        province="重庆市万州区",
        place="万州区",
        reason=LeaveReason.FAMILY,
        reason_words="亲属婚礼",
        proof="请柬",
    )
    cases = Case.objects.under_correction(on=today()).filter(
        ended_on=None, term_ends_on__gt=wish.ends_on, leaves=None
    )
    found = list(cases.select_related("station", "offender").order_by("pk")[:count])
    if len(found) < count:
        raise SystemExit(f"only {len(found)} people of {count}")
    return [leave_request(by=by, case=case, wish=wish).approval for case in found]


def _alone(by: User, asked: Sequence[Approval]) -> float:
    began = perf_counter()
    for approval in asked:
        approval_decide(by=by, approval=approval, number=1, act=ApprovalAct.APPROVE)
    return perf_counter() - began


def _together(officers: Sequence[User], asked: Sequence[Approval]) -> Counter[str]:
    """Officers 2k and 2k+1 have the same pile in the same order."""
    barrier, piles = Barrier(len(officers)), len(officers) // 2

    def work(place: int) -> Counter[str]:
        done: Counter[str] = Counter()
        try:
            barrier.wait()
            for approval in asked[place // 2 :: piles]:
                try:
                    approval_decide(by=officers[place], approval=approval, number=1, act=ApprovalAct.APPROVE)
                except Refused:
                    done["refused"] += 1
                else:
                    done["done"] += 1
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(len(officers)) as pool:
        return sum(pool.map(work, range(len(officers))), Counter())
