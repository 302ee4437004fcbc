"""Rehearsals on the command line: a workflow is conducted with given results; nothing is run."""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from attune_ops_nb.cli import output
from attune_ops_nb.cli.asking import execution_of, from_json, pairs
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.cli.sources import STANDARD_INPUT, source_of, text_of
from attune_ops_nb.engine import recordings as kept
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import documents, phrases, recordings, schemas
from attune_ops_nb.logic.recordings import Recording
from attune_ops_nb.logic.rehearsal import Rehearsal
from attune_ops_nb.logic.workflows import reading
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.verdicts import described
from attune_ops_nb.model import Params

if TYPE_CHECKING:
    from attune_ops_nb.work.embedded import Attune

WIDEST = 100
"""Characters of a value that a person is shown."""


def play(args: argparse.Namespace) -> int:
    """Rehearse a workflow, or what ran once more; 0 if it completes."""
    with opened(args) as engine:
        recording = _recording(engine, args)
        definition, config = _definition(engine, args.what, recording)
        actions = {action.ref: action.param_schema for action in engine.actions.list()}
    if args.save is not None:
        _save(recording, Path(args.save))
    given = recordings.read(recording or _results(args.results))
    typed = schemas.coerce(dict(definition.parameters), pairs([*args.values, *args.param]))
    values = {**from_json(args.params_json), **typed}
    keys = pairs(args.key)
    played = recordings.play(definition, given, values, config, keys, actions=actions)
    if not output.documented(args, played):
        _tell(played)
    return 0 if played.status == "completed" else 1


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"workflow rehearse": play}


def _recording(engine: "Attune", args: argparse.Namespace) -> Recording | None:
    if args.execution is None:
        return None
    if args.results is not None:
        wrong = "--execution brings its own results, so --results cannot be given"
        raise Invalid(wrong, problems={"results": "given twice"})
    return engine.recordings.get(execution_of(engine, args.execution).id)


def _definition(
    engine: "Attune", what: str | None, recording: Recording | None
) -> tuple[Definition, Params | None]:
    """The workflow of a file, of a ref with the settings of its pack, or of what ran."""
    if what is None:
        if recording is None:
            wrong = "name a workflow, a file, or a run with --execution"
            raise Invalid(wrong, problems={"what": "?"})
        return recording.definition, None
    if what == STANDARD_INPUT or Path(what).is_file():
        source = source_of(what)
        found = described(reading.read(source.text, name=source.name), source.action)
        found.problems.refuse()
        return found.definition, None
    if what.endswith((".yaml", ".yml")):
        raise NotFound(f"there is no file {what}")
    known = engine.workflows.get(what)
    config = engine.packs.get(known.pack_ref).config
    return msgspec.convert(known.definition, Definition), config


def _results(name: str | None) -> Any:
    return None if name is None else documents.read(text_of(Path(name)), name).value


def _save(recording: Recording | None, path: Path) -> None:
    if recording is None:
        raise Invalid("--save keeps what ran: give --execution", problems={"save": "no run"})
    kept.save(recording, path)
    output.note(f"kept in {path}: rehearse it with --results {path}")


def _tell(played: Rehearsal) -> None:
    rows = [(place, step, got) for place, (step, got) in enumerate(_steps(played), 1)]
    output.table(("", "STEP", "INPUT"), rows)
    for number, route in enumerate(played.routes):
        if route:
            output.say(f"route {number}: {', '.join(route)}")
    for title, values in (("published", played.published), ("output", played.output)):
        for name, value in values.items():
            output.say(f"{title} {name} = {_shown(value)}")
    for fault in played.errors:
        output.note(f"{fault.task}: {fault.message}" if fault.task else fault.message)
    if played.left_out:
        output.note(f"the workflow has no more: {', '.join(played.left_out)}")
    output.note(f"the rehearsal {_verb(played.status)}; nothing was run")


def _verb(status: str) -> str:
    return {"timeout": "ran out of time"}.get(status, status)


def _steps(played: Rehearsal) -> list[tuple[str, str]]:
    """Each step with what it got: of several items, how many there were."""
    inputs: dict[str, list[Mapping[str, Any]]] = {}
    for label, one in played.inputs:
        inputs.setdefault(label.partition("[")[0], []).append(one)
    times = Counter(played.sequence)
    steps = []
    for label in played.sequence:
        got = inputs.get(label, [])
        if len(got) == times[label]:
            steps.append((label, _cut(phrases.shown(dict(got[0])))))
            inputs[label] = got[1:]
            times[label] -= 1
        else:
            steps.append((label, f"{len(got)} executions" if got else ""))
    return steps


def _shown(value: Any) -> str:
    return _cut(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _cut(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
