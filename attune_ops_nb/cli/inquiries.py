"""Inquiries on the command line: questions that executions wait on, and answers to them."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attune_ops_nb.cli import output
from attune_ops_nb.cli.asking import from_json, pairs
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import phrases, schemas
from attune_ops_nb.model import Inquiry, InquiryStatus, Schema

if TYPE_CHECKING:
    from attune_ops_nb.work.embedded import Attune

MOST = 1000


def inquiries(args: argparse.Namespace) -> int:
    """Questions, newest first."""
    status = None if args.status == "any" else InquiryStatus(args.status)
    with opened(args) as engine:
        page = engine.inquiries.list(status=status, execution=args.execution, per_page=MOST)
        now = engine.store.now()
    rows = [
        (
            each.id,
            each.status.value,
            f"#{each.execution}",
            phrases.ago(each.created, now),
            each.prompt,
        )
        for each in page.items
    ]
    columns = ("ID", "STATUS", "EXECUTION", "ASKED", "QUESTION")
    empty = "nobody waits for an answer" if status is InquiryStatus.PENDING else "no such questions"
    return output.listing(args, page.items, columns, rows, empty)


def show(args: argparse.Namespace) -> int:
    """One question, and what an answer must look like."""
    with opened(args) as engine:
        found = _inquiry(engine, args.id)
        now = engine.store.now()
    shown: dict[str, object] = {
        "id": found.id,
        "question": found.prompt,
        "status": found.status.value,
        "execution": found.execution,
        "answer": "\n".join(_field(*each) for each in _fields(found.response_schema).items())
        if found.response is None
        else found.response,
        "asked": phrases.ago(found.created, now),
        "until": None if found.timeout_at is None else phrases.stamp(found.timeout_at),
        "for": found.assigned_to,
    }
    return output.facts(args, found, shown)


def answer(args: argparse.Namespace) -> int:
    """Answer one; what waits for it goes on."""
    with opened(args) as engine:
        found = _inquiry(engine, args.id)
        given = engine.inquiries.respond(found.id, _response(found, args))
    return _told(args, given, "is answered")


def cancel(args: argparse.Namespace) -> int:
    """Take one back; what waits for it is cancelled."""
    with opened(args) as engine:
        gone = engine.inquiries.cancel(_inquiry(engine, args.id).id)
    return _told(args, gone, "is taken back")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "inquiry answer": answer,
    "inquiry cancel": cancel,
    "inquiry list": inquiries,
    "inquiry show": show,
}


def _inquiry(engine: "Attune", text: str) -> Inquiry:
    if text == "last":
        pending = engine.inquiries.list(status=InquiryStatus.PENDING, per_page=1).items
        if not pending:
            raise NotFound("nobody waits for an answer")
        return pending[0]
    if not text.removeprefix("#").isdecimal():
        raise Invalid(f"{text!r} is no inquiry: give its number, or last", problems={"id": "?"})
    return engine.inquiries.get(int(text.removeprefix("#")))


def _response(inquiry: Inquiry, args: argparse.Namespace) -> Any:
    """What was typed: parameters, one text, or what is asked for now if somebody sits there."""
    fields = _fields(inquiry.response_schema)
    if args.params_json is not None:
        return from_json(args.params_json)
    if args.values:
        return _typed(inquiry.response_schema, fields, args.values)
    if not sys.stdin.isatty() or inquiry.status is not InquiryStatus.PENDING:
        wanted = ", ".join(f"{name}=…" for name in fields) or "a text"
        raise Invalid(f"give the answer: {wanted}", problems={"response": "missing"})
    output.note(inquiry.prompt)
    if not fields:
        return input("> ")
    asked = {name: input(f"{_field(name, entry)}: ") for name, entry in fields.items()}
    given = {name: text for name, text in asked.items() if text}
    return schemas.coerce(inquiry.response_schema or {}, given)


def _typed(schema: Schema | None, fields: Mapping[str, Any], words: list[str]) -> Any:
    """An object of key=value pairs, else a text; a text is the one field, where there is one."""
    if all("=" in word for word in words):
        return schemas.coerce(schema or {}, pairs(words))
    text = " ".join(words)
    if not fields:
        return text
    if len(fields) > 1:
        wanted = ", ".join(f"{name}=…" for name in fields)
        raise Invalid(f"the answer has several parts: {wanted}", problems={"response": "which?"})
    return schemas.coerce(schema or {}, dict.fromkeys(fields, text))


def _fields(schema: Schema | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schemas.json_schema(schema or {}).get("properties", {})
    return found


def _field(name: str, entry: Any) -> str:
    if not isinstance(entry, dict):
        return name
    choices = [str(each) for each in entry.get("enum", [])]
    words = [" or ".join(choices) or str(entry.get("type", ""))]
    if entry.get("default") is not None:
        words.append(f"default {entry['default']}")
    if entry.get("description"):
        words.append(str(entry["description"]))
    said = ", ".join(word for word in words if word)
    return f"{name} ({said})" if said else name


def _told(args: argparse.Namespace, inquiry: Inquiry, what: str) -> int:
    if not output.documented(args, inquiry):
        output.say(f"inquiry {inquiry.id} {what}: follow execution {inquiry.execution}")
    return 0
