"""The pages of the roster import: upload, report, confirm, result; who may see what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.sheets import read
from corrections.enums import RosterState
from corrections.models import Case, RosterImport
from corrections.services.roster_upload import roster_confirm
from tests.corrections.rosters import ROSTERS, Importer, Kaijiang, person
from tests.corrections.test_roster_upload import ran, uploaded
from tests.people import account


@pytest.fixture
def clerk_client(client: Client, kaijiang: Kaijiang) -> Client:
    client.force_login(kaijiang.clerk)
    return client


def test_upload_page_leads_to_the_report(clerk_client: Client, kaijiang: Kaijiang) -> None:
    content = (ROSTERS / "county_messy.xlsx").read_bytes()
    answer = clerk_client.post(
        reverse("corrections:roster_upload"),
        {"kind": "people", "office": kaijiang.county.pk, "file": SimpleUploadedFile("名册.xlsx", content)},
    )
    roster = RosterImport.objects.get()
    assert answer["Location"] == reverse("corrections:roster_detail", args=[roster.pk])
    waiting = clerk_client.get(answer["Location"]).content.decode()
    assert "正在检查文件" in waiting
    ran(roster)
    page = clerk_client.get(answer["Location"]).content.decode()
    assert "检查完毕" in page
    assert "只导入没有错误的行" in page
    assert "身份证号的校验码不对" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("名册.pdf", b"%PDF", "请选择 .xlsx"), ("名册.xlsx", b"", "空")],
)
def test_upload_page_bad_file_comes_back(
    clerk_client: Client, kaijiang: Kaijiang, name: str, content: bytes, words: str
) -> None:
    answer = clerk_client.post(
        reverse("corrections:roster_upload"),
        {"kind": "people", "office": kaijiang.county.pk, "file": SimpleUploadedFile(name, content)},
    )
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_upload_page_offers_no_other_county(clerk_client: Client, kaijiang: Kaijiang) -> None:
    answer = clerk_client.post(
        reverse("corrections:roster_upload"),
        {"office": kaijiang.neighbour.pk, "file": SimpleUploadedFile("a.csv", b"x")},
    )
    assert answer.status_code == 200
    assert not RosterImport.objects.exists()


def test_report_filters_by_level_and_kind(clerk_client: Client, kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    url = reverse("corrections:roster_detail", args=[roster.pk])
    warned = clerk_client.get(url, {"level": "warning"}).content.decode()
    assert "按开始日期和期限1年应到" in warned
    assert "校验码不对，请核对" not in warned
    kind = clerk_client.get(url, {"code": "id_bad_check_digit"})
    assert [line.row for line in kind.context["rows"]] == [27]
    failed = clerk_client.get(url, {"outcome": "failed", "page_size": "50"})
    assert len(failed.context["rows"]) == roster.failed
    counted = {str(words): count for words, count, _tone, _url in failed.context["counts"]}
    assert (counted["共"], counted["新增"], counted["有错误"]) == (46, 34, 12)


def test_report_shows_old_and_new_masked(clerk_client: Client, importer: Importer) -> None:
    importer.rows(person(1, 联系电话="13800001111", 管理等级="严管"))
    sheet = importer.sheet(
        person(1, 联系电话="13900002222", 管理等级="普管", 司法所="普安镇", 备注="<b>甲</b>")
    )
    roster = uploaded(importer.place, sheet)
    page = clerk_client.get(reverse("corrections:roster_detail", args=[roster.pk])).content.decode()
    assert "138****1111 → 139****2222" in page
    assert "严管 → 普管" in page
    assert "新宁镇司法所 → 普安镇司法所" in page
    assert "<b>甲</b>" not in page
    assert "13900002222" not in page


def test_confirm_button_imports_once(clerk_client: Client, kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    url = reverse("corrections:roster_confirm", args=[roster.pk, "all"])
    assert clerk_client.get(url).status_code == 405
    assert clerk_client.post(url).status_code == 302
    assert clerk_client.post(url).status_code == 409
    page = reverse("corrections:roster_detail", args=[roster.pk])
    assert "正在导入" in clerk_client.get(page).content.decode()
    ran(RosterImport.objects.get(pk=roster.pk))
    assert "导入完成" in clerk_client.get(page).content.decode()
    assert Case.objects.count() == 30


def test_progress_asks_the_page_to_come_again(clerk_client: Client, kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    url = reverse("corrections:roster_progress", args=[roster.pk])
    assert clerk_client.get(url)["HX-Refresh"] == "true"
    roster_confirm(by=kaijiang.clerk, roster=roster, is_partial=False)
    answer = clerk_client.get(url)
    assert answer.status_code == 200
    assert 'hx-trigger="every 1s"' in answer.content.decode()


def test_failed_rows_are_downloaded_and_read_again(
    clerk_client: Client, kaijiang: Kaijiang, tmp_path: object
) -> None:
    from pathlib import Path

    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    answer = clerk_client.get(reverse("corrections:roster_failed_rows", args=[roster.pk]))
    book = Path(str(tmp_path)) / "failed.xlsx"
    book.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert len(list(read(book).sheets[0].rows)) == 13


def test_template_is_a_roster_of_this_office(clerk_client: Client, importer: Importer) -> None:
    answer = clerk_client.get(reverse("corrections:roster_template", args=["people"]))
    book = importer.folder / "template.xlsx"
    book.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    sheets = read(book).sheets
    assert [sheet.name for sheet in sheets if not sheet.hidden] == ["花名册", "填表说明"]
    assert importer.file(book).rows == 0


def test_pages_are_closed_to_others(client: Client, kaijiang: Kaijiang) -> None:
    roster = uploaded(kaijiang, ROSTERS / "county_messy.xlsx")
    urls = [
        reverse(f"corrections:{name}", args=[roster.pk])
        for name in ("roster_detail", "roster_progress", "roster_failed_rows")
    ]
    confirm = reverse("corrections:roster_confirm", args=[roster.pk, "good"])
    assert all(client.get(url).status_code == 302 for url in urls)
    client.force_login(kaijiang.neighbour_clerk)
    assert all(client.get(url).status_code == 404 for url in urls)
    assert client.post(confirm).status_code == 404
    client.force_login(account("nobody", "无权人"))
    assert all(client.get(url).status_code == 403 for url in urls)
    assert RosterImport.objects.get().state == RosterState.CHECKED


def test_second_clerk_of_the_county_sees_but_does_not_confirm(client: Client, kaijiang: Kaijiang) -> None:
    from corrections.enums import Role

    roster = uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    client.force_login(account("clerk3", "周名册", Role.ROSTER_ADMINISTRATOR, kaijiang.county))
    page = client.get(reverse("corrections:roster_detail", args=[roster.pk]))
    assert "只有上传人刘名册可以确认" in page.content.decode()
    assert client.post(reverse("corrections:roster_confirm", args=[roster.pk, "all"])).status_code == 409


def test_list_shows_past_imports(clerk_client: Client, kaijiang: Kaijiang) -> None:
    uploaded(kaijiang, ROSTERS / "county_gb18030.csv")
    page = clerk_client.get(reverse("corrections:roster_list")).content.decode()
    assert "county_gb18030.csv" in page
