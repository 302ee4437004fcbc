"""Asking: what was typed: which execution is meant, and with which parameters."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.model import Execution, Params

if TYPE_CHECKING:
    from attune_ops_nb.work.embedded import Attune


def execution_of(engine: "Attune", text: str) -> Execution:
    """The execution that somebody named: its number, or last."""
    if text == "last":
        for newest in engine.executions.list(top_level_only=True, per_page=1).items:
            return newest
        raise NotFound("nothing has run yet: `attune workflow list` shows what can")
    if not text.removeprefix("#").isdecimal():
        raise Invalid(f"{text!r} is no execution: give its number, or last", problems={"id": "?"})
    return engine.executions.get(int(text.removeprefix("#")))


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """What was typed as `key=value`, by key."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise Invalid(f"{text!r} is no key=value", problems={"param": "no key=value"})
        found[name] = value
    return found


def from_json(text: str | None) -> Params:
    """The parameters of `--params-json`."""
    if text is None:
        return {}
    try:
        return msgspec.json.decode(sys.stdin.read() if text == "-" else text, type=Params)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        line = f"--params-json is no JSON object: {error}"
        raise Invalid(line, problems={"params-json": str(error)}) from error
