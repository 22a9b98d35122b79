from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from core.csp import CSP, ContentSecurityPolicyMiddleware, LazyNonce, build_policy, csp_override, get_nonce


def test_build_policy_writes_directives_in_order() -> None:
    policy = build_policy({"default-src": [CSP.SELF], "img-src": ["data:", CSP.SELF], "object-src": CSP.NONE})
    assert policy == "default-src 'self'; img-src data: 'self'; object-src 'none'"


def test_build_policy_leaves_out_none_and_writes_flags() -> None:
    assert (
        build_policy({"a": None, "b": False, "upgrade-insecure-requests": True})
        == "upgrade-insecure-requests"
    )


def test_build_policy_without_a_used_nonce_names_none() -> None:
    nonce = LazyNonce()
    assert build_policy({"script-src": [CSP.SELF, CSP.NONCE]}, nonce) == "script-src 'self'"
    written = str(nonce)
    assert (
        build_policy({"script-src": [CSP.SELF, CSP.NONCE]}, nonce) == f"script-src 'self' 'nonce-{written}'"
    )


def test_build_policy_of_a_set_is_stable() -> None:
    assert build_policy({"img-src": {"b", "a"}}) == "img-src a b"


def answer(view: object) -> HttpResponse:
    response = ContentSecurityPolicyMiddleware(view)(HttpRequest())  # type: ignore[arg-type]
    assert isinstance(response, HttpResponse)
    return response


@override_settings(SECURE_CSP={"script-src": [CSP.NONCE]})
def test_middleware_gives_each_request_its_nonce() -> None:
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(str(get_nonce(request)))
        return HttpResponse()

    headers = [answer(view).headers["Content-Security-Policy"] for _ in range(2)]
    assert headers == [f"script-src 'nonce-{nonce}'" for nonce in seen]
    assert seen[0] != seen[1]


@override_settings(SECURE_CSP={"default-src": [CSP.SELF]}, SECURE_CSP_REPORT_ONLY={"default-src": [CSP.NONE]})
def test_override_replaces_the_policy_of_one_view() -> None:
    response = answer(csp_override({})(lambda request: HttpResponse()))
    assert "Content-Security-Policy" not in response.headers
    assert response.headers["Content-Security-Policy-Report-Only"] == "default-src 'none'"


def test_pages_carry_a_strict_policy(client: Client, db: None) -> None:
    policy = client.get("/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
