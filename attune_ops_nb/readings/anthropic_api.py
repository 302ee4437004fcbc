"""The Admin API: pages of a report, asked for patiently and believed with care.

Nothing here raises for what the other side does. What it sent before it failed is kept, and how it
failed is said beside it.
"""

import logging
import random
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import urlsplit

import httpx
import msgspec

from attune_ops_nb.logic.redaction import Masker
from attune_ops_nb.readings.anthropic_key import AdminKey

VERSION = "2023-06-01"
AGENT = "attune-ops-nb (Jupyter)"
LARGEST = 32 * 1024 * 1024
MOST_PAGES = 1000
TRIES = 3
LOGGERS = (
    "httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy",
    "httpcore.socks",
)  # fmt: skip
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CostFetchErrorKind(StrEnum):
    """Why the account cannot be read."""

    NO_KEY = "no_key"
    AUTH_FAILED = "auth_failed"
    RATE_LIMITED = "rate_limited"
    NETWORK = "network"
    UNKNOWN = "unknown"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, in one line, and when it makes sense to ask again."""

    kind: CostFetchErrorKind
    message: str
    retry_after: float | None = None
    """Seconds the API asks us to wait."""


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long to wait for what."""

    page_seconds: float = 10.0
    """What a page may take."""
    pause_seconds: float = 15.0
    """What all pauses between tries may take together."""
    sleep: Callable[[float], None] = time.sleep


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask, and how patiently."""

    key: AdminKey
    url: str
    patience: Patience = Patience()


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a report; each result is looked at by itself, so that a bad one spoils no other."""

    starting_at: datetime
    results: list[msgspec.Raw]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A reply of the API."""

    data: list[Bucket]
    has_more: bool
    next_page: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The buckets that came, and why no more of them did."""

    buckets: list[Bucket]
    failure: Failure | None = None


def ask(account: Account, path: str, parameters: dict[str, str | list[str]]) -> Answer:
    """All buckets of a report, page after page."""
    if refusal := _unsafe(account):
        return Answer(buckets=[], failure=refusal)
    masker = Masker([account.key.reveal()])
    try:
        return _conversation(account, path, parameters, masker)
    except (OSError, ValueError) as error:  # certificates or a proxy that are set up wrong
        said = _line(masker.mask(str(error)))
        failure = _failure(CostFetchErrorKind.NETWORK, f"the API cannot be asked: {said}")
        return Answer(buckets=[], failure=failure)


def _conversation(
    account: Account, path: str, parameters: dict[str, str | list[str]], masker: Masker
) -> Answer:
    local = urlsplit(account.url).hostname in LOOPBACK
    with (
        _quiet(masker),
        httpx.Client(
            auth=_Key(account.key),
            headers={"anthropic-version": VERSION, "user-agent": AGENT},
            timeout=account.patience.page_seconds,
            # A proxy has no business between us and our own machine.
            trust_env=not local,
        ) as client,
    ):
        asking = _Asking(account, client, account.url.rstrip("/") + path, masker)
        return _pages(asking, parameters)


def _pages(asking: "_Asking", parameters: dict[str, str | list[str]]) -> Answer:
    buckets: list[Bucket] = []
    seen: set[str] = set()
    days: set[datetime] = set()
    page: str | None = None
    while True:
        asked = parameters if page is None else {**parameters, "page": page}
        reply = asking.page(asked)
        if isinstance(reply, Failure):
            return Answer(buckets=buckets, failure=reply)
        for bucket in reply.data:
            if bucket.starting_at in days:
                return Answer(buckets=buckets, failure=_lie("a day came twice"))
            days.add(bucket.starting_at)
            buckets.append(bucket)
        if not reply.has_more:
            return Answer(buckets=buckets)
        page = reply.next_page
        if not page:
            return Answer(buckets=buckets, failure=_lie("there is more, but not where"))
        if page in seen or len(seen) >= MOST_PAGES:
            return Answer(buckets=buckets, failure=_lie("the pages have no end"))
        seen.add(page)


class _Key(httpx.Auth):
    """Puts the key on a request as it leaves, so that no client and no default header has it."""

    def __init__(self, key: AdminKey) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["x-api-key"] = self._key.reveal()
        yield request


@contextmanager
def _quiet(masker: Masker) -> Iterator[None]:
    """What the client logs meanwhile is without the key, also where a reply repeats it."""
    hiding = _Hiding(masker)
    for name in LOGGERS:
        logging.getLogger(name).addFilter(hiding)
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(hiding)


class _Hiding(logging.Filter):
    def __init__(self, masker: Masker) -> None:
        super().__init__()
        self._masker = masker

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._masker.mask(record.getMessage()), ()
        return True


class _Asking:
    """One conversation: its client, and the patience that is left."""

    def __init__(self, account: Account, client: httpx.Client, url: str, masker: Masker) -> None:
        self._account = account
        self._client = client
        self._url = url
        self._left = account.patience.pause_seconds
        self._masker = masker
        # Without the name and password that an address may have.
        self._host = self._shown(urlsplit(url).netloc.rpartition("@")[2])

    def page(self, parameters: dict[str, str | list[str]]) -> Page | Failure:
        """A page, tried again as long as that may help and patience lasts."""
        tries = 1
        while True:
            reply = self._once(parameters)
            if isinstance(reply, Page) or not _passing(reply):
                return reply
            pause = reply.retry_after
            if pause is None:
                pause = 2 ** (tries - 1) * (0.5 + random.random() / 2)
            if tries == TRIES or pause > self._left:
                return reply
            tries += 1
            self._left -= pause
            self._account.patience.sleep(pause)

    def _once(self, parameters: dict[str, str | list[str]]) -> Page | Failure:
        try:
            status, headers, content = self._fetch(parameters)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = str(error).strip() or type(error).__name__
            message = f"no answer from {self._host}: {self._shown(said)}"
            return _failure(CostFetchErrorKind.NETWORK, message)
        except KeyboardInterrupt:
            # A traceback from here goes through frames in which the headers lie open.
            raise KeyboardInterrupt from None
        if status != 200:
            return self._refusal(status, headers, content)
        try:
            # A reply that repeats the key must not carry it any further.
            return msgspec.json.decode(self._masker.mask(content.decode("utf-8")), type=Page)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            what = self._shown(str(error))
            return _failure(CostFetchErrorKind.UNKNOWN, f"the reply is not a report: {what}")

    def _fetch(self, parameters: dict[str, str | list[str]]) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and content, within time and size however slowly and long it comes."""
        allowed = self._account.patience.page_seconds
        latest = time.monotonic() + allowed
        parts: list[bytes] = []
        size = 0
        with self._client.stream("GET", self._url, params=parameters) as response:
            for part in response.iter_bytes():
                size += len(part)
                if size > LARGEST:
                    raise httpx.DecodingError(f"the reply has more than {LARGEST} bytes")
                if time.monotonic() > latest:
                    raise httpx.ReadTimeout(f"the reply took over {allowed:g} s")
                parts.append(part)
            return response.status_code, response.headers, b"".join(parts)

    def _refusal(self, status: int, headers: httpx.Headers, content: bytes) -> Failure:
        said = self._shown(_reason(content))
        why = f"HTTP {status}{': ' if said else ''}{said}"
        if status in (401, 403):
            origin = self._account.key.origin
            return _failure(
                CostFetchErrorKind.AUTH_FAILED,
                f"the admin key from {origin} was refused ({why}); store one that an admin of the "
                "organization made",
            )
        if status == 429:
            pause = _pause(headers.get("retry-after"))
            when = "later" if pause is None else f"in {pause:.0f} s"
            message = f"asked too often ({why}); ask again {when}"
            return Failure(kind=CostFetchErrorKind.RATE_LIMITED, message=message, retry_after=pause)
        if status >= 500:
            return Failure(
                kind=CostFetchErrorKind.NETWORK,
                message=f"the API does not answer now ({why})",
                retry_after=_pause(headers.get("retry-after")),
            )
        return _failure(CostFetchErrorKind.UNKNOWN, f"the API refused the question ({why})")

    def _shown(self, text: str) -> str:
        """A short line of foreign text in which the key does not stand."""
        return _line(self._masker.mask(text))


def _line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()[:200]


def _unsafe(account: Account) -> Failure | None:
    """Why the key must not be sent to this URL, if so."""
    if not account.key.usable:
        message = f"what {account.key.origin} has is not a key; store it again"
        return _failure(CostFetchErrorKind.AUTH_FAILED, message)
    try:
        address = urlsplit(account.url)
        secure = address.scheme == "https" or (
            address.scheme == "http" and address.hostname in LOOPBACK
        )
    except ValueError:
        secure = False
    if secure and address.hostname:
        return None
    message = "anthropic_api_url: the key goes only to https, or to this machine"
    return _failure(CostFetchErrorKind.UNKNOWN, message)


def _passing(failure: Failure) -> bool:
    return failure.kind in (CostFetchErrorKind.RATE_LIMITED, CostFetchErrorKind.NETWORK)


def _failure(kind: CostFetchErrorKind, message: str) -> Failure:
    return Failure(kind=kind, message=message)


def _lie(what: str) -> Failure:
    return _failure(CostFetchErrorKind.UNKNOWN, f"the pages of the report do not fit: {what}")


class _Error(msgspec.Struct):
    message: str = ""


class _ErrorReply(msgspec.Struct):
    error: _Error


def _reason(content: bytes) -> str:
    """What the API says of its refusal, in its own form of it."""
    try:
        return msgspec.json.decode(content, type=_ErrorReply).error.message
    except (msgspec.MsgspecError, RecursionError):
        return ""


def _pause(header: str | None) -> float | None:
    """Seconds of a retry-after header: a number, or a moment."""
    if header is None:
        return None
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", header.strip()):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
