"""The verbs of recordings: what a workflow that ran did, so that it can be rehearsed again."""

from pathlib import Path

from attune_ops_nb.errors import Conflict, Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.mocks import recorded
from attune_ops_nb.logic.recordings import Recording, simplest
from attune_ops_nb.model import Execution, Pack, Params
from attune_ops_nb.store import Store, workflows
from attune_ops_nb.store.tx import Reader
from attune_ops_nb.store.workflow_ledger import WorkflowLedger


class Recordings:
    """Runs of workflows to rehearse."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, execution: int) -> Recording:
        """What `execution` did; secrets are not in it.

        NotFound if it is no workflow, Conflict if it has not ended.
        """
        return self._store.read(lambda reader: _recording(reader, execution))


def save(recording: Recording, path: Path) -> None:
    """As a file that is taken as the results of a rehearsal. Invalid if it cannot be written."""
    try:
        path.write_text(recording.text(), encoding="utf-8")
    except OSError as error:
        what = f"--save: cannot write {path}: {error.strerror}"
        raise Invalid(what, problems={"save": "not written"}) from error


def _recording(reader: Reader, id: int) -> Recording:
    ran = reader.get(Execution, id)
    definition = workflows.graph_of(reader, id).definition
    if not ran.status.ended:
        raise Conflict(f"execution {id} has not ended: only what has can be rehearsed again")
    return Recording(
        recorded=id,
        workflow=ran.action_ref,
        inputs=ran.config or {},
        config=_settings(reader, ran.action_ref),
        results=simplest(recorded(WorkflowLedger(reader, id))),
        definition=definition,
    )


def _settings(reader: Reader, action_ref: str) -> Params:
    """The settings of the pack of an action, as they are now and without its secrets."""
    for pack in reader.find(Pack, ref=action_ref.partition(".")[0]):
        secrets = schemas.secrets(pack.conf_schema)
        return {name: value for name, value in pack.config.items() if name not in secrets}
    return {}
