"""Dashboard: the views in a cell, alive in a front end and readable where there is none."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import anywidget
import traitlets

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Execution
from attune_ops_nb.notebook.bundles import bundle
from attune_ops_nb.notebook.channel import Channel
from attune_ops_nb.notebook.connect import AnyEngine, connect
from attune_ops_nb.notebook.pusher import pusher
from attune_ops_nb.notebook.remote import RemoteEngine
from attune_ops_nb.notebook.still import still

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames.table import Table

MIME = "application/vnd.attune.dashboard+json"
VIEWS = (
    "home",
    "workflows",
    "runs",
    "approvals",
    "costs",
    "telemetry",
    "sessions",
    "specs",
    "memory",
    "bulletin",
    "health",
    "packs",
    "workers",
    "settings",
)
"""The views, as `frontend/src/views/index.ts` has them."""


class Dashboard(anywidget.AnyWidget):
    """The dashboard in a cell: `Dashboard()`, or a view of it: `Dashboard("costs", by="model")`.

    It talks to the Jupyter server where the browser can reach ours, and to the kernel elsewhere.
    What follows the view is what stands in its address on the page. `selected` is what was
    selected in its tables.
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
        **query: object,
    ) -> None:
        self._engine = engine or connect()
        self._channel = Channel(self._engine, self._say)
        self._selection = uuid4().hex
        if view not in VIEWS:
            there_are = f"there are {', '.join(VIEWS)}"
            raise Invalid(
                f"view: there is no view {view!r}; {there_are}", problems={"view": there_are}
            )
        if execution is None:
            chosen = {name: str(value) for name, value in query.items()}
            spec: dict[str, Any] = {
                "kind": "dashboard",
                "view": view,
                "query": chosen,
                "selection": self._selection,
            }
        else:
            spec = {"kind": "run", "execution": execution.id}
        super().__init__(
            _esm=bundle("widget.js"),
            _css=bundle("widget.css"),
            spec=spec,
            server=_server(self._engine),
        )
        self.on_msg(self._hear)

    @property
    def selected(self) -> list[dict[str, Any]]:
        """The records that are selected in its tables, as they are now; none unless some are."""
        return self._engine.selections.selected(self._selection)

    @property
    def selected_frame(self) -> "Table":
        """The same as a DataFrame."""
        from attune_ops_nb.notebook.frames.table import Table

        return Table(self.selected)

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
        view = self.spec.get("view", "run")
        shown["text/plain"] = f"Dashboard({view!r})"
        if view in VIEWS:
            shown["text/html"] = still(self._engine, view)
        if not isinstance(self._engine, RemoteEngine):
            shown[MIME] = {**self.spec, "scope": None}
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
