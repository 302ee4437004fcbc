"""Remote: an engine behind a Jupyter server, made from the table of routes.

It has the same nouns with the same verbs, answers with the same values and refuses with the same
five errors as the engine on the store itself.
"""

import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast, get_args, get_origin
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from attune_ops_nb.engine.actions import Actions
from attune_ops_nb.engine.artifacts import Artifacts
from attune_ops_nb.engine.changes import Changes
from attune_ops_nb.engine.executions import Executions
from attune_ops_nb.engine.inquiries import Inquiries
from attune_ops_nb.engine.keys import Keys
from attune_ops_nb.engine.packs import Packs
from attune_ops_nb.engine.recordings import Recordings
from attune_ops_nb.engine.runs import Runs
from attune_ops_nb.engine.runtimes import Runtimes
from attune_ops_nb.engine.selections import Selections
from attune_ops_nb.engine.settings import Settings
from attune_ops_nb.engine.workers import Workers
from attune_ops_nb.engine.workflow_runs import WorkflowRuns
from attune_ops_nb.engine.workflows import Workflows
from attune_ops_nb.errors import (
    AttuneError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)
from attune_ops_nb.model import Execution, LogStream, Page
from attune_ops_nb.notebook import servers
from attune_ops_nb.readings import Readings
from attune_ops_nb.routes import PLACES, PREFIX, ROUTES, Route

ERRORS: dict[int, type[AttuneError]] = {
    400: Invalid,
    401: Forbidden,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    422: Invalid,
}
SECONDS = 30.0
LOOK_SECONDS = 0.2
PAGES = re.compile(r"/(attune|lab|tree|notebooks|edit|doc|consoles|terminals|api)(/.*)?$")
"""Where the path of a pasted address leaves the base of the server."""


class RemoteEngine:
    """The engine behind the server at `url`. Without a token, that of a server on this machine."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = base_url(url)
        self._connection = Connection(
            self.url, token or _token_in(url) or servers.token_of(self.url)
        )
        self.settings = cast(Settings, RemoteNoun(self._connection, "settings"))
        self.selections = cast(Selections, RemoteNoun(self._connection, "selections"))
        self.packs = cast(Packs, RemoteNoun(self._connection, "packs"))
        self.runtimes = cast(Runtimes, RemoteNoun(self._connection, "runtimes"))
        self.actions = cast(Actions, RemoteNoun(self._connection, "actions"))
        self.executions = cast(Executions, RemoteExecutions(self._connection, "executions"))
        self.runs = cast(Runs, RemoteNoun(self._connection, "runs"))
        self.artifacts = cast(Artifacts, RemoteArtifacts(self._connection, "artifacts"))
        self.workflows = cast(Workflows, RemoteNoun(self._connection, "workflows"))
        self.workflow_runs = cast(WorkflowRuns, RemoteNoun(self._connection, "workflow_runs"))
        self.recordings = cast(Recordings, RemoteNoun(self._connection, "recordings"))
        self.inquiries = cast(Inquiries, RemoteNoun(self._connection, "inquiries"))
        self.keys = cast(Keys, RemoteNoun(self._connection, "keys"))
        self.workers = cast(Workers, RemoteNoun(self._connection, "workers"))
        self.changes = cast(Changes, RemoteNoun(self._connection, "changes"))
        self.readings = cast(Readings, RemoteNoun(self._connection, "readings"))

    def close(self) -> None:
        """Let go of the connections."""
        self._connection.close()


class Connection:
    """Requests below our prefix, and the errors that answers stand for."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url
        headers = {"Authorization": f"token {token}"} if token else {}
        self._client = httpx.Client(base_url=url + PREFIX, headers=headers, timeout=SECONDS)

    def send(
        self, method: str, path: str, query: dict[str, Any], body: dict[str, Any] | None = None
    ) -> httpx.Response:
        """The answer, if it is not a refusal."""
        content = None if body is None else msgspec.json.encode(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            answer = self._client.request(
                method, path, params=query, content=content, headers=headers
            )
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise Unavailable(f"the server at {self.url} does not answer: {error}") from error
        if answer.is_success:
            return answer
        raise self._refusal(answer)

    def close(self) -> None:
        """Let go of them."""
        self._client.close()

    def _refusal(self, answer: httpx.Response) -> AttuneError:
        try:
            body = msgspec.json.decode(answer.content, type=Refusal)
        except msgspec.DecodeError:
            body = Refusal()
        if body.code is not None and body.error is not None:
            error = ERRORS.get(answer.status_code, Unavailable)
            return error(str(body.error), problems=body.details)
        if answer.status_code in (301, 302, 401, 403):
            hint = "give it as connect(url, token=…) or in ATTUNE_TOKEN"
            return Forbidden(f"the server at {self.url} wants a valid token: {hint}")
        if answer.status_code == 404:
            return Unavailable(f"the server at {self.url} does not have attune_ops_nb installed")
        return Unavailable(f"the server at {self.url} answers {answer.status_code}")


class Refusal(msgspec.Struct, frozen=True):
    """What the server says when it refuses."""

    error: Any = None
    code: str | None = None
    details: dict[str, str] = {}


class RemoteNoun:
    """The verbs of one noun that have a route."""

    def __init__(self, connection: Connection, noun: str) -> None:
        self._connection = connection
        self._noun = noun

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        route = VERBS.get((self._noun, verb))
        if route is None:
            raise AttributeError(f"{self._noun}.{verb} cannot be asked of a server")

        def called(*args: Any, **kwargs: Any) -> Any:
            arguments = route.signature.bind(*args, **kwargs).arguments
            if missing := set(PLACES.findall(route.path)) - arguments.keys():
                raise Invalid(f"{self._noun}.{verb}: a server wants {', '.join(missing)} as well")
            filled = route.filled(arguments)
            body = filled.body if route.changes_state else None
            answer = self._connection.send(route.method, filled.path, filled.query, body)
            return value_of(answer.content, route.returns)

        called.__name__, called.__doc__ = verb, route.verb.__doc__
        return called

    def __dir__(self) -> list[str]:
        verbs = [verb for noun, verb in VERBS if noun == self._noun]
        return [*super().__dir__(), *verbs]


class RemoteExecutions(RemoteNoun):
    """Executions, with their logs."""

    def log(
        self,
        id: int,
        stream: LogStream = LogStream.LOG,
        *,
        offset: int = 0,
        limit: int = 256 * 1024,
    ) -> bytes:
        """At most `limit` bytes of a log from `offset` on; a negative offset is from the end."""
        return self._range(id, stream, offset, limit).content

    def log_size(self, id: int, stream: LogStream = LogStream.LOG) -> int:
        """Bytes of a log so far."""
        return int(self._range(id, stream, 0, 1).headers["X-Attune-Size"])

    def wait(self, id: int, timeout: float | None = None) -> Execution:
        """The execution when it has ended, or as it is after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            execution: Execution = self.get(id)
            left = LOOK_SECONDS if deadline is None else deadline - time.monotonic()
            if execution.status.ended or left <= 0:
                return execution
            time.sleep(min(left, LOOK_SECONDS))

    def _range(self, id: int, stream: LogStream, offset: int, limit: int) -> httpx.Response:
        path = f"api/v1/executions/{id}/logs/{stream.value}"
        return self._connection.send("GET", path, {"offset": offset, "limit": limit})


class RemoteArtifacts(RemoteNoun):
    """Artifacts, with their bytes."""

    def file(self, id: int, version: int | None = None) -> Path:
        """A copy of a version, the newest unless one is named."""
        of_version = "" if version is None else f"/versions/{version}"
        answer = self._connection.send("GET", f"api/v1/artifacts/{id}{of_version}/download", {})
        copy = Path(tempfile.mkdtemp(prefix="attune-")) / Path(self.get(id).name or "artifact").name
        copy.write_bytes(answer.content)
        return copy


VERBS: dict[tuple[str, str], Route] = {
    (route.noun, route.name): route for route in reversed(ROUTES)
}
"""The first route of each verb."""


def base_url(url: str) -> str:
    """The base of a Jupyter server from an address on it, with a slash at its end."""
    parts = urlsplit(url if "//" in url else f"http://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(f"url: {url!r} is no address of a server", problems={"url": "no address"})
    path = PAGES.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}/"


def value_of(content: bytes, kind: Any) -> Any:
    """The answer of a verb that returns `kind`, out of its envelope."""
    envelope = msgspec.json.decode(content, type=Envelope)
    # Each part is decoded as what it is: a float in between would take digits off exact dollars.
    if envelope.items is msgspec.UNSET:
        return msgspec.json.decode(envelope.data, type=kind)
    if get_origin(kind) is not Page:
        return msgspec.json.decode(envelope.items, type=kind)
    items = msgspec.json.decode(envelope.items, type=list[get_args(kind)[0]])  # type: ignore[misc]
    return Page(items=items, next=None if envelope.pagination is None else envelope.pagination.next)


class Pagination(msgspec.Struct, frozen=True):
    """The place of a list among the pages."""

    next: int | None = None


class Envelope(msgspec.Struct, frozen=True):
    """What the server wraps around an answer."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    items: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    pagination: Pagination | None = None


def _token_in(url: str) -> str | None:
    return next(iter(parse_qs(urlsplit(url).query).get("token", [])), None)
