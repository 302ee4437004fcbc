"""Completion: what may follow in a line that begins with `%attune`."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import AttuneError
from attune_ops_nb.notebook.grammar import CELL_WORDS, WORDS, Flag, Kind, Word

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult
    from IPython.core.interactiveshell import InteractiveShell

    from attune_ops_nb.model import Execution
    from attune_ops_nb.notebook.connect import AnyEngine

LINE = re.compile(r"\s*(?:[\w.,\s\[\]'\"]+=\s*)?(?P<percent>%%?)attune\s+(?P<said>.*)", re.DOTALL)
BY_MAGIC = {"%": WORDS, "%%": CELL_WORDS}
ADHOC = "adhoc"
"""The pack that is left out where something written here is named."""
MOST_IDS = 20


def install(shell: "InteractiveShell") -> None:
    """Let `shell` complete our lines, in a terminal and for `complete_request` alike."""
    remove(shell)
    shell.Completer.custom_matchers.insert(0, matcher)


def remove(shell: "InteractiveShell") -> None:
    """Take it back."""
    matchers = shell.Completer.custom_matchers
    matchers[:] = [each for each in matchers if each is not matcher]


def matcher(context: "CompletionContext") -> "SimpleMatcherResult":
    """What IPython asks for each completion."""
    from IPython.core.completer import SimpleCompletion

    found = LINE.fullmatch(context.text_until_cursor)
    if found is None:
        return {"completions": []}
    fragment = _fragment(found["said"])
    try:
        words = complete(found["said"], _engine, BY_MAGIC[found["percent"]])
    except AttuneError:  # a refusal has no place in a menu
        words = []
    return {
        "completions": [SimpleCompletion(text=word, type="attune") for word in words],
        "matched_fragment": fragment,
        "suppress": True,
    }


matcher.matcher_api_version = 2  # type: ignore[attr-defined]
matcher.matcher_identifier = "attune"  # type: ignore[attr-defined]
matcher.matcher_priority = 100  # type: ignore[attr-defined]


def complete(
    said: str, engine: Callable[[], "AnyEngine"], words: Mapping[str, Word] = WORDS
) -> list[str]:
    """The words that may stand for the last, unfinished one of `said`."""
    fragment = _fragment(said)
    before = said[: len(said) - len(fragment)].split()
    found = _candidates(before, fragment, engine, words)
    return [word for word in found if word.startswith(fragment)]


def _candidates(
    before: list[str],
    fragment: str,
    engine: Callable[[], "AnyEngine"],
    words: Mapping[str, Word],
) -> Iterable[str]:
    if not before:
        return words
    word = words.get(before[0])
    if word is None:
        return []
    flags = {name: flag for flag in word.flags for name in (flag.name, flag.short) if name}
    places = _places(before[1:], flags)
    if fragment.startswith("--from=") or before[-1] == "--from":
        return _tasks(places[:1], "--from=" if fragment.startswith("-") else "", engine())
    previous = flags.get(before[-1])
    if previous is not None and previous.kind is not None:
        return _of_kind(previous.kind, fragment, engine)
    if fragment.startswith("-"):
        return _flags(flags, fragment, engine)
    if word.place is not None and not places:
        return _of_kind(word.place, fragment, engine)
    if word.values:
        return [*_values(word, places[0], fragment, engine), *(flag.name for flag in word.flags)]
    return [flag.name for flag in word.flags]


def _flags(
    flags: dict[str, Flag], fragment: str, engine: Callable[[], "AnyEngine"]
) -> Iterable[str]:
    name, equals, begun = fragment.partition("=")
    flag = flags.get(name)
    if equals and flag is not None and flag.kind is not None:
        return [f"{name}={each}" for each in _of_kind(flag.kind, begun, engine)]
    return [flag.name for flag in dict.fromkeys(flags.values())]


def _places(tokens: list[str], flags: dict[str, Flag]) -> list[str]:
    """The tokens that are neither a flag nor the value of one."""
    found, skip = [], False
    for token in tokens:
        if skip:
            skip = False
        elif token.startswith("-"):
            flag = flags.get(token)
            skip = flag is not None and flag.kind is not None
        else:
            found.append(token)
    return found


def _of_kind(kind: Kind, fragment: str, engine: Callable[[], "AnyEngine"]) -> Iterable[str]:
    match kind:
        case Kind.WORKFLOW:
            return _refs(engine())
        case Kind.FEATURE:
            return [feature.name for feature in engine().readings.features()]
        case Kind.PATH:
            return _paths(Path(engine().settings.info().project_root), fragment)
        case Kind.FILE:
            return _paths(Path(), fragment)
        case Kind.EXECUTION:
            page = engine().executions.list(top_level_only=True, per_page=MOST_IDS)
            return ["last", *(str(run.id) for run in page.items)]
        case Kind.GRAPH:
            return [each.ref.removeprefix(f"{ADHOC}.") for each in engine().workflows.list()]
        case Kind.INQUIRY:
            from attune_ops_nb.model import InquiryStatus

            asked = engine().inquiries.list(status=InquiryStatus.PENDING, per_page=MOST_IDS)
            return ["last", *(str(inquiry.id) for inquiry in asked.items)]
        case Kind.PACK:
            return [pack.ref for pack in engine().packs.list()]
        case Kind.STATUS:
            from attune_ops_nb.model import Status

            return [status.value for status in Status]
        case Kind.WORD:
            return {**WORDS, **CELL_WORDS}
        case Kind.SWITCH:
            return ["on", "off"]
        case Kind.COUNTING:
            return [kind.value]
        case Kind.SLUG:
            return [spec.slug for spec in engine().readings.specs()]
        case Kind.ITEM:
            return [item.id for item in engine().readings.briefing().items]
        case Kind.THREAD:
            return [thread.id for thread in engine().readings.collab().open_threads]
        case Kind.PAGE:
            return _pages(engine())
    # What else is completed names its words itself.
    return kind.value.split("|") if "|" in kind.value else []


def _tasks(places: list[str], before: str, engine: "AnyEngine") -> list[str]:
    """The tasks of the workflow that is to go on."""
    for place in places:
        id = int(place) if place.isdecimal() else _newest(engine).id
        nodes = engine.workflow_runs.state(id).graph.nodes
        return [f"{before}{node.id}" for node in nodes if node.action]
    return []


def _newest(engine: "AnyEngine") -> "Execution":
    return engine.executions.list(top_level_only=True, per_page=1).items[0]


def _pages(engine: "AnyEngine") -> list[str]:
    features = engine.readings.help().features
    return [f"{each.name}/{kind}" for each in features for kind in each.kinds]


def _refs(engine: "AnyEngine") -> list[str]:
    """Workflows first: they are what is picked most."""
    workflows = [entry.ref for entry in engine.readings.workflows()]
    return list(dict.fromkeys([*workflows, *(action.ref for action in engine.actions.list())]))


def _paths(root: Path, fragment: str) -> list[str]:
    """What lies in the folder that is being typed."""
    folder = fragment.rpartition("/")[0]
    try:
        entries = sorted((root / folder).iterdir())
    except OSError:
        return []
    prefix = f"{folder}/" if folder or fragment.startswith("/") else ""
    return [
        f"{prefix}{entry.name}{'/' if entry.is_dir() else ''}"
        for entry in entries
        if not entry.name.startswith(".")
    ]


def _values(
    word: Word, place: str, fragment: str, engine: Callable[[], "AnyEngine"]
) -> Iterable[str]:
    entries = _entries(word, place, engine)
    name, equals, _ = fragment.partition("=")
    if not equals:
        return [f"{name}=" for name in entries]
    if name not in entries:
        return []
    return [f"{name}={value}" for value in _choices(entries[name])]


def _entries(word: Word, place: str, engine: Callable[[], "AnyEngine"]) -> dict[str, Any]:
    match word.place:
        case Kind.SLUG:
            return _phases()
        case Kind.INQUIRY:
            return _fields(place, engine())
    return _parameters(word, place, engine())


def _fields(place: str, engine: "AnyEngine") -> dict[str, Any]:
    """The parts of an answer."""
    from attune_ops_nb.logic.schemas import json_schema
    from attune_ops_nb.model import InquiryStatus

    if place.isdecimal():
        inquiry = engine.inquiries.get(int(place))
    else:
        inquiry = engine.inquiries.list(status=InquiryStatus.PENDING, per_page=1).items[0]
    entries: dict[str, Any] = json_schema(inquiry.response_schema or {}).get("properties", {})
    return entries


def _phases() -> dict[str, Any]:
    from attune_ops_nb.logic.spec_status import SETTABLE
    from attune_ops_nb.readings.specs import PHASES

    return {phase: {"enum": SETTABLE} for phase in PHASES}


def _parameters(word: Word, place: str, engine: "AnyEngine") -> dict[str, Any]:
    from attune_ops_nb.logic.schemas import json_schema

    ref = place if word.place in (Kind.WORKFLOW, Kind.GRAPH) else _ref_of(place, engine)
    ref = f"{ADHOC}.{ref}" if "." not in ref else ref
    entries: dict[str, Any] = json_schema(engine.actions.get(ref).param_schema or {})["properties"]
    return entries


def _ref_of(place: str, engine: "AnyEngine") -> str:
    if place.isdecimal():
        return engine.executions.get(int(place)).action_ref
    return _newest(engine).action_ref


def _choices(entry: dict[str, Any]) -> list[str]:
    if entry.get("type") == "boolean":
        return ["true", "false"]
    return [str(choice) for choice in entry.get("enum", [])]


def _fragment(said: str) -> str:
    """The unfinished word at the end."""
    return re.split(r"\s", said)[-1]


def _engine() -> "AnyEngine":
    from attune_ops_nb.notebook.connect import connect

    return connect()
