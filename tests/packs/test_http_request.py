"""core.http_request, against a server that tells what it was asked."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.packs.conftest import Run, Start


class Told(BaseHTTPRequestHandler):
    """Answers with the request itself; `/status/N` and `/to/URL` answer as they say."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        told = {"method": self.command, "path": self.path, "headers": dict(self.headers)}
        word, _, rest = self.path[1:].partition("/")
        if word == "wait":
            self.server.asked.set()  # type: ignore[attr-defined]
            self.server.released.wait(20)  # type: ignore[attr-defined]
        self.send_response(int(rest) if word == "status" else 307 if word == "to" else 200)
        if word == "to":
            self.send_header("Location", rest)
        text = b"\xff\x00" if word == "bytes" else json.dumps({**told, "body": body}).encode()
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Tests have nothing to say."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    served.asked, served.released = threading.Event(), threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield served
    served.released.set()  # type: ignore[attr-defined]
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture
def url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def test_an_answer_has_status_headers_body_and_json(run: Run, url: str) -> None:
    ran = run("core.http_request", url=f"{url}/x", query_params={"q": "a b", "n": [1, 2]})

    answer = ran.result
    assert (ran.code, answer["status_code"], answer["success"]) == (0, 200, True)
    assert answer["json"]["path"] == "/x?q=a+b&n=1&n=2"
    assert json.loads(answer["body"]) == answer["json"]
    assert {"content-length", "date"} <= set(answer["headers"]) and answer["elapsed_ms"] >= 0
    assert (answer["url"], "error" in answer) == (f"{url}/x?q=a+b&n=1&n=2", False)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_body_goes_with_every_method(run: Run, url: str, method: str) -> None:
    ran = run("core.http_request", url=url, method=method, json_body={"a": 1})

    asked = ran.result["json"]
    assert (asked["method"], asked["body"]) == (method, '{"a": 1}')
    assert asked["headers"]["Content-Type"] == "application/json"


def test_headers_are_sent_and_go_before_ours(run: Run, url: str) -> None:
    headers = {"X-One": "1", "content-type": "text/csv"}
    ran = run("core.http_request", url=url, method="POST", body="a,b", headers=headers)

    sent = {name.lower(): value for name, value in ran.result["json"]["headers"].items()}
    assert (sent["x-one"], sent["content-type"]) == ("1", "text/csv")


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_of_the_server_is_an_answer(run: Run, url: str, status: int) -> None:
    ran = run("core.http_request", url=f"{url}/status/{status}")

    answer = ran.result
    assert (ran.code, answer["status_code"], answer["success"]) == (0, status, False)


def test_no_answer_is_an_error(run: Run) -> None:
    ran = run("core.http_request", url="http://127.0.0.1:1/")

    assert (ran.code, ran.result["status_code"], ran.result["success"]) == (1, 0, False)
    assert "refused" in ran.result["error"] and ran.stderr.strip() == ran.result["error"]


def test_what_is_no_web_address_is_an_error(run: Run) -> None:
    ran = run("core.http_request", url="file:///etc/hostname")

    assert (ran.code, ran.result["body"]) == (1, "")


def test_an_answer_that_takes_too_long_is_an_error(run: Run, url: str) -> None:
    ran = run("core.http_request", url=f"{url}/wait", timeout=1)

    assert (ran.code, ran.result["error"]) == (1, "no answer within 1 seconds")


def test_a_body_that_is_no_text_does_no_harm(run: Run, url: str) -> None:
    ran = run("core.http_request", url=f"{url}/bytes")

    assert (ran.result["body"], ran.result["json"]) == ("\ufffd\x00", None)


def test_basic_authentication_is_sent(run: Run, url: str) -> None:
    who = {"auth_type": "basic", "auth_username": "ada", "auth_password": "päss"}
    ran = run("core.http_request", url=url, **who)

    sent = ran.result["json"]["headers"]["Authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == "ada:päss"


def test_a_redirect_keeps_method_and_body(run: Run, url: str) -> None:
    ran = run("core.http_request", url=f"{url}/to//end", method="POST", body="x")

    asked = ran.result["json"]
    assert (asked["method"], asked["path"], asked["body"]) == ("POST", "/end", "x")
    assert ran.result["url"] == f"{url}/end"


def test_credentials_do_not_follow_a_redirect_to_another_host(run: Run, url: str) -> None:
    there = url.replace("127.0.0.1", "localhost")
    token = {"auth_type": "bearer", "auth_token": "hush"}

    same = run("core.http_request", url=f"{url}/to//end", **token).result["json"]["headers"]
    other = run("core.http_request", url=f"{url}/to/{there}/end", **token).result["json"]["headers"]

    assert (same["Authorization"], "Authorization" in other) == ("Bearer hush", False)


def test_a_redirect_may_be_an_answer(run: Run, url: str) -> None:
    ran = run("core.http_request", url=f"{url}/to//end", follow_redirects=False)

    assert (ran.code, ran.result["status_code"], ran.result["headers"]["location"]) == (
        *(0, 307),
        "/end",
    )


def test_too_many_redirects_are_an_error(run: Run, url: str) -> None:
    ran = run("core.http_request", url=f"{url}/to//to//end", max_redirects=1)

    told = f"{url[7:]}: more than 1 redirects, the last to {url}/end"
    assert (ran.code, ran.result["error"]) == (1, told)


def test_what_is_wrong_with_a_secret_is_told_without_it(run: Run, url: str) -> None:
    ran = run("core.http_request", url=url, auth_type="bearer", auth_token="hush\nhush")

    assert (ran.code, ran.stderr) == (1, f"{url[7:]}: Invalid header value\n")


def test_a_secret_is_in_no_command_line_and_no_variable(
    start: Start, url: str, server: Any, tmp_path: Path
) -> None:
    asked = {"auth_type": "bearer", "auth_token": "hush-hush"}
    with start("core.http_request", url=f"{url}/wait", **asked) as child:
        server.asked.wait(20)
        shown = [Path(f"/proc/{child.pid}/{name}").read_bytes() for name in ("cmdline", "environ")]
        server.released.set()
        stdout, _ = child.communicate()

    assert (b"hush-hush" in b"".join(shown), json.loads(stdout)["success"]) == (False, True)
