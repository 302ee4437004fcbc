"""A billing API on this machine: it pages and checks like the real one, and lies on demand."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

KEY = "sk-ant-admin01-canary-7f3a9c"
COST = "/v1/organizations/cost_report"
USAGE = "/v1/organizations/usage_report/messages"
DETAILS = (
    "cost_type", "model", "service_tier", "token_type", "context_window", "inference_geo",
    "workspace_id", "description",
)  # fmt: skip


class Reply(NamedTuple):
    """What to send instead of the truth."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    promised: int | None = None
    """Bytes that content-length says, if not those of the body."""
    byte_seconds: float = 0.0
    """Time that each byte of the body takes."""


class Asked(NamedTuple):
    """A request that came."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


class BillingApi:
    """Serves `bill` and `usage`, days of lines. The next requests get the replies in `script`."""

    def __init__(self) -> None:
        self.bill: dict[date, list[dict[str, Any]]] = {}
        self.usage: dict[date, list[dict[str, Any]]] = {}
        self.buckets = 31
        """Days that a page has at most, also if more are asked for."""
        self.script: deque[Reply | None] = deque()
        """None stands for the truth."""
        self.twist: Callable[[dict[str, Any]], object] | None = None
        """Makes something else of each true page."""
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answers(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply(self, asked: Asked) -> Reply:
        """The answer to a request."""
        self.asked.append(asked)
        scripted = self.script.popleft() if self.script else None
        if scripted is not None:
            return scripted
        if asked.headers.get("x-api-key") != KEY:
            return refusal(401, "authentication_error", "invalid x-api-key")
        if asked.headers.get("anthropic-version") != "2023-06-01":
            return refusal(400, "invalid_request_error", "anthropic-version: missing")
        days = {COST: self.bill, USAGE: self.usage}.get(asked.path)
        if days is None:
            return refusal(404, "not_found_error", "no such report")
        page = _page(days, asked.query, self.buckets)
        return Reply(body=json.dumps(self.twist(page) if self.twist else page).encode())


def line(cents: str, model: str | None = "claude-sonnet-5", **fields: Any) -> dict[str, Any]:
    """A line of the bill as the API writes it."""
    known = dict.fromkeys(DETAILS) | {"cost_type": "tokens", "service_tier": "standard"}
    return {"amount": cents, "currency": "USD", **known, "model": model, **fields}


def refusal(status: int, kind: str, message: str, **headers: str) -> Reply:
    """An error as the API words it."""
    said = {"type": "error", "error": {"type": kind, "message": message}}
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status, json.dumps(said).encode(), named)


def throttled(seconds: float | str = 1) -> Reply:
    """Too many requests."""
    return refusal(429, "rate_limit_error", "slow down", retry_after=str(seconds))


def _page(
    days: dict[date, list[dict[str, Any]]], query: dict[str, list[str]], most: int
) -> dict[str, Any]:
    first, end = (_day(query[name][0]) for name in ("starting_at", "ending_at"))
    size = int(query.get("limit", ["7"])[0])
    assert 1 <= size <= 31
    start = _day(query["page"][0].removeprefix("page_")) if "page" in query else first
    wanted = [start + timedelta(days=n) for n in range(min(size, most, (end - start).days))]
    after = start + timedelta(days=len(wanted))
    return {
        "data": [
            {
                "starting_at": f"{day}T00:00:00Z",
                "ending_at": f"{day + timedelta(days=1)}T00:00:00Z",
                "results": days.get(day, []),
            }
            for day in wanted
        ],
        "has_more": after < end,
        "next_page": f"page_{after}" if after < end else None,
    }


def _day(text: str) -> date:
    moment = datetime.fromisoformat(text)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def _answers(api: BillingApi) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = api.reply(Asked(address.path, parse_qs(address.query), headers))
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            size = len(reply.body) if reply.promised is None else reply.promised
            self.send_header("Content-Length", str(size))
            self.end_headers()
            self._write(reply)

        def _write(self, reply: Reply) -> None:
            try:
                if not reply.byte_seconds:
                    self.wfile.write(reply.body)
                    return
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.byte_seconds)
            except (BrokenPipeError, ConnectionResetError):
                pass  # whoever asked has had enough

        def log_message(self, *_: object) -> None:
            pass

    return Answers
