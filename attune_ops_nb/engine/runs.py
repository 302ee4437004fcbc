"""The verbs of run records: what was run here, and beside it what attune-ai ran."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from attune_ops_nb.config import Config
from attune_ops_nb.logic.records import record_of, workflow_name
from attune_ops_nb.model import Action, Execution, Identity, Page, RunRecord
from attune_ops_nb.store import Store, archive, history

LARGEST_PAGE = 1000
MOST_IDS = 10_000


class Runs:
    """Runs of the engine, running or ended, and the records of other programs' runs."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    def list(
        self, workflow: str | None = None, before: int | None = None, per_page: int = 50
    ) -> Page[RunRecord]:
        """Runs without their logs, newest first.

        `workflow` is the ref of an action or the folder of its records; `before` is the `next` of
        the page shown last. Runs of other programs come on the page of their time, beside ours.
        """
        size = max(1, min(per_page, LARGEST_PAGE))
        ours = self._ours(workflow, before, size + 1)
        more = len(ours) > size
        page = ours[:size]
        oldest = page[-1].created if more else None
        newest = self._store.get(Execution, before).created if before is not None else None
        records = [*self._records(page), *self._foreign(workflow, oldest, newest)]
        records.sort(key=lambda record: record.started_at or self._store.now(), reverse=True)
        return Page(items=records, next=page[-1].id if more else None)

    def get(self, workflow: str, id: str) -> RunRecord:
        """The record of a finished run, with its log. NotFound if it never finished or is gone."""
        return archive.load(self._config, workflow_name(workflow), id)

    def save(self, execution: Execution) -> RunRecord:
        """Write the record of a run that has ended."""
        lines = archive.log_lines(self._config, execution.id)
        return archive.save(self._config, self._record(execution, lines, self._logins()))

    def _ours(self, workflow: str | None, before: int | None, limit: int) -> Sequence[Execution]:
        asked: dict[str, object] = {"parent": None}
        if workflow is not None:
            refs = {action.ref for action in self._store.find(Action)}
            name = workflow_name(workflow)
            asked["action_ref"] = {ref for ref in refs if workflow_name(ref) == name}
        return self._store.find(Execution, before=before, limit=limit, **asked)

    def _foreign(
        self, workflow: str | None, oldest: datetime | None, newest: datetime | None
    ) -> Sequence[RunRecord]:
        """Records of other programs, and of a store that was here before ours, of a page's time."""
        seen, _ = history.look(self._config, None if workflow is None else workflow_name(workflow))
        records = [each.record for each in seen if _within(each.record, oldest, newest)]
        ours = {
            (row.id, row.started_at)
            for some in batched((record.execution for record in records), MOST_IDS)
            for row in self._store.find(Execution, id=set(some))
        }
        return [each for each in records if (each.execution, each.started_at) not in ours]

    def _records(self, page: Sequence[Execution]) -> Sequence[RunRecord]:
        logins = self._logins() if page else {}
        return [
            replace(self._record(each, [], logins), status=each.status.value, persisted_at=None)
            for each in page
        ]

    def _record(
        self, execution: Execution, lines: Sequence[str], logins: dict[int, str]
    ) -> RunRecord:
        return record_of(
            execution,
            lines,
            persisted_at=self._store.now(),
            executor=logins.get(execution.executor or 0),
        )

    def _logins(self) -> dict[int, str]:
        return {each.id: each.login for each in self._store.find(Identity)}


def _within(record: RunRecord, oldest: datetime | None, newest: datetime | None) -> bool:
    """Whether a run began between the two; one of which nobody knows when is never left out."""
    begun = record.started_at or record.completed_at
    if begun is None:
        return oldest is None
    return (oldest is None or begun >= oldest) and (newest is None or begun < newest)


def batched(ids: Iterable[int | None], size: int) -> Iterator[list[int]]:
    """The ids that there are, in portions that a statement can bear."""
    known = [id for id in ids if id is not None]
    for start in range(0, len(known), size):
        yield known[start : start + size]
