"""Inquiry commands: the words after `%attune` about what is asked of people."""

from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import schemas
from attune_ops_nb.model import Inquiry, InquiryStatus
from attune_ops_nb.notebook.conducted import how
from attune_ops_nb.notebook.grammar import Asked
from attune_ops_nb.notebook.saying import say
from attune_ops_nb.notebook.watched import WatchedCommands

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import Table


class InquiryCommands(WatchedCommands):
    """Questions, and answers to them."""

    def inquiries(self, asked: Asked) -> "Table":
        """What was asked, newest first."""
        status = InquiryStatus(asked.choice("status", "")) if "status" in asked.flags else None
        table: Table = self._frames.inquiries(self.engine.inquiries.list(status=status).items)
        return table

    def answer(self, asked: Asked) -> None:
        """Answer a question; what waited for it goes on."""
        inquiry = self._inquiry(asked.at or "")
        response = answered(inquiry, asked)
        self.engine.inquiries.respond(inquiry.id, response)
        self._last = self._run_of(inquiry)
        say(f"inquiry {inquiry.id} is answered; see how it goes on: `%attune watch {self._last}`")

    def _inquiry(self, text: str) -> Inquiry:
        number = text.removeprefix("#")
        if number.isdecimal():
            return self.engine.inquiries.get(int(number))
        if text != "last":
            line = f"{text!r} is no inquiry: give its number, or `last`"
            raise Invalid(line, problems={"INQUIRY": "no number"})
        for found in self.engine.inquiries.list(status=InquiryStatus.PENDING, per_page=1).items:
            return found
        raise NotFound("nothing is asked of anybody now; `%attune inquiries` lists what was")

    def _run_of(self, inquiry: Inquiry) -> int:
        """The execution at the top of the one that asked."""
        execution = self.engine.executions.get(inquiry.execution)
        while execution.parent is not None:
            execution = self.engine.executions.get(execution.parent)
        return execution.id


def answered(inquiry: Inquiry, asked: Asked) -> Any:
    """What was typed, as the question wants it. Invalid if nothing was."""
    schema = inquiry.response_schema
    values = dict(asked.values)
    if asked.text is not None and values:
        raise Invalid("answer with a text or with key=value, not with both", problems={"TEXT": ""})
    if asked.text is None and not values:
        raise Invalid(f"what is the answer? {how(inquiry)}", problems={"TEXT": "missing"})
    if not schema:
        return values or asked.text
    names = list(schemas.json_schema(schema).get("properties", {}))
    if asked.text is not None:
        if len(names) != 1:
            raise Invalid(f"this answer has parts: {how(inquiry)}", problems={"TEXT": "parts"})
        values = {names[0]: asked.text}
    return schemas.coerce(schema, values)
