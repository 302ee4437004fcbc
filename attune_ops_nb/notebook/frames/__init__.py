"""Frames: nouns as pandas DataFrames, with the same columns and dtypes also when there are none.

`table` says what the dtypes mean. Each table has its columns beside it, by name and dtype.
"""

from attune_ops_nb.notebook.frames.engine import (
    ACTION_COLUMNS,
    ARTIFACT_COLUMNS,
    FEATURE_COLUMNS,
    PACK_COLUMNS,
    RUN_COLUMNS,
    WORKER_COLUMNS,
    WORKFLOW_COLUMNS,
    actions,
    artifacts,
    features,
    packs,
    runs,
    runs_of,
    workers,
    workflows,
)
from attune_ops_nb.notebook.frames.money import (
    COST_COLUMNS,
    PRICE_COLUMNS,
    RECONCILE_COLUMNS,
    SPEND_COLUMNS,
    cost,
    prices,
    reconcile,
    spend,
)
from attune_ops_nb.notebook.frames.table import MOST_ROWS, Table
from attune_ops_nb.notebook.frames.telemetry import (
    EVENT_COLUMNS,
    TELEMETRY_COLUMNS,
    telemetry,
    telemetry_events,
)

__all__ = [
    "ACTION_COLUMNS",
    "ARTIFACT_COLUMNS",
    "COST_COLUMNS",
    "EVENT_COLUMNS",
    "FEATURE_COLUMNS",
    "MOST_ROWS",
    "PACK_COLUMNS",
    "PRICE_COLUMNS",
    "RECONCILE_COLUMNS",
    "RUN_COLUMNS",
    "SPEND_COLUMNS",
    "TELEMETRY_COLUMNS",
    "WORKER_COLUMNS",
    "WORKFLOW_COLUMNS",
    "Table",
    "actions",
    "artifacts",
    "cost",
    "features",
    "packs",
    "prices",
    "reconcile",
    "runs",
    "runs_of",
    "spend",
    "telemetry",
    "telemetry_events",
    "workers",
    "workflows",
]
