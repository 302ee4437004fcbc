"""One HTTP request: parameters as JSON on stdin, the answer as JSON on stdout.

An answer of any status is an answer, and ends with exit code 0; only no answer at all is an error.
"""

from __future__ import annotations

import base64
import http.client
import json
import re
import signal
import ssl
import sys
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

LARGEST = 4 * 1024 * 1024
"""Bytes of a body that are read."""
LARGEST_OUTPUT = 9 * 1024 * 1024
"""Bytes of JSON: of more, a result would not be read."""
MINE = {"authorization", "proxy-authorization", "cookie"}
"""Headers that are for one host and no other."""


def main() -> int:
    parameters = json.load(sys.stdin)
    begun = time.monotonic()
    try:
        answer = ask(parameters)
    except (OSError, http.client.HTTPException, ValueError) as error:
        answer = {"status_code": 0, "headers": {}, "body": "", "json": None, "success": False}
        answer |= {"url": shown(parameters), "error": reason(error, parameters)}
    answer["elapsed_ms"] = round((time.monotonic() - begun) * 1000)
    sys.stdout.buffer.write(encoded(answer))
    if "error" in answer:
        print(answer["error"], file=sys.stderr)
        return 1
    return 0


def ask(parameters: dict[str, Any]) -> dict[str, Any]:
    """The answer to the request that the parameters describe."""
    timeout = parameters.get("timeout") or 30
    signal.signal(signal.SIGALRM, _too_late)
    signal.setitimer(signal.ITIMER_REAL, timeout)  # of the whole, not of each read
    try:
        with opener(parameters).open(request(parameters), timeout=timeout) as response:
            content = response.read(LARGEST + 1)
            headers = {name.lower(): value for name, value in response.headers.items()}
            status, url = response.status, response.url
            charset = response.headers.get_content_charset() or "utf-8"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    body = _text(content[:LARGEST], charset)
    whole = len(content) <= LARGEST
    return {
        "status_code": status,
        "headers": headers,
        "body": body,
        "json": _json(body) if whole else None,
        "url": url,
        "success": 200 <= status < 300,
        **({} if whole else {"truncated": True}),
    }


def request(parameters: dict[str, Any]) -> urllib.request.Request:
    """The request itself."""
    url = _with_query(parameters["url"], parameters.get("query_params") or {})
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("a URL must begin with http:// or https:// and a host")
    given = parameters.get("headers") or {}
    user, _, host = parts.netloc.rpartition("@")
    bare = urlunsplit(parts._replace(netloc=host))
    made = urllib.request.Request(bare, method=parameters.get("method") or "GET")
    made.add_header("User-Agent", "attune-core/1.0")
    made.add_header("Accept", "*/*")
    if parameters.get("json_body") is not None:
        made.data = json.dumps(parameters["json_body"]).encode()
        made.add_header("Content-Type", "application/json")
    elif parameters.get("body"):
        made.data = parameters["body"].encode()
        made.add_header("Content-Type", "text/plain; charset=utf-8")
    if (credentials := _credentials(parameters, unquote(user))) is not None:
        made.add_header("Authorization", credentials)
    for name, value in given.items():
        made.add_header(name, str(value))
    return made


def opener(parameters: dict[str, Any]) -> urllib.request.OpenerDirector:
    """What sends requests as the parameters say; proxies are those of the environment."""
    context = ssl.create_default_context()
    if parameters.get("verify_ssl") is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    follow = parameters.get("follow_redirects") is not False
    limit = parameters.get("max_redirects")
    made = urllib.request.OpenerDirector()
    for part in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.UnknownHandler(),
        Redirects(10 if limit is None else limit) if follow else None,
        AnyStatus(follow),
    ):
        if part is not None:
            made.add_handler(part)
    return made


class AnyStatus(urllib.request.HTTPErrorProcessor):
    """Takes every status for an answer; redirects are left to `Redirects`."""

    def __init__(self, follow: bool) -> None:
        self._follow = follow

    def http_response(self, request: Any, response: Any) -> Any:
        code = response.status
        if self._follow and code in {301, 302, 303, 307, 308} and response.headers.get("location"):
            return self.parent.error(
                "http", request, response, code, response.reason, response.headers
            )
        return response

    https_response = http_response


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects: 307 and 308 with the same method and body, others as browsers do."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._limit = limit
        self.max_redirections = self.max_repeats = limit + 1  # `_left` counts

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request:
        if self._left == 0:
            raise OSError(f"more than {self._limit} redirects, the last to {newurl}")
        self._left -= 1
        same = code in {307, 308} or req.get_method() == "HEAD"
        turned = code == 303 or (code in {301, 302} and req.get_method() == "POST")
        method = "GET" if turned and not same else req.get_method()
        body = None if method == "GET" and turned else req.data
        made = urllib.request.Request(newurl, data=body, method=method)
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        stays = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        for name, value in req.header_items():
            about_body = name.lower() in {"content-type", "content-length"}
            if name.lower() == "host" or (about_body and body is None):
                continue
            if stays or name.lower() not in MINE:
                made.add_header(name, value)
        return made

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302


def reason(error: Exception, parameters: dict[str, Any]) -> str:
    """Why there was no answer, in one line and without secrets."""
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(inner, TimeoutError):
        return f"no answer within {parameters.get('timeout') or 30} seconds"
    url = shown(parameters)
    where = url.partition("://")[2].partition("/")[0] or url
    said = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
    said = said.partition(" b'")[0]  # the value of a header, which may be a secret
    text = " ".join(f"{where}: {said}".split())
    for name in ("auth_password", "auth_token"):
        if parameters.get(name):
            text = text.replace(parameters[name], "***")
    return text


def shown(parameters: dict[str, Any]) -> str:
    """The URL as it was given, without the password that may be in it."""
    return re.sub(r"//[^/?#]*@", "//", str(parameters.get("url", "")))


def encoded(answer: dict[str, Any]) -> bytes:
    """The answer as one line of JSON; of a body too long for that, as much as fits."""
    line = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    if len(line) <= LARGEST_OUTPUT or not answer["body"]:
        return line
    half = answer["body"][: len(answer["body"]) // 2]
    return encoded({**answer, "body": half, "json": None, "truncated": True})


def _credentials(parameters: dict[str, Any], of_url: str) -> str | None:
    kind = parameters.get("auth_type") or "none"
    if kind == "bearer":
        return f"Bearer {parameters.get('auth_token') or ''}"
    pair = of_url
    if kind == "basic":
        pair = f"{parameters.get('auth_username') or ''}:{parameters.get('auth_password') or ''}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}" if pair else None


def _with_query(url: str, query: dict[str, Any]) -> str:
    parts = urlsplit(url)
    words = {name: _word(value) for name, value in query.items()}
    added = "&".join(filter(None, [parts.query, urlencode(words, doseq=True)]))
    return urlunsplit(parts._replace(query=added))


def _word(value: Any) -> Any:
    if isinstance(value, list):
        return [_word(each) for each in value]
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _text(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:  # a charset nobody knows
        return content.decode("utf-8", "replace")


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _too_late(signum: int, frame: Any) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main())
