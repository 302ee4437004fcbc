"""Dashboard: the views as a widget, for front ends that have no extension of ours."""

from typing import Any

import anywidget
import traitlets

from attune_ops_nb.model import Execution
from attune_ops_nb.notebook.bundles import bundle
from attune_ops_nb.notebook.channel import Channel
from attune_ops_nb.notebook.connect import AnyEngine, connect
from attune_ops_nb.notebook.pusher import pusher
from attune_ops_nb.notebook.remote import RemoteEngine

MIME = "application/vnd.attune.dashboard+json"


class Dashboard(anywidget.AnyWidget):
    """The dashboard in a cell: `Dashboard()` or `Dashboard("runs")`.

    It talks to the Jupyter server where the browser can reach ours, and to the kernel elsewhere.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    server = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)

    def __init__(
        self,
        view: str = "home",
        *,
        engine: AnyEngine | None = None,
        execution: Execution | None = None,
    ) -> None:
        self._engine = engine or connect()
        self._channel = Channel(self._engine, self._say)
        if execution is None:
            spec: dict[str, Any] = {"kind": "dashboard", "view": view}
        else:
            spec = {"kind": "run", "execution": execution.id}
        super().__init__(
            _esm=bundle("widget.js"),
            _css=bundle("widget.css"),
            spec=spec,
            server=_server(self._engine),
        )
        self.on_msg(self._hear)

    def offer(self, execution: Execution) -> None:
        """Send the log without being asked; see `Channel.offer`."""
        self._channel.offer(execution.id)
        pusher(self._engine).add(self._channel)

    def close(self) -> None:
        """The widget is gone, and nothing is sent to it any more."""
        pusher(self._engine).remove(self._channel)
        self._channel.close()
        super().close()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:  # type: ignore[override]
        shown = view_of(self)
        shown["text/plain"] = f"Dashboard({self.spec.get('view', 'run')!r})"
        if not isinstance(self._engine, RemoteEngine):
            shown[MIME] = {"view": self.spec.get("view", "home"), "scope": None}
        return shown

    def _hear(self, _widget: Any, content: Any, _buffers: Any) -> None:
        self._channel.receive(content)
        pusher(self._engine).add(self._channel)

    def _say(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        if self.comm is not None:
            self.send(message, buffers)


def view_of(widget: Dashboard) -> dict[str, Any]:
    """The part of a MIME bundle that shows `widget` where front ends know widgets."""
    view = {"version_major": 2, "version_minor": 1, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}


def _server(engine: AnyEngine) -> dict[str, str] | None:
    """Where the engine is, without its token: a trait is saved in the notebook."""
    return {"base_url": engine.url, "token": ""} if isinstance(engine, RemoteEngine) else None
