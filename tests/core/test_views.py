"""The four shapes of page, tried on a small site of their own (tests/core/pages.py)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from core.models import CalendarDay
from corrections.models import User
from tests.core.pages import HIDDEN
from tests.factories import StationFactory
from tests.people import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.core.pages"),
    pytest.mark.usefixtures("empty_registry"),
]

HTMX = {"HX-Request": "true"}
RESULTS = {"HX-Request": "true", "HX-Target": "results"}
ONE_DAY = {"name": "甲", "day": "20260101", "kind": "a"}


@pytest.fixture
def days() -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 1, 1) + timedelta(days=n), name=f"d{n:03}", is_workday=n % 7 < 5)
        for n in range(130)
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="core.login.backends.AccountBackend")
    return client


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


# ---- access ----


def test_anonymous_is_sent_to_the_login_and_back(client: Client) -> None:
    response = client.get("/list/?page=2")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=%2Flist%2F%3Fpage%3D2")


def test_anonymous_htmx_leaves_the_page(client: Client) -> None:
    response = client.get("/list/", headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/login/")


@pytest.mark.parametrize("path", ["/list/", "/form/"])
def test_without_the_permission_is_403(outsider: User, path: str) -> None:
    response = signed_in(outsider).get(path)
    assert response.status_code == 403
    assert "没有权限" in response.content.decode()


def test_own_office_opens(desk: Client, world: World) -> None:
    assert desk.get(f"/office/{world.station.pk}/").status_code == 200


def test_visible_row_of_another_office_is_403(desk: Client, world: World) -> None:
    assert desk.get(f"/office/{world.next_station.pk}/").status_code == 403
    assert desk.get(f"/open-office/{world.next_station.pk}/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_row_outside_visible_to_is_404_for_every_method(desk: Client, world: World, method: str) -> None:
    hidden = StationFactory(short_name=HIDDEN, parent=world.county)
    assert getattr(desk, method)(f"/office/{hidden.pk}/").status_code == 404


def test_absurd_key_is_404(desk: Client) -> None:
    assert desk.get(f"/office/{10**30}/").status_code == 404


def test_page_without_permission_and_reason_is_a_fault_of_ours(desk: Client) -> None:
    with pytest.raises(ImproperlyConfigured):
        desk.get("/nameless/")


# ---- list ----


def shown(client: Client, query: str = "", **headers: str) -> list[str]:
    response = client.get(f"/list/{query}", headers=headers)
    assert response.status_code == 200
    return [row.name for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("page", "first"),
    [("", "d000"), ("2", "d020"), ("-1", "d000"), ("0", "d000"), (str(10**9), "d120"), ("9" * 5000, "d120")]
    + [(nonsense, "d000") for nonsense in ("abc", "1.5", "²", "1e3", "-", "--2", "-" + "9" * 5000)],
)
def test_list_clamps_any_page(desk: Client, days: None, page: str, first: str) -> None:
    assert shown(desk, f"?page={page}")[0] == first


@pytest.mark.parametrize(
    ("size", "count"), [("", 20), ("50", 50), ("100", 100), ("7", 20), ("100000", 20), ("x", 20)]
)
def test_list_page_sizes_are_a_whitelist(desk: Client, days: None, size: str, count: int) -> None:
    assert len(shown(desk, f"?page_size={size}")) == count


def test_list_orders_by_its_whitelist_only(desk: Client, days: None) -> None:
    assert shown(desk, "?ordering=-name")[0] == "d129"
    for word in ("password", "-password", "name__x", "--name", "?"):
        assert shown(desk, f"?ordering={word}")[0] == "d000"


def test_list_filters_and_keeps_them_in_its_links(desk: Client, days: None) -> None:
    response = desk.get("/list/?name=d0&page_size=50&ordering=-name")
    pager = response.context["pager"]
    assert pager.total == 100
    assert "name=d0" in pager.following
    assert "ordering=-name" in pager.following
    assert response.context["export_url"] == "/list/?name=d0&page_size=50&ordering=-name"


def test_list_with_a_bad_filter_shows_no_row_and_says_why(desk: Client, days: None) -> None:
    response = desk.get("/list/?day=31.31.2026")
    assert list(response.context["rows"]) == []
    assert "不是有效的日期" in response.content.decode()


def test_list_yes_no_filter(desk: Client, days: None) -> None:
    assert shown(desk, "?is_workday=no")[0] == "d005"


def test_list_without_rows_says_so(desk: Client) -> None:
    assert "没有符合条件的记录" in desk.get("/list/").content.decode()


def test_list_answers_htmx_with_its_table_only(desk: Client, days: None) -> None:
    html = desk.get("/list/", headers=RESULTS).content.decode()
    assert 'id="results"' in html
    assert "<html" not in html
    assert "<html" in desk.get("/list/", headers=HTMX).content.decode()


def test_list_costs_the_same_queries_for_1_and_20_rows(
    desk: Client, days: None, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/list/{query}")
        return len(queries)

    assert cost("?name=d001") == cost("")


# ---- detail ----


def test_detail_shows_title_and_breadcrumbs(desk: Client, world: World) -> None:
    html = desk.get(f"/office/{world.station.pk}/").content.decode()
    assert "<h1>机构</h1>" in html
    assert 'href="/list/">机构</a>' in html


# ---- form ----


def test_form_asks_with_a_token_and_without_writing(desk: Client) -> None:
    response = desk.get("/form/")
    assert len(response.context["once"]) > 20
    assert not CalendarDay.objects.exists()


def test_form_calls_its_service_and_goes_on(desk: Client) -> None:
    response = desk.post("/form/", ONE_DAY, follow=True)
    assert response.redirect_chain == [("/list/?name=%E7%94%B2", 302)] or response.redirect_chain[0][1] == 302
    assert CalendarDay.objects.get().day == date(2026, 1, 1)
    assert "已登记。" in response.content.decode()


def test_form_loses_nothing_on_bad_input(desk: Client) -> None:
    response = desk.post("/form/", {"name": "甲<b>", "day": "2026-13-01", "kind": "zz", "once": "t1"})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="甲&lt;b&gt;"' in html
    assert 'value="2026-13-01"' in html
    assert 'value="t1"' in html
    assert 'href="#id_day"' in html


@pytest.mark.parametrize(
    ("name", "status", "sentence"), [("refused", 409, "不能重复登记"), ("bad", 200, "名称不能是 bad")]
)
def test_form_shows_the_sentence_of_the_service(desk: Client, name: str, status: int, sentence: str) -> None:
    response = desk.post("/form/", {**ONE_DAY, "name": name})
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert 'value="20260101"' in response.content.decode()
    assert not CalendarDay.objects.exists()


def test_form_sent_twice_is_carried_out_once(desk: Client) -> None:
    sent = {**ONE_DAY, "once": "token-1"}
    first, second = desk.post("/form/", sent), desk.post("/form/", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert CalendarDay.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "evil", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil"]
)
def test_form_next_never_leaves_the_site(desk: Client, evil: str, method: str) -> None:
    if method == "get":
        assert evil not in desk.get("/form/", {"next": evil}).context["next"]
    else:
        assert desk.post("/form/", {**ONE_DAY, "next": evil}).headers["Location"].startswith("/list/")


def test_form_next_on_this_site_is_followed(desk: Client) -> None:
    assert desk.post("/form/", {**ONE_DAY, "next": "/office/1/"}).headers["Location"] == "/office/1/"


def test_form_in_the_dialog_is_a_fragment_with_its_own_ids(desk: Client) -> None:
    html = desk.get("/form-in-place/", headers=HTMX).content.decode()
    assert "<html" not in html
    assert 'id="dialog_name"' in html


def test_form_in_the_dialog_tells_the_page_below(desk: Client) -> None:
    response = desk.post("/form-in-place/", ONE_DAY, headers=HTMX)
    assert response.status_code == 204
    assert '"day-saved"' in response.headers["HX-Trigger"]


def test_form_for_htmx_without_an_event_leads_to_the_result(desk: Client) -> None:
    response = desk.post("/form/", ONE_DAY, headers=HTMX)
    assert (response.status_code, response.headers["HX-Redirect"][:6]) == (204, "/list/")


# ---- button ----


def test_button_is_post_only(desk: Client, world: World) -> None:
    assert desk.get(f"/close/{world.station.pk}/").status_code == 405


def test_button_acts_once_for_two_clicks(desk: Client, world: World) -> None:
    for _click in range(2):
        response = desk.post(f"/close/{world.station.pk}/", {"once": "token-2"})
        assert response.headers["Location"] == "/list/?name=closed"
    assert CalendarDay.objects.count() == 1


def test_button_with_a_question_asks_first(desk: Client, world: World) -> None:
    response = desk.get(f"/close-asked/{world.station.pk}/")
    assert "确定撤销吗？" in response.content.decode()
    assert not CalendarDay.objects.exists()


def test_button_refused_is_409_with_the_sentence_and_a_way_back(head: User, world: World) -> None:
    response = signed_in(head).post(
        f"/close/{world.next_station.pk}/", headers={"Referer": "http://testserver/list/?page=2"}
    )
    html = response.content.decode()
    assert response.status_code == 409
    assert "普安镇还有在矫对象，不能撤销。" in html
    assert 'href="/list/?page=2"' in html


def test_button_refused_for_htmx_is_a_message(head: User, world: World) -> None:
    response = signed_in(head).post(f"/close/{world.next_station.pk}/", headers=HTMX)
    assert (response.status_code, response.headers["HX-Retarget"]) == (409, "#messages")
    assert "<html" not in response.content.decode()


def test_button_without_csrf_token_is_refused_in_plain_words(officer: User, world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer, backend="core.login.backends.AccountBackend")
    response = strict.post(f"/close/{world.station.pk}/")
    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()


# ---- errors ----


def test_unknown_address_is_a_plain_404(desk: Client) -> None:
    response = desk.get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到" in response.content.decode()


def test_fault_is_a_500_without_its_words(desk: Client) -> None:
    desk.raise_request_exception = False
    response = desk.get("/broken/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "系统出错了" in html
    assert "secret" not in html
    assert "Traceback" not in html


def test_refusal_of_any_view_is_a_409(desk: Client) -> None:
    response = desk.get("/refusing/", headers={"Referer": "http://evil.example/x"})
    assert response.status_code == 409
    assert "evil" not in response.content.decode()


def test_database_away_is_a_plain_503(desk: Client) -> None:
    response = desk.get("/database-away/")
    assert response.status_code == 503
    assert "系统正忙" in response.content.decode()
    assert "10.0.0.1" not in response.content.decode()


def test_ten_megabytes_are_a_plain_400(desk: Client) -> None:
    response = desk.post("/form/", {**ONE_DAY, "name": "长" * 4_000_000})
    assert response.status_code == 400
    assert "请求无法处理" in response.content.decode()


def test_no_page_is_stored(desk: Client, client: Client) -> None:
    for response in (desk.get("/list/"), desk.get("/no/"), client.get("/login/"), client.get("/list/")):
        assert "no-store" in response.headers["Cache-Control"]
