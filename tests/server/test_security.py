"""Who may not ask is refused, whatever he asks for."""

import re
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

from attune_ops_nb.routes import ENDPOINTS, PLACES, ROUTES
from attune_ops_nb.server.credentials import answers_to, bare, is_loopback

EXAMPLES = {"id": "1", "stream": "log", "version": "1"}


def example(path: str) -> str:
    return PLACES.sub(lambda place: EXAMPLES.get(place[1], "core"), path)


CHANGING = sorted({(each.method, example(each.path)) for each in ROUTES if each.changes_state})
PRIVATE = sorted(
    {(each.method, example(each.path)) for each in (*ROUTES, *ENDPOINTS) if each.path}
    - {("GET", "health")}
    | {("GET", "api/v1/nothing"), ("POST", "api/v1/nothing"), ("DELETE", "api/ops/info")}
)


@pytest.fixture
def host(http_server_port: Any) -> str:
    """What a browser sends as Host."""
    return f"127.0.0.1:{http_server_port[-1]}"


async def logged_in(ask: Any, token: str) -> dict[str, str]:
    """The cookies that a browser has after the page was opened with the token."""
    response: HTTPResponse = await ask(f"?token={token}", headers={})
    found = [
        line.partition(";")[0].partition("=") for line in response.headers.get_list("Set-Cookie")
    ]
    return {name: value for name, _, value in found}


def sent(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


@pytest.mark.parametrize(("method", "path"), PRIVATE)
async def test_without_a_token_nothing_is_told(ask: Any, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "token wrong"}, {"Authorization": "Bearer"}):
        response = await ask(path, method=method, headers=headers)

        assert response.code == 401, headers
        assert b"token" in response.body


async def test_the_page_leads_to_the_login_form(ask: Any) -> None:
    response = await ask("", headers={})

    assert response.code == 302
    assert "/login" in response.headers["Location"]


@pytest.mark.parametrize(("method", "path"), [*CHANGING, ("GET", "health"), ("GET", "")])
async def test_a_foreign_name_for_our_address_is_refused(
    ask: Any, jp_auth_header: Any, method: str, path: str
) -> None:
    for name in ("evil.test", "evil.test:8765", "localhost.evil.test", "127.0.0.1.evil.test"):
        response = await ask(path, method=method, headers={**jp_auth_header, "Host": name})

        assert response.code == 403, name


@pytest.mark.parametrize(("method", "path"), CHANGING)
async def test_a_cookie_alone_changes_nothing(
    ask: Any, jp_serverapp: Any, host: str, method: str, path: str
) -> None:
    cookies = await logged_in(ask, jp_serverapp.identity_provider.token)
    headers = {"Cookie": sent(cookies), "Host": host, "Origin": f"http://{host}"}

    refused = await ask(path, method=method, headers=headers)
    wrong = await ask(path, method=method, headers={**headers, "X-XSRFToken": "guess"})

    assert (refused.code, wrong.code) == (403, 403)


@pytest.mark.parametrize(("method", "path"), CHANGING)
async def test_a_foreign_page_changes_nothing_even_with_our_cookies(
    ask: Any, jp_serverapp: Any, host: str, method: str, path: str
) -> None:
    cookies = await logged_in(ask, jp_serverapp.identity_provider.token)
    headers = {"Cookie": sent(cookies), "Host": host, "X-XSRFToken": cookies["_xsrf"]}

    for origin in ("null", "http://evil.test", f"http://{host}.evil.test", f"http://{host}0"):
        response = await ask(path, method=method, headers={**headers, "Origin": origin})

        assert response.code == 403, origin


@pytest.mark.parametrize(("method", "path"), CHANGING)
async def test_our_own_page_is_heard(
    ask: Any, jp_serverapp: Any, host: str, method: str, path: str
) -> None:
    cookies = await logged_in(ask, jp_serverapp.identity_provider.token)
    headers = {"Cookie": sent(cookies), "Host": host, "Origin": f"http://{host}"}

    response = await ask(path, method=method, headers={**headers, "X-XSRFToken": cookies["_xsrf"]})

    assert response.code in (200, 201, 404, 422), "it came to the verb"


async def test_a_foreign_page_cannot_read_with_our_cookies(
    ask: Any, jp_serverapp: Any, host: str
) -> None:
    cookies = await logged_in(ask, jp_serverapp.identity_provider.token)
    headers = {"Cookie": sent(cookies), "Host": host, "Origin": "http://evil.test"}

    response = await ask("api/v1/executions", headers=headers)

    assert response.code == 403
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("origin", "host_name", "code"),
    [
        ("http://evil.test", None, 403),
        ("null", None, 403),
        (None, "evil.test", 403),
    ],
)
async def test_a_foreign_page_gets_no_socket(
    ask: Any,
    jp_serverapp: Any,
    host: str,
    jp_base_url: str,
    origin: str | None,
    host_name: str | None,
    code: int,
) -> None:
    cookies = await logged_in(ask, jp_serverapp.identity_provider.token)
    headers = {"Cookie": sent(cookies), "Host": host_name or host}
    if origin is not None:
        headers["Origin"] = origin

    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(f"ws://{host}{jp_base_url}attune/ws", headers=headers))

    assert refused.value.code == code


async def test_the_page_runs_no_script_but_its_own(ask: Any) -> None:
    response = await ask("")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    inline = re.findall(rb"<script(?![^>]* src=)([^>]*)>", response.body)
    assert all(b'type="application/json"' in script for script in inline)


async def test_a_mistake_of_ours_shows_no_traceback(ask: Any, extension: Any) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret path /home/somebody")

    extension.room.call = broken

    response = await ask("api/ops/info")

    assert response.code == 500
    assert b"secret" not in response.body
    assert b"Traceback" not in response.body


def test_a_host_is_a_name_of_ours_or_an_address() -> None:
    names = {"localhost", "ops.example"}

    for host in ("localhost:8765", "OPS.example", "192.168.1.5:8765", "[::1]:8765", "::1"):
        assert answers_to(host, names), host
    for host in ("evil.test", "", "localhost.", "ops.example.evil.test", "127.1.evil"):
        assert not answers_to(host, names), host


def test_only_this_machine_reaches_a_loopback_address() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost")] == [True] * 3
    assert [is_loopback(host) for host in ("0.0.0.0", "", "::", "ops.example")] == [False] * 4
    assert [bare(host) for host in ("[::1]:80", "::1", "A.test:80")] == ["::1", "::1", "a.test"]
