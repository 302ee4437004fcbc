"""Native: a workflow file in its one form, read into a definition."""

import re
from typing import Any, Literal

from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.logic.pack_yaml import PART_REF
from attune_ops_nb.logic.workflows.definition import (
    COMMANDS,
    MOST_AT_A_TIME,
    MOST_RETRIES,
    Backoff,
    CancellationPolicy,
    Definition,
    OnFailure,
    Publish,
    Retry,
    Task,
    Transition,
)
from attune_ops_nb.logic.workflows.fields import Fields, named
from attune_ops_nb.logic.workflows.forms import OLDER
from attune_ops_nb.logic.workflows.problem import Problems
from attune_ops_nb.logic.workflows.written import Written

VARIABLE = re.compile(r"[A-Za-z0-9_-]+")
ACTION = re.compile(r"[^\s.]+(\.[^\s.]+)+")
RESERVED = frozenset(
    {
        *("parameters", "vars", "variables", "workflow", "task", "tasks", "system", "config"),
        *("keystore", "kv", "pack", "item", "batch", "index"),
    }
)
"""Names that mean something in expressions."""
WORKFLOW_KEYS = (*Definition.__struct_fields__, "__chart_meta__")
TASK_KEYS = (
    *Task.__struct_fields__,
    *OLDER,
    *("publish", "when", "type", "tasks", "label", "description", "__chart_meta__"),
)
WITHOUT_EFFECT = frozenset(
    {
        *("permission_set_ref", "permission_set_refs", "worker_selector"),
        *("worker_tolerations", "worker_affinity"),
    }
)
LONGEST_NAME = 255


def definition(root: Written, problems: Problems) -> Definition:
    """The definition; if there are problems it has gaps."""
    fields = Fields(root, "", problems)
    fields.only(WORKFLOW_KEYS)
    found = Definition(
        ref=_ref(fields),
        label=fields.text("label") or "" if _says(root, "label") else "",
        description=fields.text("description") if _says(root, "description") else None,
        version=_version(fields),
        parameters=_schema(fields, "parameters"),
        output=_schema(fields, "output"),
        vars=_variables(fields, "vars"),
        tasks=_tasks(fields, problems),
        output_map=tuple(fields.mapping("output_map").items()),
        tags=fields.texts("tags"),
        cancellation_policy=fields.choice(
            "cancellation_policy", CancellationPolicy, CancellationPolicy.ALLOW_FINISH
        ),
        on_failure=fields.choice("on_failure", OnFailure, OnFailure.GO_ON),
        timeout=fields.number("timeout", positive=True),
    )
    _check_names(fields, found, problems)
    return found


def _ref(fields: Fields) -> str:
    """A pack and a name, or only a name: then it is written here."""
    found = (fields.text("ref") or "") if _says(fields.written, "ref") else ""
    whole = found if "." in found else f"adhoc.{found}"
    if found and PART_REF.fullmatch(whole) is None:
        what = f"{found!r} must be a pack and a name of lower-case letters, digits, - and _"
        fields.refuse("ref", what)
    return found


def _says(root: Written, name: str) -> bool:
    """Whether there is more than an empty text."""
    found = root.entries.get(name)
    return found is not None and found.value != ""


def _version(fields: Fields) -> str:
    found = fields.given("version")
    if found is not None and type(found.value) in (int, float):
        return str(found.value)
    return fields.text("version", required=True, longest=50) or ""


def _schema(fields: Fields, name: str) -> dict[str, Any]:
    found = fields.mapping(name)
    for path, what in schemas.flaws(found):
        fields.refuse(name, what, *path)
    if schemas.json_schema(found) is not found:
        for each in found:
            if not isinstance(found[each], dict):
                fields.warn(name, "it says nothing of the parameter, and is ignored", each)
    return found


def _variables(fields: Fields, name: str) -> tuple[tuple[str, Any], ...]:
    found = fields.mapping(name)
    for each in found:
        if VARIABLE.fullmatch(each) is None:
            fields.refuse(name, f"{each!r} is no name: it must be letters, digits, - and _")
        elif each in RESERVED:
            fields.warn(name, f"{each} means something else in expressions: say workflow.{each}")
    return tuple(found.items())


def _tasks(fields: Fields, problems: Problems) -> tuple[Task, ...]:
    listed = fields.list("tasks")
    if fields.given("tasks") is None:
        fields.refuse(None, "it has no tasks")
    elif not listed and isinstance(fields.written.entries["tasks"].value, tuple):
        fields.refuse("tasks", "it must have at least one task")
    return tuple(_task(each, place, problems) for place, each in enumerate(listed))


def _task(written: Written, place: int, problems: Problems) -> Task:
    fields = Fields(written, f"tasks.{_shown(written, place)}", problems)
    fields.only(TASK_KEYS, WITHOUT_EFFECT)
    return Task(
        name=fields.text("name", required=True, longest=LONGEST_NAME) or "",
        action=_action(fields),
        input=fields.mapping("input"),
        next=_transitions(fields, problems),
        retry=_retry(fields, problems),
        timeout=fields.number("timeout", positive=True),
        delay=_number_or_expression(fields, "delay"),
        with_items=_items(fields),
        item_names=fields.texts("item_names"),
        concurrency=_whole_or_expression(fields, "concurrency", 1, MOST_AT_A_TIME),
        batch_size=fields.whole("batch_size", 1),
        join=_join(fields),
    )


def _shown(written: Written, place: int) -> str:
    """The name of a task as a part of a path; its place, if it has none that fits one."""
    name = written.at(["name"]).value
    fits = isinstance(name, str) and name.isprintable() and 0 < len(name) <= LONGEST_NAME
    return str(name) if fits else str(place)


def _action(fields: Fields) -> str:
    if fields.given("when") is not None:
        fields.warn("when", "it has no effect; put the condition where a task leads here")
    kind = fields.text("type") or "action"
    if kind == "parallel":
        fields.refuse(None, "it is parallel, and has no tasks")
        return ""
    if kind not in ("action", "workflow"):
        fields.refuse("type", f"it must be action, workflow or parallel, not {kind}")
    found = fields.text("action", required=True) or ""
    if found and ACTION.fullmatch(found) is None:
        fields.refuse("action", f"{found!r} must be a pack and a name, like core.echo")
    return found


def _items(fields: Fields) -> Any:
    found = fields.given("with_items")
    if found is None:
        return None
    if isinstance(found.value, str) and "{{" not in found.value:
        fields.refuse("with_items", f"it must be a list or an expression, not {found.value!r}")
    return found.plain


def _join(fields: Fields) -> int | Literal["all"] | None:
    found = fields.given("join")
    if found is not None and found.value == "all":
        return "all"
    if found is not None and isinstance(found.value, str):
        fields.refuse("join", f"it must be a whole number or all, not {found.value!r}")
        return None
    return fields.whole("join", 1)


def _number_or_expression(fields: Fields, name: str) -> float | str | None:
    return fields.text(name) if fields.is_expression(name) else fields.number(name)


def _whole_or_expression(
    fields: Fields, name: str, least: int, most: int | None = None
) -> int | str | None:
    return fields.text(name) if fields.is_expression(name) else fields.whole(name, least, most)


def _transitions(fields: Fields, problems: Problems) -> tuple[Transition, ...]:
    return tuple(
        _transition(Fields(each, f"{fields.at('next')}.{place}", problems), problems)
        for place, each in enumerate(fields.list("next"))
    )


def _transition(fields: Fields, problems: Problems) -> Transition:
    fields.only((*Transition.__struct_fields__, "color", "__chart_meta__"))
    return Transition(
        when=_condition(fields, "when"),
        publish=_publishes(fields),
        do=fields.texts("do"),
        label=_label(fields, problems),
    )


def _label(fields: Fields, problems: Problems) -> str | None:
    drawn = fields.given("__chart_meta__")
    if drawn is not None and "label" in drawn.entries:
        return Fields(drawn, fields.at("__chart_meta__"), problems).text("label")
    return fields.text("label")


def _condition(fields: Fields, name: str) -> str | None:
    found = fields.given(name)
    if found is not None and isinstance(found.value, bool):
        return "true" if found.value else "false"
    return fields.text(name)


def _publishes(fields: Fields) -> tuple[Publish, ...]:
    found = []
    for place, each in enumerate(fields.list("publish")):
        if len(each.entries) != 1:
            what = f"it must be a name and a value, not {named(each.value)}"
            fields.refuse("publish", what, str(place))
        for name, value in each.entries.items():
            if VARIABLE.fullmatch(name) is None:
                what = f"{name!r} is no name: it must be letters, digits, - and _"
                fields.refuse("publish", what, str(place))
            found.append(Publish(name=name, value=value.plain))
    return tuple(found)


def _retry(fields: Fields, problems: Problems) -> Retry | None:
    found = fields.given("retry")
    if found is None:
        return None
    own = Fields(found, fields.at("retry"), problems)
    own.only((*Retry.__struct_fields__, "on_error"))
    count = _whole_or_expression(own, "count", 1, MOST_RETRIES)
    if isinstance(found.value, dict) and "count" not in found.entries:
        own.refuse(None, "it has no count")
    delay = _number_or_expression(own, "delay") or 0
    max_delay = own.number("max_delay")
    if max_delay is not None and not isinstance(delay, str) and max_delay < delay:
        own.refuse("max_delay", f"it must not be less than delay, which is {delay:g}")
    return Retry(
        count=count or 1,
        delay=delay,
        backoff=own.choice("backoff", Backoff, Backoff.CONSTANT),
        max_delay=max_delay,
        when=_condition(own, "when") or _condition(own, "on_error"),
    )


def _check_names(fields: Fields, found: Definition, problems: Problems) -> None:
    """Names stand once, are not reserved, and whatever is led to is there."""
    first: dict[str, Written] = {}
    for order, (task, written) in enumerate(zip(found.tasks, fields.list("tasks"), strict=True)):
        where, path = written.at(["name"]).place, f"tasks.{_shown(written, order)}.name"
        if task.name in first:
            before = first[task.name].place
            line = "" if before is None else f", on line {before.line}"
            problems.error(f"there is a task {task.name} already{line}", where, path)
        elif task.name in COMMANDS:
            problems.error(f"{task.name} is an order to the engine, and no name", where, path)
        elif task.name in RESERVED:
            problems.error(f"{task.name} means something in expressions", where, path)
        elif not task.name.isprintable():
            problems.error("it has a character that cannot be shown", where, path)
        first.setdefault(task.name, written.at(["name"]))
    for task, written in zip(found.tasks, fields.list("tasks"), strict=True):
        _check_targets(task, written, first, problems)


def _check_targets(
    task: Task, written: Written, known: dict[str, Written], problems: Problems
) -> None:
    for place, transition in enumerate(task.next):
        for order, target in enumerate(transition.do):
            if target not in known and target not in COMMANDS:
                hint = nearest(target, [*known, *COMMANDS])
                at = written.at(["next", str(place), "do", str(order)])
                path = f"tasks.{task.name}.next.{place}.do"
                problems.error(f"there is no task {target}{hint}", at.place, path)
