"""Attune Ops for Jupyter: run a workflow from a notebook, watch it live, keep it.

Importing this costs next to nothing: a public name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"

PUBLIC = {
    "errors": "AttuneError Conflict Forbidden Invalid NotFound Unavailable",
    "config": "Config build_config",
    "model": (
        "Action Artifact ArtifactVersion Execution Feature Pack PathArgSpec RunRecord Runtime"
        " Status Suggestion Worker WorkflowEntry"
    ),
    "engine": "Engine",
    "readings.anthropic_cost": "CostFetchError CostSummary fetch_summary load_admin_key",
    "readings.completion_candidates": "Candidate detect_candidates",
    "readings.sessions": "Session",
    "readings.specs": "Spec",
    "readings.telemetry": "TelemetrySummary",
    "server.app": "create_app serve",
    "notebook.connect": "connect",
    "notebook.remote": "RemoteEngine",
    "notebook.dashboard": "Dashboard",
    "cli": "add_subparser cmd_ops",
}
"""The public names by the module they stand in."""

_HOMES = {name: home for home, names in PUBLIC.items() for name in names.split()}

__all__ = ["__version__", "load_ipython_extension", "unload_ipython_extension", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%load_ext attune_ops` calls."""
    import_module("attune_ops_nb.notebook.magics").load_ipython_extension(shell)


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """What `%unload_ext attune_ops` calls."""
    import_module("attune_ops_nb.notebook.magics").unload_ipython_extension(shell)


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Where a Jupyter server finds what it should load."""
    app = import_module("attune_ops_nb.server.app")
    return [{"module": app.__name__, "app": app.AttuneOps}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the built labextension."""
    return [{"src": "labextension", "dest": "attune-ops"}]
