"""A real Jupyter server with our extension, and a second engine on its store, as a worker has."""

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_jupyter.jupyter_server import *  # noqa: F403
from tornado.httpclient import HTTPResponse

from attune_ops_nb.model import Execution, LogStream, Status
from attune_ops_nb.server.app import AttuneOps
from attune_ops_nb.server.websocket import HEADER
from attune_ops_nb.store.logs import LogFile
from attune_ops_nb.work.embedded import Attune, open_engine

Ask = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def jp_server_config(project: Path) -> dict[str, Any]:
    """Our extension switched on, with runs."""
    return {
        "ServerApp": {
            "jpserver_extensions": {"attune_ops_nb": True},
            "reraise_server_extension_failures": True,
        },
        "AttuneOps": {"project_root": str(project), "allow_run": True},
    }


@pytest.fixture
def extension(jp_serverapp: Any) -> AttuneOps:
    """The extension of the server under test."""
    (app,) = jp_serverapp.extension_manager.extension_apps["attune_ops_nb"]
    assert isinstance(app, AttuneOps)
    return app


@pytest.fixture
def engine(extension: AttuneOps) -> Iterator[Attune]:
    """Another engine on the store of the server."""
    opened = open_engine(extension.chosen(), login="worker")
    yield opened
    opened.close()


@pytest.fixture
def running(engine: Attune) -> Execution:
    """An execution that runs."""
    return engine.store.add(Execution(action_ref="core.echo", status=Status.RUNNING))


@pytest.fixture
def log(engine: Attune, running: Execution) -> Iterator[LogFile]:
    """The log of `running`."""
    file = LogFile(engine.config, running.id, LogStream.LOG, fresh=True)
    yield file
    file.close()


@pytest.fixture
def end(engine: Attune, running: Execution) -> Callable[[], None]:
    """Ends `running`."""
    return lambda: engine.store.update(Execution, running.id, status=Status.COMPLETED) and None


@pytest.fixture
def ask(http_server_client: Any, jp_auth_header: Any, jp_base_url: str) -> Ask:
    """Asks for a path below attune/, with the token unless other headers are given."""

    async def fetch(
        path: str, *, method: str = "GET", body: Any = None, headers: Any = None, **options: Any
    ) -> HTTPResponse:
        content = body if isinstance(body, str | bytes | None) else json.dumps(body)
        if content is None and method in ("POST", "PUT"):
            content = ""
        response: HTTPResponse = await http_server_client.fetch(
            f"{jp_base_url}attune/{path}",
            method=method,
            body=content,
            headers=jp_auth_header if headers is None else headers,
            raise_error=False,
            follow_redirects=False,
            **options,
        )
        return response

    return fetch


@pytest.fixture
def pages(jp_ws_fetch: Any) -> Iterator[Callable[..., Awaitable["Page"]]]:
    """Opens sockets as pages do."""
    opened: list[Page] = []

    async def open_one(**options: Any) -> Page:
        opened.append(Page(await jp_ws_fetch("attune", "ws", **options)))
        return opened[-1]

    yield open_one
    for page in opened:
        page.close()


class Page:
    """The other end of a socket."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def say(self, **message: Any) -> None:
        await self._socket.write_message(json.dumps({k.rstrip("_"): v for k, v in message.items()}))

    async def hear(self, kind: str = "") -> Any:
        """The next message, or the next of a kind. Log bytes come as (execution, offset, …)."""
        while True:
            message = await self._socket.read_message()
            assert message is not None, "the socket was closed"
            if isinstance(message, bytes):
                heard: Any = (*HEADER.unpack(message[: HEADER.size]), message[HEADER.size :])
            else:
                heard = json.loads(message)
            if not kind or (isinstance(heard, dict) and heard["type"] == kind):
                return heard

    async def log(self) -> tuple[bytes, dict[str, Any]]:
        """All bytes of one log, checked to be without a gap, and what came after them."""
        whole, begin = b"", None
        while not isinstance(heard := await self.hear(), dict):
            _, offset, size, content = heard
            begin = offset if begin is None else begin
            assert offset == begin + len(whole)
            assert size >= offset + len(content)
            whole += content
        return whole, heard

    def close(self) -> None:
        self._socket.close()
