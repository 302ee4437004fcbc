"""Sends one HTTP request and prints its answer as JSON."""

import base64
import http.client
import json
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

LARGEST_BODY = 8 * 1024 * 1024
"""More would not fit into a result."""


def main() -> int:
    """Read the parameters, ask, and say what came back; 1 if nothing did."""
    given = json.load(sys.stdin)
    url = with_query(given["url"], given.get("query_params") or {})
    started = time.monotonic()
    try:
        answer = ask(given, url)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        print(f"{url}: {reason}", file=sys.stderr)
        answer = {"status_code": 0, "headers": {}, "body": "", "json": None, "url": url}
        answer["error"] = str(reason)
    answer["elapsed_ms"] = round((time.monotonic() - started) * 1000)
    answer["success"] = 200 <= answer["status_code"] < 300
    print(json.dumps(answer))
    return 0 if answer["status_code"] else 1


def ask(given: dict, url: str) -> dict:
    """The answer to the request, of whatever status."""
    request = urllib.request.Request(url, content(given), method=given.get("method", "GET"))
    for name, value in headers(given).items():
        request.add_header(name, str(value))
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=trust(given)), Redirects(given)
    )
    try:
        response = opener.open(request, timeout=given.get("timeout", 30))
    except urllib.error.HTTPError as error:
        response = error
    with response:
        read = response.read(LARGEST_BODY + 1)
    if len(read) > LARGEST_BODY:
        raise ValueError(f"the answer is larger than {LARGEST_BODY} bytes")
    body = read.decode(response.headers.get_content_charset() or "utf-8", "replace")
    return {
        "status_code": response.status,
        "headers": dict(response.headers.items()),
        "body": body,
        "json": parsed(body),
        "url": response.geturl(),
    }


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows as many as it may, and keeps credentials from other hosts."""

    def __init__(self, given: dict) -> None:
        allowed = given.get("max_redirects", 10) if given.get("follow_redirects", True) else 0
        self.left = allowed
        self.follow = allowed > 0

    def redirect_request(self, request, response, code, message, headers, url):
        if not self.follow:
            return None
        if self.left == 0:
            raise ValueError("there were too many redirects")
        self.left -= 1
        following = super().redirect_request(request, response, code, message, headers, url)
        if following is not None and following.host != request.host:
            following.remove_header("Authorization")
        return following

    def http_error_308(self, request, response, code, message, headers):
        return self.http_error_302(request, response, code, message, headers)


def with_query(url: str, parameters: dict) -> str:
    """`url` with `parameters` added to its query."""
    if not parameters:
        return url
    parts = urllib.parse.urlsplit(url)
    added = urllib.parse.urlencode(parameters, doseq=True)
    return parts._replace(query="&".join(filter(None, [parts.query, added]))).geturl()


def content(given: dict) -> bytes | None:
    """The body that is sent."""
    if given.get("json_body") is not None:
        return json.dumps(given["json_body"]).encode()
    return None if given.get("body") is None else given["body"].encode()


def headers(given: dict) -> dict:
    """The headers, with those that body and credentials bring unless they were given."""
    made = {"User-Agent": "attune-core/1.0"}
    if given.get("json_body") is not None:
        made["Content-Type"] = "application/json"
    if given.get("auth_type") == "basic":
        pair = f"{given.get('auth_username') or ''}:{given.get('auth_password') or ''}"
        made["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    if given.get("auth_type") == "bearer":
        made["Authorization"] = f"Bearer {given.get('auth_token') or ''}"
    chosen = given.get("headers") or {}
    named = {name.lower() for name in chosen}
    return {**{name: made[name] for name in made if name.lower() not in named}, **chosen}


def trust(given: dict) -> ssl.SSLContext:
    """Which certificates are believed."""
    context = ssl.create_default_context()
    if not given.get("verify_ssl", True):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def parsed(body: str):
    """`body` as JSON, or None."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


if __name__ == "__main__":
    sys.exit(main())
