"""The verbs of inquiries: questions that executions wait on."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from attune_ops_nb.engine.identities import Identities
from attune_ops_nb.errors import Conflict, Forbidden, Invalid
from attune_ops_nb.logic import schemas
from attune_ops_nb.model import (
    INQUIRY_QUEUE,
    Execution,
    Inquiry,
    InquiryStatus,
    Page,
    Params,
    Schema,
    Status,
)
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Tx

LONGEST_PROMPT = 10_000
LARGEST_PAGE = 1000


class Inquiries:
    """Questions. `wake` rouses a host, so that what waited for an answer goes on."""

    def __init__(self, store: Store, identities: Identities, wake: Callable[[], object]) -> None:
        self._store = store
        self._identities = identities
        self._wake = wake

    def list(
        self,
        *,
        status: InquiryStatus | None = None,
        execution: int | None = None,
        assigned_to: int | None = None,
        before: int | None = None,
        per_page: int = 50,
    ) -> Page[Inquiry]:
        """Inquiries, newest first; `before` is the `next` of the page shown last."""
        named = {"status": status, "execution": execution, "assigned_to": assigned_to}
        asked = {name: value for name, value in named.items() if value is not None}
        size = max(1, min(per_page, LARGEST_PAGE))
        found = self._store.find(Inquiry, before=before, limit=size + 1, **asked)
        more = len(found) > size
        return Page(items=found[:size], next=found[size - 1].id if more else None)

    def get(self, id: int) -> Inquiry:
        """The inquiry `id`. NotFound if there is none."""
        return self._store.get(Inquiry, id)

    def ask(
        self,
        execution: int,
        prompt: str,
        *,
        response_schema: Schema | None = None,
        assigned_to: int | None = None,
        timeout_seconds: float | None = None,
    ) -> Inquiry:
        """Ask about `execution`, in whatever state it is. Conflict if it was asked about before."""
        _check_question(prompt, response_schema, timeout_seconds)

        def write(tx: Tx) -> Inquiry:
            tx.get(Execution, execution)
            if tx.find(Inquiry, execution=execution):
                raise Conflict(f"execution {execution} has an inquiry already")
            return tx.add(
                Inquiry(
                    execution=execution,
                    prompt=prompt,
                    response_schema=response_schema,
                    assigned_to=assigned_to,
                    timeout_at=_deadline(self._store, timeout_seconds),
                )
            )

        return self._store.tx(write)

    def respond(self, id: int, response: Any) -> Inquiry:
        """Answer it; an execution that waits for the answer completes with it.

        Conflict if it is not pending any more, Forbidden if it is for somebody else, Invalid with
        all that is wrong with `response` by name.
        """
        own = self._identities.own().id
        answered = self._store.tx(lambda tx: self._respond(tx, id, response, own))
        if answered.status is InquiryStatus.TIMEOUT:
            raise Conflict(f"inquiry {id} cannot be answered: its time was up")
        self._wake()
        return answered

    def cancel(self, id: int) -> Inquiry:
        """Take the question back; an execution that waits for the answer is cancelled.

        Conflict if it is not pending any more.
        """

        def write(tx: Tx) -> Inquiry:
            inquiry = _pending(tx, id)
            told = {"succeeded": False, "cancelled": True, "error": "Inquiry cancelled"}
            _release(tx, inquiry, Status.CANCELLED, told)
            return _closed(tx, inquiry, status=InquiryStatus.CANCELLED)

        cancelled = self._store.tx(write)
        self._wake()
        return cancelled

    def open(self, waiting: Execution) -> Inquiry | None:
        """Put the question of an execution of `core.ask`; None if it is not asked for any more.

        A question that cannot be put fails its execution.
        """
        config = waiting.config or {}
        try:
            _check_question(config.get("prompt"), config.get("response_schema"), None)
        except Invalid as error:
            message = error.message
            self._store.tx(lambda tx: _refused(tx, waiting, message))
            return None
        return self._store.tx(lambda tx: self._open(tx, waiting, config))

    def expire(self) -> Sequence[Inquiry]:
        """Those whose time is up; what waits for them times out."""
        now = self._store.now()
        pending = self._store.find(Inquiry, status=InquiryStatus.PENDING)
        late = [each for each in pending if each.timeout_at is not None and each.timeout_at <= now]
        return [self._store.tx(partial(_expired, id=each.id)) for each in late]

    def settle(self, ended: Execution) -> None:
        """Nobody waits for the answer any more: `ended` was cancelled."""
        expect = {"status": InquiryStatus.PENDING}
        for inquiry in self._store.find(Inquiry, execution=ended.id, **expect):
            self._store.update(Inquiry, inquiry.id, expect=expect, status=InquiryStatus.CANCELLED)

    def _open(self, tx: Tx, waiting: Execution, config: Params) -> Inquiry | None:
        seconds = waiting.timeout_seconds
        asked = tx.update(
            Execution,
            waiting.id,
            expect={"status": Status.REQUESTED},
            status=Status.RUNNING,
            started_at=tx.now,
        )
        if asked is None:
            return None
        return tx.add(
            Inquiry(
                execution=waiting.id,
                prompt=config["prompt"],
                response_schema=config.get("response_schema"),
                assigned_to=config.get("assigned_to"),
                timeout_at=_deadline(self._store, seconds),
            )
        )

    def _respond(self, tx: Tx, id: int, response: Any, own: int) -> Inquiry:
        inquiry = _pending(tx, id)
        if inquiry.assigned_to not in (None, own):
            raise Forbidden(f"inquiry {id} is for identity {inquiry.assigned_to} to answer")
        if inquiry.timeout_at is not None and inquiry.timeout_at <= self._store.now():
            return _expired(tx, id)
        checked = _checked(inquiry.response_schema, response)
        result = {"succeeded": True, "response": checked, "inquiry": id, "responded_by": own}
        _release(tx, inquiry, Status.COMPLETED, result)
        return _closed(
            tx,
            inquiry,
            status=InquiryStatus.RESPONDED,
            response=checked,
            responded_at=tx.now,
        )


def _check_question(prompt: Any, schema: Any, timeout_seconds: float | None) -> None:
    problems = {}
    if not isinstance(prompt, str) or not 1 <= len(prompt) <= LONGEST_PROMPT:
        problems["prompt"] = f"must be a text of 1 to {LONGEST_PROMPT} characters"
    if schema is not None and not isinstance(schema, dict):
        problems["response_schema"] = "must be a schema: an object"
    if timeout_seconds is not None and timeout_seconds <= 0:
        problems["timeout_seconds"] = "must be more than 0"
    if problems:
        told = "; ".join(f"{name}: {what}" for name, what in problems.items())
        raise Invalid(told, problems=problems)
    if schema:
        schemas.check_schema(schema)


def _checked(schema: Schema | None, response: Any) -> Any:
    """`response` with defaults filled in, where its schema says what it must be."""
    if not schema:
        return response
    if not isinstance(response, dict):
        raise Invalid(
            "response: must be an object with the fields of response_schema",
            problems={"response": "must be an object"},
        )
    return schemas.check(schema, response)


def _deadline(store: Store, seconds: float | None) -> Any:
    return None if seconds is None else store.now() + timedelta(seconds=seconds)


def _pending(tx: Tx, id: int) -> Inquiry:
    inquiry = tx.get(Inquiry, id)
    if inquiry.status is not InquiryStatus.PENDING:
        raise Conflict(f"inquiry {id} cannot be answered: it is {inquiry.status.value}")
    return inquiry


def _closed(tx: Tx, inquiry: Inquiry, **fields: Any) -> Inquiry:
    expect = {"status": InquiryStatus.PENDING}
    return tx.update(Inquiry, inquiry.id, expect=expect, **fields) or inquiry


def _expired(tx: Tx, id: int) -> Inquiry:
    inquiry = tx.get(Inquiry, id)
    if inquiry.status is not InquiryStatus.PENDING:
        return inquiry
    told = {"succeeded": False, "error": "nobody answered in time: it timed out"}
    _release(tx, inquiry, Status.TIMEOUT, told)
    return _closed(tx, inquiry, status=InquiryStatus.TIMEOUT)


def _release(tx: Tx, inquiry: Inquiry, status: Status, result: Params) -> None:
    """End the execution that waits for the answer. One that did not wait stays as it is."""
    tx.update(
        Execution,
        inquiry.execution,
        expect={"queue": INQUIRY_QUEUE, "status": Status.RUNNING},
        status=status,
        result=result,
        completed_at=tx.now,
    )


def _refused(tx: Tx, waiting: Execution, message: str) -> None:
    tx.update(
        Execution,
        waiting.id,
        expect={"status": Status.REQUESTED},
        status=Status.FAILED,
        result={"succeeded": False, "error": message},
        completed_at=tx.now,
    )
