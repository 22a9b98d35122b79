"""The undo of an import beside other acts: of the same day, of other cases, before the import, at the same time."""

import threading
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connections, transaction

from core.clock import frozen
from core.errors import Refused
from core.jobs import job_run_now
from corrections.enums import EndKind, Role, RosterState
from corrections.models import Case, LevelSpan, Offender, Placement, RosterImport
from corrections.services.offender import offender_update
from corrections.services.roster_undo import roster_undo, roster_undo_ask
from corrections.services.roster_upload import roster_confirm, roster_upload
from supervision.enums import Channel
from supervision.services import check_in_record, rule_books_load
from tests.corrections.rosters import Importer, kaijiang_make, person
from tests.corrections.test_roster_undo import LATER, imported, undone
from tests.people import TODAY, account


def spans() -> list[object]:
    levels = LevelSpan.objects.order_by("starts_on").values_list("level", "starts_on", "ends_on")
    stations = Placement.objects.order_by("starts_on").values_list("station_id", "starts_on", "ends_on")
    return [*levels, *stations]


def test_the_second_of_two_updates_of_a_day_leaves_the_first(importer: Importer) -> None:
    imported(importer, person(1, 管理等级="普管"))
    with frozen(LATER):
        imported(importer, person(1, 管理等级="严管", 司法所="普安镇司法所"), on=LATER)
        before = spans()
        undone(importer, imported(importer, person(1, 管理等级="普管", 司法所="回龙镇司法所"), on=LATER))
    assert spans() == before
    case = Case.objects.get()
    assert LevelSpan.objects.get(ends_on=None).level == case.level
    assert Placement.objects.get(ends_on=None).station_id == case.station_id


def test_a_person_changed_through_another_case_forbids(importer: Importer) -> None:
    imported(importer, person(1, 联系电话="13800001111"))
    old = Case.objects.get()
    Case.objects.update(ended_on=date(2026, 10, 1), end_kind=EndKind.DISCHARGE)
    again = person(1, 矫正开始日期=date(2026, 11, 1), 矫正结束日期=date(2028, 10, 31), 联系电话="13900002222")
    roster = imported(importer, again)
    officer = account("officer", "李所员", Role.STATION_OFFICER, importer.place.station("新宁镇"))
    offender_update(by=officer, case=old, values={"phone": "13700003333"})
    with pytest.raises(Refused, match="1人办理了其他业务"):
        roster_undo_ask(by=importer.place.clerk, roster=roster, reason="导错了")
    assert Offender.objects.get().phone == "13700003333"


def test_records_from_before_an_update_forbid_nothing(importer: Importer) -> None:
    rule_books_load()
    officer = account("officer", "李所员", Role.STATION_OFFICER, importer.place.station("新宁镇"))
    imported(importer, person(1, 联系电话="13800001111"))
    check_in_record(by=officer, case=Case.objects.get(), channel=Channel.PHONE, happened_on=TODAY)
    done = undone(importer, imported(importer, person(1, 联系电话="13900002222")))
    assert done.state == RosterState.UNDONE
    assert Offender.objects.get().phone == "13800001111"


def test_work_between_upload_and_confirmation_forbids_nothing(importer: Importer) -> None:
    place = importer.place
    imported(importer, person(1, 联系电话="13800001111"))
    content = importer.sheet(person(1, 联系电话="13900002222")).read_bytes()
    roster = roster_upload(by=place.clerk, office=place.county, name="a.xlsx", content=content)
    assert roster.job is not None
    job_run_now(roster.job)
    officer = account("officer", "李所员", Role.STATION_OFFICER, place.station("新宁镇"))
    offender_update(by=officer, case=Case.objects.get(), values={"work_unit": "甲厂"})
    roster = roster_confirm(by=place.clerk, roster=roster, is_partial=False)
    assert roster.job is not None
    job_run_now(roster.job)
    assert undone(importer, roster).state == RosterState.UNDONE
    assert (Offender.objects.get().phone, Offender.objects.get().work_unit) == ("13800001111", "甲厂")


def test_the_right_lost_between_the_asking_and_the_job_stops_it(importer: Importer) -> None:
    clerk = importer.place.clerk
    roster = imported(importer, person(1))
    roster_undo_ask(by=clerk, roster=roster, reason="导错了")
    clerk.is_active = False
    clerk.save()
    roster_undo(roster_id=roster.pk)
    stands = RosterImport.objects.get(pk=roster.pk)
    assert (stands.state, Case.objects.count()) == (RosterState.DONE, 1)
    assert "权限" in stands.refusal


@pytest.mark.django_db(transaction=True)
def test_an_undo_waits_for_who_is_changing_the_person_and_then_stops(tmp_path: Path) -> None:
    with frozen(TODAY):
        place = kaijiang_make()
        importer = Importer(place, tmp_path)
        officer = account("officer", "李所员", Role.STATION_OFFICER, place.station("新宁镇"))
        imported(importer, person(1, 联系电话="13800001111"))
        roster = imported(importer, person(1, 联系电话="13900002222"))
        roster_undo_ask(by=place.clerk, roster=roster, reason="导错了")

        def undo() -> None:
            with frozen(TODAY):
                roster_undo(roster_id=roster.pk)
            connections.close_all()

        thread = threading.Thread(target=undo)
        with transaction.atomic():
            offender_update(by=officer, case=Case.objects.get(), values={"work_unit": "甲厂"})
            thread.start()
            time.sleep(1)
        thread.join(30)
    changed = Offender.objects.get()
    assert (changed.phone, changed.work_unit) == ("13900002222", "甲厂")
    assert RosterImport.objects.get(pk=roster.pk).state == RosterState.DONE
