"""handler: serves the routes."""

from collections.abc import Mapping
from typing import Any

import msgspec
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from tornado import web

from attune_ops_nb.errors import AttuneError
from attune_ops_nb.routes import Route, compatible, refusals
from attune_ops_nb.routes.requests import arguments
from attune_ops_nb.server.credentials import Guarded, reads, writes
from attune_ops_nb.server.room import EngineRoom

OTHER_CODES = {
    400: "BAD_REQUEST",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
}
JSON = "application/json"
IGNORED_QUERY = {"token", "no_track_activity"}
"""Read by Jupyter."""


class Answering(ExtensionHandlerMixin, Guarded, APIHandler):
    """A handler that answers in JSON, also when it refuses."""

    @property
    def room(self) -> EngineRoom:
        """Where the engine is."""
        room: EngineRoom = self.extensionapp.room  # type: ignore[attr-defined]
        return room

    def log_exception(self, *exc_info: Any) -> None:
        """A refusal is an answer, and no mistake of ours."""
        if not isinstance(exc_info[1], AttuneError):
            super().log_exception(*exc_info)

    def write_error(self, status_code: int, **given: Any) -> None:
        """Say why not, in one line, and never where in our code."""
        status, body = refusal(status_code, given.get("exc_info", (None, None))[1])
        self.set_status(status)
        self.set_header("Content-Type", JSON)
        web.RequestHandler.finish(self, msgspec.json.encode(body))


class Verb(Answering):
    """All routes of one path."""

    def initialize(self, name: str, routes: Mapping[str, Route]) -> None:
        """`routes` are the routes of the path, by method."""
        super().initialize(name)
        self._routes = routes

    @reads
    async def get(self, **path: str) -> None:
        """Read."""
        await self._answer(path)

    @writes
    async def post(self, **path: str) -> None:
        """Do, or make."""
        await self._answer(path)

    @writes
    async def put(self, **path: str) -> None:
        """Change."""
        await self._answer(path)

    @writes
    async def delete(self, **path: str) -> None:
        """Remove."""
        await self._answer(path)

    async def _answer(self, path: Mapping[str, str]) -> None:
        route = self._routes.get(self.request.method or "")
        if route is None:
            raise web.HTTPError(405, f"there is {' and '.join(self._routes)} at this path")
        query = {
            name: [value.decode("utf-8", "replace") for value in values]
            for name, values in self.request.query_arguments.items()
            if name not in IGNORED_QUERY
        }
        query, page = compatible.numbered(route, query)
        body = compatible.without_later(json_object(self.request.body))
        given = arguments(route, path, query, body)
        asked = {each.name: each.default for each in route.parameters} | given
        # Encoded in the thread as well: a long list must not stop the loop.
        answer = await self.room.call(
            lambda engine: compatible.encoded(
                route, compatible.called(route, engine, given, page), asked
            ),
            login=self.login,
        )
        self.set_status(201 if route.adds else 200)
        await self.finish(answer)


class Unknown(Answering):
    """Every other path below our prefix."""

    async def prepare(self, **_: Any) -> None:
        """Refuse, after everything else has been checked."""
        await super().prepare()
        raise web.HTTPError(404, f"there is nothing at {self.request.path}")


def refusal(status: int, error: BaseException | None) -> tuple[int, dict[str, Any]]:
    """The status and the body that say `error`; `status` is what tornado makes of it."""
    if isinstance(error, AttuneError):
        return refusals.refusal(error)
    said = None
    if isinstance(error, web.HTTPError) and error.log_message:
        said = error.log_message % error.args
    if status in (401, 403):
        # Not the five: whoever reads this has to show who he is, not to ask otherwise.
        return status, {"error": {"code": status, "message": said or "refused"}}
    if status in OTHER_CODES:
        return status, {"error": said or "refused", "code": OTHER_CODES[status]}
    line = "something went wrong in the server; its log says what"
    return status, {"error": line, "code": "INTERNAL_SERVER_ERROR"}


def json_object(body: bytes) -> dict[str, Any]:
    """The body of a request. Without one nothing is given."""
    if not body:
        return {}
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise web.HTTPError(400, "the body is no JSON object: %s", error) from error
