"""app: our extension of any Jupyter server, and a Jupyter server of our own that has only it."""

import asyncio
import errno
import os
import re
import signal
import socket
import threading
from dataclasses import Field
from pathlib import Path
from typing import Any, get_origin

from jupyter_server.base.handlers import RedirectWithParams
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from traitlets import Bool, Float, HasTraits, Int, List, MetaHasTraits, TraitType, Unicode

from attune_ops_nb import __version__
from attune_ops_nb.config import SETTINGS, Config, build_config, environment_of
from attune_ops_nb.errors import AttuneError, Unavailable
from attune_ops_nb.routes import ENDPOINTS, PLACES, PREFIX, ROUTES, Route
from attune_ops_nb.server import files, page, streams, websocket
from attune_ops_nb.server.credentials import HOSTS, bare, is_loopback
from attune_ops_nb.server.handler import Unknown, Verb
from attune_ops_nb.server.room import EngineRoom
from attune_ops_nb.work.embedded import open_engine

CLASSES: dict[str, type] = {
    "page": page.Page,
    "health": page.Health,
    "health_detailed": page.DetailedHealth,
    "openapi": page.Description,
    "websocket": websocket.Socket,
    "executions_stream": streams.ExecutionEvents,
    "log": files.LogBytes,
    "log_stream": streams.LogEvents,
    "artifact": files.ArtifactBytes,
}
"""What serves an Endpoint, by its name."""
STOP_SECONDS = 1.0
LOOK_AFTER_SECONDS = 5.0


TRAITS: dict[Any, type[TraitType[Any, Any]]] = {bool: Bool, int: Int, float: Float}


def _trait(field: Field[Any]) -> TraitType[Any, Any]:
    """The trait of a setting. None means that it is not given here."""
    help = f"{field.metadata['help']} Default: {field.default!r}."
    given: Any = {"default_value": None, "allow_none": True, "help": help}
    trait = (
        List(Unicode(), **given)
        if get_origin(field.type) is tuple
        else TRAITS.get(field.type, Unicode)(**given)
    )
    return trait.tag(config=True)


_settings: Any = MetaHasTraits(
    "_settings", (HasTraits,), {name: _trait(field) for name, field in SETTINGS.items()}
)


class AttuneServer(ServerApp):
    """A Jupyter server with nothing in it but the extension."""

    port_default_value = 8765
    port_retries_default_value = 0
    # No kernels, terminals or contents: who has this page's token can run what `allow_run` lets
    # him, and no more.
    default_services = ("api", "auth", "security", "shutdown")  # type: ignore[assignment]
    attune_config: Config | None = None

    def start(self) -> None:
        """Serve. The address is printed in the loop, in which it has begun to listen by then."""
        self.io_loop.add_callback(self.start_app)
        self.start_ioloop()

    def init_signal(self) -> None:
        """Ctrl-C ends it, without a question.

        Jupyter's own handlers write to the log, and a signal that comes while the log is being
        written is then lost.
        """
        if threading.current_thread() is threading.main_thread():
            super().init_signal()
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: self.stop(from_signal=True))


class AttuneOps(_settings, ExtensionApp):  # type: ignore[misc]
    """Attune Ops: run workflows, watch them live, keep what they left."""

    name = "attune_ops"
    version = __version__
    description = __doc__
    extension_url = f"/{PREFIX}"
    load_other_extensions = False
    serverapp_class = AttuneServer
    static_paths = [str(page.STATIC)]  # noqa: RUF012

    def initialize_settings(self) -> None:
        """Everything that handlers find at `self.extensionapp`."""
        self.room = EngineRoom(lambda: open_engine(self.chosen()), self.log)
        self._before: dict[str, str | None] = {}
        try:
            self._tell_kernels(self.chosen())
        except AttuneError as error:  # Jupyter must start all the same; every request will say it
            self.log.error("attune_ops: %s", error)

    def initialize_handlers(self) -> None:
        """Our handlers. What stands first is asked first, so paths with places come last."""
        self.handlers.append(
            (PREFIX[:-1], RedirectWithParams, {"url": self._url(PREFIX), "permanent": False})
        )
        self.handlers.extend((_pattern(each.path), CLASSES[each.name]) for each in ENDPOINTS)
        by_path: dict[str, dict[str, Route]] = {}
        for route in ROUTES:
            by_path.setdefault(route.path, {})[route.method] = route
        for path in sorted(by_path, key=lambda path: len(PLACES.findall(path))):
            self.handlers.append((_pattern(path), Verb, {"routes": by_path[path]}))
        self.handlers.append((f"{PREFIX}.*", Unknown))

    async def _start_jupyter_server_extension(self, serverapp: ServerApp) -> None:
        self._tasks = [asyncio.ensure_future(each()) for each in (self._warm, self._keep_going)]

    async def stop_extension(self) -> None:
        """End every stream and let go of the engine. Runs go on: they are the host's."""
        for task in getattr(self, "_tasks", []):
            task.cancel()
        self.room.dismiss()
        for name, value in self._before.items():
            _set(name, value)
        closing = asyncio.get_running_loop().run_in_executor(None, self.room.close)
        await asyncio.wait({closing}, timeout=STOP_SECONDS)

    def current_activity(self) -> dict[str, bool] | None:
        """Something, while runs go on: then Jupyter is not idle."""
        return {"runs": True} if self.room.busy() else None

    def chosen(self) -> Config:
        """The settings, from all their sources. The project is Jupyter's, if none is named."""
        if (given := getattr(self._server, "attune_config", None)) is not None:
            config: Config = given
            return config
        return build_config(
            here=Path(self._server.root_dir),
            **{name: getattr(self, name) for name in SETTINGS},
        )

    @property
    def _server(self) -> ServerApp:
        assert self.serverapp is not None
        return self.serverapp

    async def _warm(self) -> None:
        """Open the engine before anybody waits for it."""
        try:
            info = await self.room.call(lambda engine: engine.settings.info())
        except AttuneError:
            return  # the room has logged it, and every request will say so
        runs = "on" if info.allow_run else "off"
        self.log.info(
            "attune_ops: project %s, state in %s, runs are switched %s",
            info.project_root,
            info.attune_home,
            runs,
        )

    async def _keep_going(self) -> None:
        """Rouse a host for those who watch a run whose host was killed."""
        while True:
            await asyncio.sleep(LOOK_AFTER_SECONDS)
            if self.room.guests:
                try:
                    await self.room.call(lambda engine: engine.keep_going())
                except AttuneError as error:
                    self.log.warning("attune_ops: %s", error)

    def _tell_kernels(self, config: Config) -> None:
        """Kernels and terminals are our children: they shall see the same home and project."""
        for name, value in environment_of(config).items():
            self._before[name] = os.environ.get(name)
            os.environ[name] = value

    def _url(self, path: str) -> str:
        return str(url_path_join(self._server.base_url, path))


def create_app(config: Config) -> ServerApp:
    """A Jupyter server that serves only Attune, ready to `start()`.

    Unavailable if the port is taken or the address is not ours.
    """
    _check_port(config.host, config.port)
    loopback = is_loopback(config.host)
    hosts = ["localhost", bare(config.host), *map(bare, config.trusted_hosts)]
    settings: dict[str, Any] = {
        "ip": config.host,
        "port": config.port,
        "port_retries": 0,
        "root_dir": config.project_root,
        "allow_root": True,
        "open_browser": False,
        # Jupyter's own check refuses every address but loopback; ours stands behind it.
        "allow_remote_access": not loopback,
    }
    argv = [f"--ServerApp.{name}={value}" for name, value in settings.items()]
    argv += [f"--ServerApp.local_hostnames={host}" for host in hosts if host]
    app = AttuneServer(jpserver_extensions={"attune_ops_nb": True})
    app.attune_config = config
    app.initialize(argv=argv, find_extensions=False, starter_extension=AttuneOps.name)
    app.web_app.settings[HOSTS] = frozenset(hosts)
    if not loopback:
        app.log.warning(
            "listening on %s: every machine that reaches it may ask, and needs the token",
            config.host,
        )
    return app


def serve(config: Config, *, open_browser: bool) -> int:
    """Serve the page until somebody stops it; the exit code."""
    app = create_app(config)
    app.open_browser = open_browser
    app.start()
    return 0


def _check_port(host: str, port: int) -> None:
    """Jupyter would only log that it cannot listen, and exit."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)
        refused = [error for each in found if (error := _bound(each[0], each[4]))]
        if len(refused) == len(found) or any(each.errno == errno.EADDRINUSE for each in refused):
            raise refused[0]
    except OSError as error:
        raise Unavailable(
            f"cannot listen on {host}, port {port}: {error.strerror}; choose another with --port",
            problems={"port": str(error.strerror)},
        ) from error


def _bound(family: int, address: Any) -> OSError | None:
    """Why one cannot listen on `address`, if so: of localhost's two, one may not exist here."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def _pattern(path: str) -> str:
    """The regular expression for a path of the table."""
    parts = re.split(r"({\w+})", PREFIX + path)
    return "".join(
        f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part) for part in parts
    )


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
