"""What columns stand for: corrected by who uploaded, checked again, remembered for the office."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.audit import AuditEvent
from core.errors import BadInput, Refused
from corrections.enums import MatchSource, Role, RosterState
from corrections.models import Case, RosterHeading, RosterImport
from corrections.resources.roster_targets import KEPT, PASSED, target_choices, target_read, target_words
from corrections.services.roster_columns import headings_remembered, roster_columns_choose
from corrections.services.roster_matching import columns_match
from corrections.services.roster_upload import roster_confirm, roster_files_expire
from tests.corrections.rosters import Kaijiang, person
from tests.corrections.test_roster_upload import ran, uploaded
from tests.factories.offenders import id_number
from tests.people import TODAY, account


def renamed(row: Mapping[str, Any], **headings: str) -> dict[str, Any]:
    """The row under other headings."""
    return {headings.get(heading, heading): cell for heading, cell in row.items()}


def upload(place: Kaijiang, folder: Path, rows: Sequence[Mapping[str, Any]]) -> RosterImport:
    from core.sheets.write import Column, write_table

    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    path = folder / "名册.xlsx"
    columns = [Column(heading) for heading in headings]
    write_table(
        path, name="花名册", columns=columns, rows=[[row.get(each) for each in headings] for row in rows]
    )
    return uploaded(place, path)


def place_of(roster: RosterImport, heading: str) -> int:
    return next(int(column["place"]) for column in roster.columns if column["heading"] == heading)


def source_of(roster: RosterImport, heading: str) -> str:
    return next(str(column["source"]) for column in roster.columns if column["heading"] == heading)


# Matching


def test_what_the_office_said_goes_before_what_we_know() -> None:
    first, second = columns_match(["联系电话", "备用电话"], {"备用电话": "phone"})
    assert (first.column, first.source) == (None, MatchSource.KEPT)
    assert second.column is not None and second.column.key == "phone"
    assert second.source == MatchSource.REMEMBERED
    (passed,) = columns_match(["联系电话"], {"联系电话": PASSED})
    assert (passed.column, passed.item, passed.source) == (None, "", MatchSource.PASSED)
    (kept,) = columns_match(["身份证号吗"], {"身份证号吗": KEPT})
    assert (kept.column, kept.item) == (None, "身份证号吗")


@pytest.mark.parametrize("text", ["身份证号", " 公民身份号码 ", "13身份证号"])
def test_a_target_is_read_in_any_spelling(text: str) -> None:
    assert target_read(text) == "id_number"


def test_a_target_is_read_in_the_words_it_is_offered_in() -> None:
    assert [target_words(str(target_read(words))) for words in target_choices()] == target_choices()
    assert target_read("不存在的项目") is None


# The service


def test_without_name_and_number_there_is_no_roster_to_put_right(kaijiang: Kaijiang, tmp_path: Path) -> None:
    row = renamed(person(1), 姓名="在矫人", 身份证号="号码一栏")
    refused = upload(kaijiang, tmp_path, [row])
    assert (refused.state, refused.columns) == (RosterState.REFUSED, [])
    with pytest.raises(Refused, match="不能再调整"):
        roster_columns_choose(by=kaijiang.clerk, roster=refused, targets={0: "name"})


def test_a_missing_column_is_named_and_given(kaijiang: Kaijiang, tmp_path: Path) -> None:
    row = renamed(person(1), 矫正类别="刑罚执行种别")
    refused = upload(kaijiang, tmp_path, [row])
    assert refused.state == RosterState.REFUSED and "矫正类别" in refused.refusal
    chosen = roster_columns_choose(
        by=kaijiang.clerk, roster=refused, targets={place_of(refused, "刑罚执行种别"): "category"}
    )
    assert chosen.state == RosterState.UPLOADED
    checked = ran(chosen)
    assert (checked.state, checked.created, checked.refusal) == (RosterState.CHECKED, 1, "")
    assert source_of(checked, "刑罚执行种别") == MatchSource.REMEMBERED
    event = AuditEvent.objects.get(event="roster_columns_chosen")
    assert event.changes == {"刑罚执行种别": ["按列名保存", "矫正类别"]}

    again = upload(kaijiang, tmp_path, [renamed(person(2), 矫正类别="刑罚执行种别")])
    assert (again.state, again.created) == (RosterState.CHECKED, 1)
    ran(roster_confirm(by=kaijiang.clerk, roster=again, is_partial=False))
    assert Case.objects.get().category == "suspended"


def test_stations_know_what_their_county_said_and_may_differ(kaijiang: Kaijiang, tmp_path: Path) -> None:
    roster = upload(kaijiang, tmp_path, [person(1, 备用电话="13900001111")])
    roster_columns_choose(by=kaijiang.clerk, roster=roster, targets={place_of(roster, "备用电话"): "phone"})
    station = kaijiang.station("新宁镇")
    assert headings_remembered(station) == {"备用电话": "phone"}
    assert headings_remembered(kaijiang.neighbour) == {}
    RosterHeading.objects.create(
        office=station,
        heading="备用电话",
        target=PASSED,
        chosen_at=roster.uploaded_at,
        chosen_by=kaijiang.clerk,
    )
    assert headings_remembered(station) == {"备用电话": PASSED}
    assert headings_remembered(kaijiang.county) == {"备用电话": "phone"}


def test_choosing_what_we_would_take_by_ourselves_forgets(kaijiang: Kaijiang, tmp_path: Path) -> None:
    roster = upload(kaijiang, tmp_path, [person(1, 联系电话="13900001111")])
    phone = place_of(roster, "联系电话")
    roster = ran(roster_columns_choose(by=kaijiang.clerk, roster=roster, targets={phone: KEPT}))
    assert RosterHeading.objects.get().target == KEPT
    roster = ran(roster_columns_choose(by=kaijiang.clerk, roster=roster, targets={phone: "phone"}))
    assert not RosterHeading.objects.exists()
    assert source_of(roster, "联系电话") == MatchSource.KNOWN


def test_nothing_changed_is_nothing_done(kaijiang: Kaijiang, tmp_path: Path) -> None:
    roster = upload(kaijiang, tmp_path, [person(1)])
    same = roster_columns_choose(
        by=kaijiang.clerk,
        roster=roster,
        targets={column["place"]: column["target"] for column in roster.columns},
    )
    assert same.state == RosterState.CHECKED
    assert not AuditEvent.objects.filter(event="roster_columns_chosen").exists()


def test_two_columns_for_one_item_are_refused_by_name(kaijiang: Kaijiang, tmp_path: Path) -> None:
    roster = upload(kaijiang, tmp_path, [person(1, 备用电话="13900001111", 联系电话="13900002222")])
    with pytest.raises(BadInput, match=r"个人手机号.*联系电话.*备用电话|个人手机号.*备用电话.*联系电话"):
        roster_columns_choose(
            by=kaijiang.clerk, roster=roster, targets={place_of(roster, "备用电话"): "phone"}
        )


def test_only_who_uploaded_chooses_and_only_before_the_confirmation(
    kaijiang: Kaijiang, tmp_path: Path
) -> None:
    roster = upload(kaijiang, tmp_path, [person(1)])
    other = account("clerk3", "另一人", Role.ROSTER_ADMINISTRATOR, kaijiang.county)
    with pytest.raises(Refused, match="只有上传人"):
        roster_columns_choose(by=other, roster=roster, targets={0: KEPT})
    confirmed = roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False)
    with pytest.raises(Refused, match="不能再调整"):
        roster_columns_choose(by=kaijiang.clerk, roster=confirmed, targets={0: KEPT})


def test_samples_go_with_the_file(kaijiang: Kaijiang, tmp_path: Path) -> None:
    roster = upload(kaijiang, tmp_path, [person(1), person(2)])
    assert roster.samples[str(place_of(roster, "身份证号"))] == [id_number(1), id_number(2)]
    roster_files_expire(on=TODAY.replace(month=12))
    assert RosterImport.objects.get().samples == {}


# The page


@pytest.fixture
def roster(kaijiang: Kaijiang, tmp_path: Path) -> RosterImport:
    return upload(kaijiang, tmp_path, [person(1, 备用电话="13900001111")])


def columns_url(roster: RosterImport) -> str:
    return reverse("corrections:roster_columns", args=[roster.pk])


def answers(roster: RosterImport, **texts: str) -> dict[str, str]:
    """What the form shows, with other texts under some headings."""
    return {
        f"column_{column['place']}": texts.get(column["heading"], target_words(column["target"]))
        for column in roster.columns
    }


def test_page_shows_columns_with_examples_and_saves(
    client: Client, kaijiang: Kaijiang, roster: RosterImport
) -> None:
    client.force_login(kaijiang.clerk)
    seen = client.get(columns_url(roster)).content.decode()
    assert "备用电话" in seen and "13900001111" in seen and 'list="roster-targets"' in seen
    sent = client.post(columns_url(roster), answers(roster, 备用电话="手机号"))
    assert sent.status_code == 302
    assert RosterHeading.objects.get().target == "phone"


def test_page_keeps_a_wrong_word_and_says_what_to_do(
    client: Client, kaijiang: Kaijiang, roster: RosterImport
) -> None:
    client.force_login(kaijiang.clerk)
    answer = client.post(columns_url(roster), answers(roster, 备用电话="座机"))
    seen = answer.content.decode()
    assert answer.status_code == 200
    assert "没有“座机”这个项目" in seen and 'value="座机"' in seen
    assert not RosterHeading.objects.exists()


def test_page_is_for_who_uploaded(client: Client, kaijiang: Kaijiang, roster: RosterImport) -> None:
    client.force_login(account("clerk3", "另一人", Role.ROSTER_ADMINISTRATOR, kaijiang.county))
    assert client.get(columns_url(roster)).status_code == 409
    client.force_login(kaijiang.neighbour_clerk)
    assert client.get(columns_url(roster)).status_code == 404


def test_report_says_how_sure_each_column_is(client: Client, kaijiang: Kaijiang, tmp_path: Path) -> None:
    roster = upload(kaijiang, tmp_path, [renamed(person(1), 身份证号="身份证号吗")])
    client.force_login(kaijiang.clerk)
    seen = client.get(reverse("corrections:roster_detail", args=[roster.pk])).content.decode()
    assert "1 列是推测的，请核对" in seen and "推测，把握" in seen and "调整列的对应" in seen
