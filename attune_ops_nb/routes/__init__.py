"""The HTTP API, whole: a line per endpoint, all below `attune/`.

A Route is a verb of the engine: `server/handler.py` serves it, `notebook/remote.py` calls it and
`server/openapi.py` describes it, all three from this table. Where a path has a place for a
parameter of the verb, it stands in the path; the others are the query of a GET and the JSON body
of everything else. A verb with two routes is called through the first.

An Endpoint is no verb: bytes, streams, the socket and the page have code of their own.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, get_type_hints
from urllib.parse import quote

from attune_ops_nb.engine.actions import Actions
from attune_ops_nb.engine.artifacts import Artifacts
from attune_ops_nb.engine.changes import Changes
from attune_ops_nb.engine.executions import Executions
from attune_ops_nb.engine.identities import Identities
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
from attune_ops_nb.readings import Readings

PREFIX = "attune/"
PLACES = re.compile(r"{(\w+)}")
REQUIRED = inspect.Parameter.empty
"""The default of a parameter that has none."""


class Place(StrEnum):
    """Where in a request a parameter stands."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of a verb."""

    name: str
    place: Place
    type: Any
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        """Whether the verb cannot do without it."""
        return self.default is REQUIRED


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A request for a route: its path with everything filled in, its query and its body."""

    path: str
    query: dict[str, Any]
    body: dict[str, Any]


@dataclass(frozen=True)
class Route:
    """A verb at a path: `getattr(getattr(engine, noun), verb.__name__)`."""

    method: str
    path: str
    noun: str
    verb: Callable[..., Any]
    adds: bool = False
    """It makes something that was not there."""

    @property
    def name(self) -> str:
        """What the method of the noun is called."""
        return self.verb.__name__

    @property
    def summary(self) -> str:
        """The first sentence of the verb's docstring."""
        return (inspect.getdoc(self.verb) or "").partition("\n\n")[0].replace("\n", " ")

    @property
    def changes_state(self) -> bool:
        """Whether it must pass the checks against forged requests."""
        return self.method != "GET"

    @cached_property
    def signature(self) -> inspect.Signature:
        """How the verb is called, without `self`."""
        whole = inspect.signature(self.verb)
        return whole.replace(parameters=list(whole.parameters.values())[1:])

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the verb, in its order."""
        hints = get_type_hints(self.verb)
        in_path = set(PLACES.findall(self.path))
        elsewhere = Place.BODY if self.changes_state else Place.QUERY
        return tuple(
            Parameter(
                name=name,
                place=Place.PATH if name in in_path else elsewhere,
                type=hints[name],
                default=parameter.default,
            )
            for name, parameter in self.signature.parameters.items()
        )

    @cached_property
    def returns(self) -> Any:
        """The type of what the verb gives."""
        return get_type_hints(self.verb)["return"]

    def call(self, engine: Any, arguments: Mapping[str, Any]) -> Any:
        """What the verb of `engine` gives."""
        return getattr(getattr(engine, self.noun), self.name)(**arguments)

    def filled(self, arguments: Mapping[str, Any]) -> Filled:
        """The request that asks for the verb with `arguments`; an absent one keeps its default."""
        parts: dict[Place, dict[str, Any]] = {place: {} for place in Place}
        for parameter in self.parameters:
            if parameter.name in arguments and arguments[parameter.name] != parameter.default:
                parts[parameter.place][parameter.name] = arguments[parameter.name]
        path = PLACES.sub(lambda name: quote(str(parts[Place.PATH][name[1]]), safe=""), self.path)
        return Filled(path=path, query=parts[Place.QUERY], body=parts[Place.BODY])


@dataclass(frozen=True)
class Endpoint:
    """What is served otherwise; `name` says by which class of the server."""

    method: str
    path: str
    name: str
    summary: str
    gives: str = "application/json"
    query: tuple[str, ...] = ()


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "", "page", "The page, without JupyterLab.", "text/html"),
    Endpoint("GET", "health", "health", "Whether the server answers; needs no token."),
    Endpoint("GET", "health/detailed", "health_detailed", "Whether the store answers, too."),
    Endpoint("GET", "api-spec/openapi.json", "openapi", "This description."),
    Endpoint(
        "GET",
        "ws",
        "websocket",
        "One socket per page: the change feed, and every log that the page follows.",
        "websocket",
    ),
    Endpoint(
        "GET",
        "api/v1/executions/stream",
        "executions_stream",
        "Executions as they are written, as server-sent events.",
        "text/event-stream",
        ("execution_id",),
    ),
    Endpoint(
        "GET",
        "api/v1/executions/{id}/logs/{stream}",
        "log",
        "A range of the bytes of a log; a negative offset counts from the end.",
        "application/octet-stream",
        ("offset", "limit"),
    ),
    Endpoint(
        "GET",
        "api/v1/executions/{id}/logs/{stream}/stream",
        "log_stream",
        "A log from a byte offset on, until its execution has ended, as server-sent events.",
        "text/event-stream",
        ("offset",),
    ),
    Endpoint(
        "GET",
        "api/v1/artifacts/{id}/download",
        "artifact",
        "The bytes of the newest version of an artifact.",
        "application/octet-stream",
    ),
    Endpoint(
        "GET",
        "api/v1/artifacts/{id}/versions/{version}/download",
        "artifact",
        "The bytes of one version of an artifact.",
        "application/octet-stream",
    ),
)

ROUTES: tuple[Route, ...] = (
    Route("GET", "api/v1/packs", "packs", Packs.list),
    Route("GET", "api/v1/packs/{ref}", "packs", Packs.get),
    Route("GET", "api/v1/packs/{ref}/environments", "readings", Readings.pack_environments),
    Route(
        "DELETE",
        "api/v1/packs/{ref}/environments/{name}",
        "readings",
        Readings.remove_pack_environment,
    ),
    Route("GET", "api/v1/actions", "actions", Actions.list),
    Route("POST", "api/v1/actions", "actions", Actions.create, adds=True),
    Route("POST", "api/v1/actions/register", "actions", Actions.register, adds=True),
    Route("GET", "api/v1/actions/{ref}", "actions", Actions.get),
    Route("PUT", "api/v1/actions/{ref}", "actions", Actions.update),
    Route("DELETE", "api/v1/actions/{ref}", "actions", Actions.delete),
    Route("GET", "api/v1/packs/{pack_ref}/actions", "actions", Actions.list),
    Route("GET", "api/v1/workflows", "workflows", Workflows.list),
    Route("POST", "api/v1/workflows", "workflows", Workflows.create, adds=True),
    Route("POST", "api/v1/workflows/validate", "workflows", Workflows.validate),
    Route("POST", "api/v1/workflows/register", "workflows", Workflows.register, adds=True),
    Route("GET", "api/v1/workflows/{ref}", "workflows", Workflows.get),
    Route("PUT", "api/v1/workflows/{ref}", "workflows", Workflows.update),
    Route("DELETE", "api/v1/workflows/{ref}", "workflows", Workflows.delete),
    Route("GET", "api/v1/workflows/{ref}/graph", "workflows", Workflows.graph),
    Route("PUT", "api/v1/workflows/{ref}/file", "workflows", Workflows.save_again),
    Route("GET", "api/v1/packs/{pack_ref}/workflows", "workflows", Workflows.list),
    Route(
        "POST",
        "api/v1/packs/{pack_ref}/workflow-files",
        "workflows",
        Workflows.save,
        adds=True,
    ),
    Route(
        "POST",
        "api/v1/packs/{pack_ref}/workflows/validate",
        "workflows",
        Workflows.validate_pack,
    ),
    Route("GET", "api/v1/runtimes", "runtimes", Runtimes.list),
    Route("GET", "api/v1/runtimes/{ref}", "runtimes", Runtimes.get),
    Route("GET", "api/v1/workers", "workers", Workers.list),
    Route("GET", "api/v1/identities", "identities", Identities.list),
    Route("GET", "api/v1/identities/{id}", "identities", Identities.get),
    Route("POST", "api/v1/executions/execute", "executions", Executions.run, adds=True),
    Route("GET", "api/v1/executions", "executions", Executions.list),
    Route("GET", "api/v1/executions/stats", "executions", Executions.stats),
    Route("GET", "api/v1/executions/{id}", "executions", Executions.get),
    Route("POST", "api/v1/executions/{id}/cancel", "executions", Executions.cancel),
    Route("POST", "api/v1/executions/{id}/rerun", "executions", Executions.rerun, adds=True),
    Route("GET", "api/v1/executions/{id}/cost", "readings", Readings.run_cost),
    Route("GET", "api/v1/executions/{id}/workflow", "workflow_runs", WorkflowRuns.state),
    Route("POST", "api/v1/executions/{id}/pause", "workflow_runs", WorkflowRuns.pause),
    Route("POST", "api/v1/executions/{id}/resume", "workflow_runs", WorkflowRuns.resume),
    Route("POST", "api/v1/executions/{id}/rerun-from", "workflow_runs", WorkflowRuns.rerun_from),
    Route("GET", "api/v1/executions/{execution}/recording", "recordings", Recordings.get),
    Route("GET", "api/v1/executions/{execution}/artifacts", "artifacts", Artifacts.list),
    Route("GET", "api/v1/inquiries", "inquiries", Inquiries.list),
    Route("POST", "api/v1/inquiries", "inquiries", Inquiries.ask, adds=True),
    Route("GET", "api/v1/inquiries/{id}", "inquiries", Inquiries.get),
    Route("POST", "api/v1/inquiries/{id}/respond", "inquiries", Inquiries.respond),
    Route("POST", "api/v1/inquiries/{id}/cancel", "inquiries", Inquiries.cancel),
    Route("GET", "api/v1/inquiries/status/{status}", "inquiries", Inquiries.list),
    Route("GET", "api/v1/executions/{execution}/inquiries", "inquiries", Inquiries.list),
    Route("GET", "api/v1/keys", "keys", Keys.list),
    Route("POST", "api/v1/keys", "keys", Keys.create, adds=True),
    Route("GET", "api/v1/keys/{ref}", "keys", Keys.get),
    Route("PUT", "api/v1/keys/{ref}", "keys", Keys.update),
    Route("DELETE", "api/v1/keys/{ref}", "keys", Keys.delete),
    Route("GET", "api/v1/artifacts/{id}", "artifacts", Artifacts.get),
    Route("GET", "api/v1/artifacts/{id}/versions", "artifacts", Artifacts.versions),
    Route("GET", "api/v1/changes", "changes", Changes.since),
    Route("GET", "api/v1/changes/newest", "changes", Changes.newest),
    Route("GET", "api/ops/info", "settings", Settings.info),
    Route("PUT", "api/ops/allow-run", "settings", Settings.allow_run),
    Route("GET", "api/ops/settings", "settings", Settings.every),
    Route("PUT", "api/ops/settings/{name}", "settings", Settings.change),
    Route("PUT", "api/ops/selections/{id}", "selections", Selections.select),
    Route("GET", "api/ops/selections/{id}", "selections", Selections.selected),
    Route("GET", "api/ops/features", "readings", Readings.features),
    Route("GET", "api/ops/home", "readings", Readings.home),
    Route("GET", "api/ops/workflows", "readings", Readings.workflows),
    Route("GET", "api/ops/telemetry", "readings", Readings.telemetry),
    Route("GET", "api/ops/telemetry/rows", "readings", Readings.telemetry_rows),
    Route("GET", "api/ops/telemetry/events", "readings", Readings.telemetry_events),
    Route("GET", "api/ops/telemetry/forms", "readings", Readings.form_events),
    Route("GET", "api/ops/telemetry/diagnoses", "readings", Readings.diagnoses),
    Route("GET", "api/ops/telemetry/gates", "readings", Readings.gate_verdicts),
    Route("GET", "api/ops/telemetry/reach", "readings", Readings.reach),
    Route("GET", "api/ops/sessions", "readings", Readings.sessions),
    Route("GET", "api/ops/sessions/list", "readings", Readings.conversations),
    Route("GET", "api/ops/sessions/blocks", "readings", Readings.session_blocks),
    Route("GET", "api/ops/cost", "readings", Readings.cost),
    Route("POST", "api/ops/cost/refresh", "readings", Readings.fetch_cost),
    Route("PUT", "api/ops/cost/key", "readings", Readings.store_admin_key),
    Route("GET", "api/ops/usage", "readings", Readings.usage),
    Route("POST", "api/ops/usage/refresh", "readings", Readings.fetch_usage),
    Route("GET", "api/ops/spend", "readings", Readings.spend),
    Route("POST", "api/ops/spend/refresh", "readings", Readings.fetch_spend),
    Route("POST", "api/ops/reconcile", "readings", Readings.reconcile),
    Route("GET", "api/ops/prices", "readings", Readings.prices),
    Route("GET", "api/ops/savings", "readings", Readings.savings),
    Route("GET", "api/ops/savings/rows", "readings", Readings.savings_rows),
    Route("GET", "api/ops/specs", "readings", Readings.specs),
    Route("GET", "api/ops/specs/{slug}", "readings", Readings.spec),
    Route("PUT", "api/ops/specs/{slug}/status", "readings", Readings.set_spec_status),
    Route("POST", "api/ops/specs/{slug}/close", "readings", Readings.close_spec),
    Route("POST", "api/ops/specs/{slug}/dismiss", "readings", Readings.dismiss_candidate),
    Route("GET", "api/ops/candidates", "readings", Readings.candidates),
    Route("GET", "api/ops/bulletin", "readings", Readings.bulletin),
    Route("POST", "api/ops/bulletin", "readings", Readings.announce, adds=True),
    Route("POST", "api/ops/bulletin/{run_id}/heartbeat", "readings", Readings.heartbeat),
    Route("GET", "api/ops/bulletin/archive", "readings", Readings.bulletin_archive),
    Route("GET", "api/ops/memory", "readings", Readings.memory),
    Route("GET", "api/ops/memory/node", "readings", Readings.memory_node),
    Route("GET", "api/ops/memory/events", "readings", Readings.memory_events),
    Route("GET", "api/ops/memory/signals", "readings", Readings.memory_signals),
    Route("GET", "api/ops/help", "readings", Readings.help),
    Route("GET", "api/ops/help/pages", "readings", Readings.help_pages),
    Route("GET", "api/ops/help/{feature}/{kind}", "readings", Readings.help_page),
    Route("GET", "api/ops/sweeps", "readings", Readings.sweeps),
    Route("GET", "api/ops/sweeps/chips", "readings", Readings.sweep_chips),
    Route("GET", "api/ops/sweeps/{scope_hash}", "readings", Readings.sweep),
    Route("GET", "api/ops/pending-writes", "readings", Readings.pending_writes),
    Route("GET", "api/ops/briefing", "readings", Readings.briefing),
    Route("POST", "api/ops/briefing/snooze", "readings", Readings.snooze_item),
    Route("POST", "api/ops/briefing/answer", "readings", Readings.answer_item),
    Route("GET", "api/ops/collab", "readings", Readings.collab),
    Route("GET", "api/ops/collab/threads/{id}", "readings", Readings.thread),
    Route("GET", "api/ops/health", "readings", Readings.health),
    Route("GET", "api/ops/health/snapshots", "readings", Readings.health_snapshots),
    Route("POST", "api/ops/health/snapshots", "readings", Readings.take_health, adds=True),
    Route("GET", "api/ops/versions", "readings", Readings.versions),
    Route("GET", "api/ops/environment", "readings", Readings.environment),
    Route("GET", "api/ops/runs", "runs", Runs.list),
    Route("GET", "api/ops/runs/{workflow}/{id}", "runs", Runs.get),
)
