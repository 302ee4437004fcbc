"""Grammar: what can be said after `%attune`, and a line of it taken apart.

Help, completion and the parser read one table. Nothing heavy is imported: a line that is wrong is
refused before the engine is needed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.nearest import nearest

TOKEN = re.compile(r"""(?:(?<!\w)"[^"]*"|(?<!\w)'[^']*'|\S)+""")
"""A quotation mark inside a word (don't) is a letter; inside brackets it stays, for JSON."""


class Kind(StrEnum):
    """What stands at a place, and so what completes it."""

    WORKFLOW = "WORKFLOW"
    FEATURE = "FEATURE"
    PATH = "PATH"
    EXECUTION = "ID"
    STATUS = "STATUS"
    PACK = "PACK"
    WORD = "WORD"
    SWITCH = "on|off"
    COUNT = "N"
    DAY = "DAY"
    TEXT = "TEXT"
    COUNTING = "ccusage"
    SESSION_SIDE = "session|model|day|week|month|project|block"
    COST_SIDE = "day|model|type|workspace"
    USAGE_SIDE = "day|model|tier|workspace"
    RUN_STATUS = "running|completed|failed|cancelled"
    SLUG = "SLUG"
    ITEM = "ITEM"
    PAGE = "FEATURE/KIND"
    THREAD = "THREAD"
    TELEMETRY_SIDE = "day|workflow|stage|tier|model|provider|event"
    SECONDS = "SECONDS"
    GRAPH = "NAME"
    TASK = "TASK"
    INQUIRY = "INQUIRY"
    INQUIRY_STATUS = "pending|responded|timeout|cancelled"
    RESULTS = "RESULTS"
    FILE = "FILE"
    RUNTIME = "python|shell"
    OUTPUT = "text|json|yaml|jsonl"
    PARAMETER = "name:type=default"
    KEY = "name=value"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """An option of a word. Without a `kind` it takes no value."""

    name: str
    help: str
    kind: Kind | None = None
    short: str | None = None
    several: bool = False
    """It may be given more than once."""


@dataclass(frozen=True, kw_only=True)
class Word:
    """The first word after `%attune`."""

    name: str
    summary: str
    place: Kind | None = None
    optional: bool = False
    flags: tuple[Flag, ...] = ()
    values: bool = False
    """Whether parameters may follow as key=value."""
    text: bool = False
    """Whether a text may follow."""
    magic: str = "%attune"

    @property
    def usage(self) -> str:
        """How it is typed."""
        parts = [self.magic, self.name]
        if self.place:
            parts.append(f"[{self.place.value}]" if self.optional else self.place.value)
        parts += [
            f"[{flag.name}{f' {flag.kind.value}' if flag.kind else ''}]"
            f"{' …' if flag.several else ''}"
            for flag in self.flags
        ]
        parts += ["[TEXT]"] if self.text else []
        return " ".join([*parts, "[key=value …]"] if self.values else parts)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A line, taken apart."""

    word: Word
    at: str | None = None
    """What stands at the place of the word."""
    flags: dict[str, str] = field(default_factory=dict)
    """By name without dashes; a flag without a value is there with an empty one."""
    values: dict[str, str] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)
    """Of flags that may be given more than once, all their values."""
    text: str | None = None

    def number(self, flag: str, default: float | None) -> float | None:
        """The value of a flag that takes a number above 0."""
        if flag not in self.flags:
            return default
        text = self.flags[flag]
        try:
            number = float(text)
        except ValueError:
            number = 0.0
        if not 0 < number < float("inf"):
            raise _refused(flag, f"--{flag} takes a number above 0, not {text!r}")
        return number

    def choice(self, flag: str, default: str) -> str:
        """The value of a flag that takes one of the words that its kind names."""
        kind = next(each.kind for each in self.word.flags if each.name == f"--{flag}")
        chosen = self.flags.get(flag, default)
        known = "" if kind is None else kind.value
        if chosen not in known.split("|"):
            raise _refused(flag, f"--{flag} is one of {known.replace('|', ', ')}, not {chosen!r}")
        return chosen

    def choices(self, flag: str, default: str) -> list[str]:
        """The same for a flag that takes several of them, with commas between."""
        asked = self.flags.get(flag, default).split(",")
        one = {each: replace(self, flags={**self.flags, flag: each}) for each in asked}
        return [one[each].choice(flag, default) for each in one]

    def day(self, flag: str) -> date | None:
        """The value of a flag that takes a day."""
        return a_day(self.flags[flag], f"--{flag}") if flag in self.flags else None


def a_day(text: str, name: str) -> date:
    """The day that `text` names. Invalid if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refused(name, f"{name} takes a day like 2026-01-31, not {text!r}") from error


SCOPE = Flag(name="--scope", kind=Kind.FEATURE, help="a feature of the project, a file or a folder")
PATH = Flag(name="--path", kind=Kind.PATH, help="the same, as a path")
NO_WAIT = Flag(name="--no-wait", help="go on with the next cell at once")
TIMEOUT = Flag(name="--timeout", kind=Kind.SECONDS, help="seconds the execution may take")
CHECK = Flag(name="--check", help="fail the cell unless the execution completes")
LINES = Flag(name="--lines", short="-n", kind=Kind.COUNT, help="only so many lines from its end")
WORKFLOW = Flag(name="--workflow", short="-w", kind=Kind.WORKFLOW, help="of one workflow only")
STATUS = Flag(name="--status", short="-s", kind=Kind.STATUS, help="in one state only")
NUMBER = Flag(name="--number", short="-n", kind=Kind.COUNT, help="how many (50)")
REFRESH = Flag(name="--refresh", help="ask for the bill now, also if that was just done")
BY_COST = Flag(name="--by", kind=Kind.COST_SIDE, help="what each row is about (day)")
BY_USAGE = Flag(name="--by", kind=Kind.USAGE_SIDE, help="what each row is about (day)")
OF_RUN = Flag(name="--run", kind=Kind.EXECUTION, help="what one run cost, model by model")
CLOSE = Flag(name="--close", help="set it to complete")
DISMISS = Flag(name="--dismiss", help="show it no more as a candidate for two weeks")
PAGE = Flag(name="--page", kind=Kind.PAGE, help="print one page")
SWEPT = Flag(name="--path", kind=Kind.PATH, help="of one file or folder that was swept")
TEMPORARY = Flag(name="--temporary", help="also those of projects in temporary folders")
ANSWER = Flag(name="--answer", kind=Kind.TEXT, help="record what you choose for the item")
SNOOZE = Flag(name="--snooze", help="leave the item out for two weeks")
ARCHIVED = Flag(name="--since", kind=Kind.DAY, help="what lies in the archive from this UTC day on")
ANNOUNCE = Flag(name="--announce", kind=Kind.WORKFLOW, help="say that you run something")
HEARTBEAT = Flag(name="--heartbeat", kind=Kind.TEXT, help="say that this run is alive")
RUN_STATUS = Flag(name="--status", kind=Kind.RUN_STATUS, help="how that run stands (running)")
FINDINGS = Flag(name="--findings", help="what sessions left for the next")
SIGNALS = Flag(name="--signals", help="what is known of its use")
ATTENTION = Flag(name="--attention", help="what of it should be looked at")
CANDIDATES = Flag(name="--candidates", help="only those that all evidence says are finished")
TAKE = Flag(name="--take", help="take a snapshot now; that takes seconds")
BY_SESSIONS = Flag(
    name="--by", kind=Kind.SESSION_SIDE, help="what each row is about (session), as day,model"
)
LIST = Flag(name="--list", help="those of the project, with how they began")
COMPAT = Flag(name="--compat", kind=Kind.COUNTING, help="count as another program does")
BY_TELEMETRY = Flag(
    name="--by", kind=Kind.TELEMETRY_SIDE, help="what each row is about (day), as day,workflow"
)
SINCE = Flag(name="--since", kind=Kind.DAY, help="from this UTC day on, like 2026-01-31")
UNTIL = Flag(name="--until", kind=Kind.DAY, help="before this UTC day")
FORMS = Flag(name="--forms", help="how questions were put to people")
DIAGNOSES = Flag(name="--diagnoses", help="why runs failed")
GATES = Flag(name="--gates", help="what gates said about specs")
REACH = Flag(name="--reach", help="how often the packages of the project are fetched")
LIVE = Flag(name="--live", help="keep the table under the cell up to date")
FROM = Flag(name="--from", kind=Kind.TASK, help="go on with the same execution from this task")
FAILED = Flag(name="--failed", help="go on with the same execution from all that failed")
FAILED_ITEMS = Flag(name="--failed-items", help="run only the items of it that failed")
ASKED = Flag(name="--status", short="-s", kind=Kind.INQUIRY_STATUS, help="in one state only")
RUN = Flag(name="--run", help="run it at once")
REHEARSE = Flag(name="--rehearse", help="conduct it with results that are given, and run nothing")
RESULTS = Flag(
    name="--results",
    kind=Kind.RESULTS,
    help="what tasks end with in a rehearsal, by task, or a recording: a variable, or a file",
)
SAVE = Flag(name="--save", kind=Kind.FILE, help="keep it as a file of YAML, for --results")
KEY = Flag(name="--key", kind=Kind.KEY, several=True, help="what stands for a key in a rehearsal")
RUNTIME = Flag(name="--runtime", kind=Kind.RUNTIME, help="what runs it (python)")
PARAMETER = Flag(
    name="--param",
    kind=Kind.PARAMETER,
    several=True,
    help="a parameter; without type a string, without default it must be given",
)
OUTPUT = Flag(name="--output", kind=Kind.OUTPUT, help="how what it prints is read (text)")
OF_PACK = Flag(name="--pack", kind=Kind.PACK, help="of one pack only")

WORDS = {
    word.name: word
    for word in (
        Word(
            name="run",
            summary="run a workflow or an action and watch it",
            place=Kind.WORKFLOW,
            flags=(SCOPE, PATH, NO_WAIT, TIMEOUT, CHECK),
            values=True,
        ),
        Word(
            name="rerun",
            summary="run an execution once more, or a workflow from a task on, with some changed",
            place=Kind.EXECUTION,
            flags=(FROM, FAILED, FAILED_ITEMS, NO_WAIT, CHECK),
            values=True,
        ),
        Word(name="stop", summary="stop an execution", place=Kind.EXECUTION),
        Word(name="pause", summary="let a workflow begin nothing more", place=Kind.EXECUTION),
        Word(
            name="resume",
            summary="let a paused workflow go on, and watch it",
            place=Kind.EXECUTION,
            flags=(NO_WAIT, CHECK),
        ),
        Word(
            name="steps",
            summary="what a workflow came to, as a DataFrame",
            place=Kind.EXECUTION,
        ),
        Word(
            name="recording",
            summary="what a workflow did, to be rehearsed again",
            place=Kind.EXECUTION,
            flags=(REHEARSE, SAVE),
            values=True,
        ),
        Word(
            name="inquiries",
            summary="what was asked of people, as a DataFrame",
            flags=(ASKED,),
        ),
        Word(
            name="answer",
            summary="answer what is asked; `last` is what was asked last",
            place=Kind.INQUIRY,
            text=True,
            values=True,
        ),
        Word(
            name="watch",
            summary="show the log cell of an execution",
            place=Kind.EXECUTION,
            flags=(NO_WAIT,),
        ),
        Word(
            name="status",
            summary="where you are, or how an execution stands",
            place=Kind.EXECUTION,
            optional=True,
        ),
        Word(
            name="runs",
            summary="what ran, as a DataFrame",
            flags=(WORKFLOW, STATUS, NUMBER),
        ),
        Word(name="logs", summary="print a log", place=Kind.EXECUTION, flags=(LINES,)),
        Word(name="result", summary="what an execution gave", place=Kind.EXECUTION),
        Word(
            name="artifacts",
            summary="what an execution left behind, as a DataFrame",
            place=Kind.EXECUTION,
        ),
        Word(name="workflows", summary="what can be picked, as a DataFrame"),
        Word(
            name="workflow",
            summary="show the graph of a workflow, or rehearse it",
            place=Kind.GRAPH,
            flags=(REHEARSE, RESULTS, KEY),
            values=True,
        ),
        Word(name="features", summary="what can be a scope, as a DataFrame"),
        Word(
            name="actions", summary="everything that can be run, as a DataFrame", flags=(OF_PACK,)
        ),
        Word(name="packs", summary="what is installed, as a DataFrame"),
        Word(name="workers", summary="who runs it, as a DataFrame"),
        Word(
            name="keys", summary="secrets that executions may have, without values, as a DataFrame"
        ),
        Word(
            name="home",
            summary="what is spent and what wants to be looked at, as a DataFrame",
        ),
        Word(
            name="telemetry",
            summary="what our own runs cost, as a DataFrame",
            flags=(BY_TELEMETRY, SINCE, UNTIL, LIVE, FORMS, DIAGNOSES, GATES, REACH),
        ),
        Word(
            name="sessions",
            summary="what conversations used and cost, as a DataFrame",
            flags=(BY_SESSIONS, SINCE, UNTIL, COMPAT, LIST),
        ),
        Word(
            name="cost",
            summary="what the account spent, as a DataFrame",
            flags=(REFRESH, BY_COST, OF_RUN),
        ),
        Word(
            name="usage",
            summary="the tokens behind the bill, as a DataFrame",
            flags=(REFRESH, BY_USAGE),
        ),
        Word(
            name="savings",
            summary="how runs ended and what they may have saved, as a DataFrame",
        ),
        Word(
            name="spend",
            summary="today, this month, where it is going and whether that is usual",
            flags=(REFRESH,),
        ),
        Word(
            name="reconcile",
            summary="why the bill of a day and what was logged differ, as a DataFrame",
            place=Kind.DAY,
        ),
        Word(name="prices", summary="what tokens cost, as a DataFrame"),
        Word(
            name="specs",
            summary="specs, or one; its phases as phase=status set their status",
            place=Kind.SLUG,
            optional=True,
            flags=(CANDIDATES, CLOSE, DISMISS),
            values=True,
        ),
        Word(
            name="docs",
            summary="help about features, or pages that have some words, as a DataFrame",
            place=Kind.TEXT,
            optional=True,
            flags=(PAGE,),
        ),
        Word(name="sweeps", summary="what discovery-sweep found, as a DataFrame", flags=(SWEPT,)),
        Word(
            name="writes",
            summary="files that dashboards changed, as a DataFrame",
            flags=(TEMPORARY,),
        ),
        Word(
            name="briefing",
            summary="what the curator said last, as a DataFrame",
            place=Kind.ITEM,
            optional=True,
            flags=(ANSWER, SNOOZE),
        ),
        Word(
            name="collab",
            summary="what waits for somebody, or one thread, as a DataFrame",
            place=Kind.THREAD,
            optional=True,
        ),
        Word(
            name="bulletin",
            summary="who runs what on the project now, as a DataFrame",
            flags=(ARCHIVED, ANNOUNCE, SCOPE, HEARTBEAT, RUN_STATUS),
        ),
        Word(
            name="memory",
            summary="what is kept from one session to the next, as a DataFrame",
            place=Kind.TEXT,
            optional=True,
            flags=(FINDINGS, SIGNALS, ATTENTION),
        ),
        Word(name="health", summary="how the project stands, as a DataFrame", flags=(TAKE,)),
        Word(
            name="allow-run",
            summary="switch runs on or off, for all faces",
            place=Kind.SWITCH,
        ),
        Word(name="help", summary="this, or more on one word", place=Kind.WORD, optional=True),
    )
}


CELL_WORDS = {
    word.name: word
    for word in (
        Word(
            magic="%%attune",
            name="workflow",
            summary="check the workflow in the cell, keep it and show its graph",
            place=Kind.GRAPH,
            flags=(RUN, REHEARSE, RESULTS, KEY, NO_WAIT, CHECK),
            values=True,
        ),
        Word(
            magic="%%attune",
            name="action",
            summary="keep the code in the cell as an action",
            place=Kind.GRAPH,
            flags=(RUNTIME, PARAMETER, OUTPUT, RUN, NO_WAIT, CHECK),
            values=True,
        ),
    )
}
"""What can be said after `%%attune`: it is about what stands in the cell."""


def parse(line: str, words: Mapping[str, Word] = WORDS) -> Asked:
    """`line` taken apart. Invalid, in one line, if it makes no sense."""
    tokens = _tokens(line)
    name = tokens.pop(0) if tokens else "help"
    if name not in words:
        magic = next(iter(words.values())).magic
        hint = nearest(name, words) or "; `%attune help` lists what there is"
        raise _refused("word", f"{magic} has no word {name!r}{hint}")
    word = words[name]
    at, text = None, []
    flags: dict[str, str] = {}
    values: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    rest = iter(tokens)
    for token in rest:
        if token.startswith("-") and len(token) > 1 and not _is_number(token):
            flag, value = _flag(word, token, rest)
            flags[flag.name.removeprefix("--")] = value
            if flag.several:
                several.setdefault(flag.name.removeprefix("--"), []).append(value)
        elif word.values and at is not None and "=" in token:
            key, _, value = token.partition("=")
            if key in values:
                raise _refused(key, f"{key}: it is given twice")
            values[key] = value
        elif word.place is not None and at is None:
            at = token
        elif word.text:
            text.append(token)
        else:
            raise _refused("line", f"{token!r} makes no sense here: {word.usage}")
    if at is None and word.place is not None and not word.optional:
        raise _refused(word.place.value, f"{word.place.value} is missing: {word.usage}")
    said = " ".join(text) if text else None
    return Asked(word=word, at=at, flags=flags, values=values, several=several, text=said)


def _tokens(line: str) -> list[str]:
    return [_unquoted(token) for token in TOKEN.findall(line)]


def _unquoted(token: str) -> str:
    """`token` without the quotation marks around it, or around what follows its first `=`."""
    head, equals, tail = ("", "", token) if token[0] in "\"'" else token.partition("=")
    if not tail or tail[0] not in "\"'":
        return token
    if len(tail) < 2 or tail[-1] != tail[0]:
        raise _refused("line", f"a quotation mark is not closed: {token}")
    return f"{head}{equals}{tail[1:-1]}"


def _flag(word: Word, token: str, rest: Iterator[str]) -> tuple[Flag, str]:
    name, equals, value = token.partition("=")
    known = {each: flag for flag in word.flags for each in (flag.name, flag.short) if each}
    if name not in known:
        there_are = ", ".join(flag.name for flag in word.flags) or "none"
        hint = nearest(name, known) or f"; there are: {there_are}"
        raise _refused(name, f"{word.magic} {word.name} has no option {name}{hint}")
    flag = known[name]
    if flag.kind is None:
        if equals:
            raise _refused(name, f"{name} takes no value")
        return flag, ""
    if not equals:
        value = next(rest, "")
    if not value:
        raise _refused(name, f"{name} needs a value: {flag.help}")
    return flag, value


def _is_number(token: str) -> bool:
    return token.removeprefix("-").isdecimal()


def _refused(name: str, message: str) -> Invalid:
    return Invalid(message, problems={name: message})
