"""Orquesta: a workflow of StackStorm's dialect, rewritten into ours.

What it says by `ctx()`, inputs as well as variables, are variables here; items run all at once
unless it says otherwise; where nothing follows, `continue` does; after a failure nothing begins.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from attune_ops_nb.logic.workflows import yaql
from attune_ops_nb.logic.workflows.forms import words
from attune_ops_nb.logic.workflows.problem import Problems
from attune_ops_nb.logic.workflows.written import Place, Written, changed, of

ITEMS = re.compile(r"(?P<names>\w+(?:\s*,\s*\w+)*)\s+in\s+(?P<list>(?:<%|\{\{).*)", re.DOTALL)
INLINE = re.compile(
    r"""\s*(?P<name>\w+)=(?P<value>
        <%.*?%> | \{\{.*?\}\} | "(?:[^"\\]|\\.)*" | '[^']*' | \[.*?\] | \{.*?\} | \S+
    )""",
    re.VERBOSE | re.DOTALL,
)
"""One of the `name=value` that may stand behind an action or in `publish`."""


def is_orquesta(root: Written) -> bool:
    """Whether the tasks are a mapping by name; ours are a list."""
    tasks = root.entries.get("tasks")
    return tasks is not None and isinstance(tasks.value, dict)


def native(root: Written, problems: Problems) -> Written:
    """The workflow as we would have written it."""
    return _Converter(problems).workflow(root)


class _Converter:
    """Converts one file; an expression that has no counterpart is noted, and kept."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._path = ""

    def workflow(self, root: Written) -> Written:
        tasks = root.entries["tasks"]
        inputs = dict(self._named(root.entries.get("input"), "input"))
        own = dict(self._named(root.entries.get("vars"), "vars"))
        results = dict(self._named(root.entries.get("output"), "output"))
        parameters = {name: _parameter(value) for name, value in inputs.items()}
        variables = {
            name: of(f"{{{{ parameters.{name} }}}}", value.place) for name, value in inputs.items()
        }
        listed = tuple(self._task(name, tasks) for name in tasks.entries)
        kept = {
            key: each
            for key, each in root.entries.items()
            if key not in {"input", "vars", "output", "notes", "name"}
        }
        return msgspec.structs.replace(
            root,
            value={
                "on_failure": of("stop", root.place),
                **kept,
                **_present("parameters", parameters, root.entries.get("input")),
                **_present("vars", {**variables, **own}, root.entries.get("vars")),
                **_present("output_map", results, root.entries.get("output")),
                "tasks": Written(value=listed, place=tasks.place),
            },
        )

    def _named(self, written: Written | None, path: str) -> Iterator[tuple[str, Written]]:
        """Names and values: of mappings in a list, or of one; a bare name has none."""
        self._path = path
        listed = () if written is None else written.items or (written,)
        for each in listed:
            if isinstance(each.value, str):
                yield each.value, of(None, each.place)
            elif isinstance(each.value, dict):
                for name, value in each.entries.items():
                    yield name, self._converted(value)
            elif each.value not in (None, ()):
                self._problems.error("it must be names, with or without values", each.place, path)

    def _task(self, name: str, tasks: Written) -> Written:
        task = tasks.entries[name]
        self._path = f"tasks.{name}"
        at = tasks.key(name)
        if not isinstance(task.value, dict):
            return of({"name": of(name, at), "action": task}, at)
        converted = {
            key: each if key in {"action", "next", "with"} else self._converted(each)
            for key, each in task.entries.items()
        }
        converted |= self._action(converted.pop("action", None), converted.get("input"))
        converted |= self._items(converted.pop("with", None))
        if "next" in converted:
            converted["next"] = self._transitions(converted["next"])
        if "retry" in converted and "when" in converted["retry"].entries:
            converted["retry"] = self._when(converted["retry"])
        return Written(value={"name": of(name, at), **converted}, place=task.place, keys=task.keys)

    def _action(self, action: Written | None, input: Written | None) -> dict[str, Written]:
        """An action, and the parameters that stand behind it."""
        if action is None:
            return {}
        if not isinstance(action.value, str) or " " not in action.value.strip():
            return {"action": action}
        ref, _, behind = action.value.strip().partition(" ")
        entries = {**self._inline(behind, action.place), **(input.entries if input else {})}
        return {
            "action": of(ref, action.place),
            "input": Written(value=entries, place=action.place),
        }

    def _items(self, items: Written | None) -> dict[str, Written]:
        """`with`: a list, or `x, y in` a list, or both of it with `concurrency`."""
        if items is None:
            return {}
        source = items.entries.get("items", items)
        limit = items.entries.get("concurrency") if "items" in items.entries else None
        found: dict[str, Written] = {}
        if isinstance(source.value, str):
            names = ITEMS.fullmatch(source.value.strip())
            if names is not None:
                each = [name.strip() for name in names["names"].split(",")]
                found["item_names"] = of(each, source.place)
                source = of(names["list"], source.place)
        listed = self._converted(source)
        found["with_items"] = listed
        found["concurrency"] = self._converted(limit) if limit else _all_of(listed)
        return found

    def _transitions(self, following: Written) -> Written:
        if not isinstance(following.value, tuple):
            return following
        made = tuple(self._transition(each) for each in following.items)
        return msgspec.structs.replace(following, value=made)

    def _transition(self, transition: Written) -> Written:
        if not isinstance(transition.value, dict):
            return transition
        targets = transition.entries.get("do")
        publish = transition.entries.get("publish")
        made = changed(
            transition,
            do=of(["continue"], transition.place) if targets is None else words(targets),
            publish=None if publish is None else self._publish(publish),
        )
        return self._when(made)

    def _when(self, written: Written) -> Written:
        """A condition; that a task has completed goes without saying."""
        when = written.entries.get("when")
        if when is None:
            return written
        converted = self._converted(when)
        if converted.value == "{{ true }}":
            kept = {key: each for key, each in written.entries.items() if key != "when"}
            return msgspec.structs.replace(written, value=kept)
        return changed(written, when=converted)

    def _publish(self, publish: Written) -> Written:
        if isinstance(publish.value, str):
            entries = self._inline(publish.value, publish.place)
            return of([{name: value} for name, value in entries.items()], publish.place)
        return self._converted(publish)

    def _inline(self, text: str, place: Place | None) -> dict[str, Written]:
        """What `name=value name=value` says."""
        found, end = {}, 0
        while match := INLINE.match(text, end):
            found[match["name"]] = self._converted(of(_inline_value(match["value"]), place))
            end = match.end()
        if text[end:].strip():
            what = f"{text[end:].strip()!r} must be name=value"
            self._problems.error(what, place, self._path)
        return found

    def _converted(self, written: Written) -> Written:
        """A value with its expressions as ours."""
        if isinstance(written.value, dict):
            entries = {key: self._converted(each) for key, each in written.entries.items()}
            return msgspec.structs.replace(written, value=entries)
        if isinstance(written.value, tuple):
            items = tuple(self._converted(each) for each in written.items)
            return msgspec.structs.replace(written, value=items)
        if not isinstance(written.value, str):
            return written
        try:
            return msgspec.structs.replace(written, value=yaql.template(written.value))
        except ValueError as error:
            self._problems.error(str(error), written.place, self._path)
            return written


def _parameter(value: Written) -> Written:
    default = {} if value.value is None else {"default": value}
    return Written(value=default, place=value.place)


def _present(name: str, entries: dict[str, Written], origin: Written | None) -> dict[str, Written]:
    place = None if origin is None else origin.place
    return {name: Written(value=entries, place=place)} if entries else {}


def _all_of(items: Written) -> Written:
    """As many at a time as there are."""
    if isinstance(items.value, str) and items.value.startswith("{{"):
        return of(f"{{{{ length({items.value[2:-2].strip()}) }}}}", items.place)
    return of(max(1, len(items.items)), items.place)


def _inline_value(text: str) -> Any:
    if text[0] == text[-1] == "'" and len(text) > 1:
        return text[1:-1]
    try:
        return json.loads(text)
    except ValueError:
        return text
