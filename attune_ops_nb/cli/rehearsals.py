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
from attune_ops_nb.engine.recordings import Recording
from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import documents, phrases, schemas
from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.rehearsal import Rehearsal, rehearse
from attune_ops_nb.logic.workflows import reading
from attune_ops_nb.logic.workflows.definition import Definition
from attune_ops_nb.logic.workflows.verdicts import described
from attune_ops_nb.model import Params

if TYPE_CHECKING:
    from attune_ops_nb.work.embedded import Attune

RECORDED = frozenset({"recorded", "results"})
"""What a file says, among others, that holds a recording, and not results by task."""
WIDEST = 100
"""Characters of a value that a person is shown."""


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What is played: a workflow with the results of its tasks."""

    definition: Definition
    inputs: Params
    results: Any
    config: Params = {}
    is_recording: bool = False
    """Of a run: it may have results that are not asked for once the workflow has changed."""


def play(args: argparse.Namespace) -> int:
    """Rehearse a workflow, or what ran once more; 0 if it completes."""
    with opened(args) as engine:
        recording = _recording(engine, args)
        script = _script(engine, args, recording)
    if args.save is not None:
        if recording is None:
            raise Invalid("--save keeps what ran: give --execution", problems={"save": "no run"})
        _save(recording, Path(args.save))
    played = rehearse(
        script.definition,
        script.inputs,
        script.results,
        config=script.config,
        all_used=not script.is_recording,
    )
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


def _script(engine: "Attune", args: argparse.Namespace, recording: Recording | None) -> Script:
    config: Params = {}
    if args.what is not None:
        definition, config = _definition(engine, args.what)
    elif recording is not None:
        definition = recording.definition
    else:
        raise Invalid("name a workflow, a file, or a run with --execution", problems={"what": "?"})
    inputs, results, is_recording = _given(args.results)
    if recording is not None:
        inputs, results, is_recording = recording.inputs, recording.results, True
    flat = dict(definition.parameters)
    typed = schemas.coerce(flat, pairs([*args.values, *args.param]))
    inputs = {**inputs, **from_json(args.params_json), **typed}
    return Script(
        definition=definition,
        inputs=inputs if is_recording else schemas.check(flat, inputs),
        results=results,
        config=config,
        is_recording=is_recording,
    )


def _definition(engine: "Attune", what: str) -> tuple[Definition, Params]:
    """The workflow of a file, or of a ref with the settings of its pack."""
    if what == STANDARD_INPUT or Path(what).is_file():
        source = source_of(what)
        found = described(reading.read(source.text, name=source.name), source.action)
        found.problems.refuse()
        return found.definition, {}
    if what.endswith((".yaml", ".yml")):
        raise NotFound(f"there is no file {what}")
    kept = engine.workflows.get(what)
    config = engine.packs.get(kept.pack_ref).config
    return msgspec.convert(kept.definition, Definition), config


def _given(name: str | None) -> tuple[Params, Any, bool]:
    """The inputs and results in a file, and whether they are a recording."""
    if name is None:
        return {}, None, False
    said: Any = documents.read(text_of(Path(name)), name).value
    if isinstance(said, dict) and RECORDED.issubset(said):
        return said.get("inputs") or {}, said["results"], True
    return {}, said, False


def _save(recording: Recording, path: Path) -> None:
    """As a file that `--results` takes."""
    import yaml

    on_routes = any(mock.route for mocks in recording.results.values() for mock in mocks)
    results = {
        task: [_written(mock, on_routes, len(mocks)) for mock in mocks]
        for task, mocks in recording.results.items()
    }
    said = {
        "recorded": recording.recorded,
        "workflow": recording.workflow,
        "inputs": recording.inputs,
        "results": results,
    }
    plain = msgspec.json.decode(msgspec.json.encode(said))
    text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Invalid(f"--save: cannot write {path}: {error.strerror}") from error
    output.note(f"kept in {path}: rehearse it with --results {path}")


def _written(mock: Mock, on_routes: bool, several: int) -> Params:
    """Only what says something: one result of a task is meant each time."""
    said = {name: getattr(mock, name) for name in Mock.__struct_fields__}
    if not on_routes:
        del said["route"]
    if several == 1:
        del said["iteration"]
    return {name: value for name, value in said.items() if value is not None or name == "result"}


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
