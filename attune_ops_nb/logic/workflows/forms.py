"""Forms: what a workflow file may say in several ways, brought into one.

Afterwards every task leads on by `next` alone, `publish` is a list of mappings with one key, `do`
is a list, and a task that is a group of parallel tasks is a join of them.
"""

from collections.abc import Iterable, Mapping

import msgspec

from attune_ops_nb.logic.workflows.problem import Problems
from attune_ops_nb.logic.workflows.written import Place, Written, changed, of

SUCCEEDED = "{{ succeeded() }}"
BY_OUTCOME = {
    "on_success": SUCCEEDED,
    "on_failure": "{{ failed() }}",
    "on_complete": None,
    "on_timeout": "{{ timed_out() }}",
}
OLDER = frozenset({*BY_OUTCOME, "decision"})
"""Keys that say what `next` says."""


def one_form(root: Written, problems: Problems) -> Written:
    """The workflow `root` in the one form."""
    vars, output_map = (_mapping(root.entries.get(name)) for name in ("vars", "output_map"))
    tasks = root.entries.get("tasks")
    if tasks is None or not isinstance(tasks.value, tuple):
        return changed(root, vars=vars, output_map=output_map)
    flat = msgspec.structs.replace(tasks, value=tuple(_flat(tasks.items, problems)))
    return changed(root, vars=vars, output_map=output_map, tasks=flat)


def words(written: Written) -> Written:
    """A text as the list of the names that it has between commas."""
    if not isinstance(written.value, str):
        return written
    names = [each.strip() for each in written.value.split(",")]
    return of([each for each in names if each], written.place)


def _mapping(written: Written | None) -> Written | None:
    """A list of mappings as one mapping, in its order."""
    if written is None or not isinstance(written.value, tuple):
        return written
    entries: dict[str, Written] = {}
    keys: dict[str, Place] = {}
    for each in written.items:
        if not isinstance(each.value, dict):
            return written  # whoever reads it says what is wrong
        entries |= each.entries
        keys.update(each.keys)
    return msgspec.structs.replace(written, value=entries, keys=keys)


def _flat(tasks: Iterable[Written], problems: Problems) -> list[Written]:
    """The tasks, with those of parallel groups beside them."""
    groups: dict[str, list[Written]] = {}
    waiting = [_one_task(task, problems) for task in tasks]
    flat = []
    while waiting:
        task = waiting.pop(0)
        if _word(task, "type") == "parallel" and isinstance(_tasks(task).value, tuple):
            members = [_one_task(each, problems) for each in _tasks(task).items]
            groups[_word(task, "name")] = members
            waiting[:0] = [*members, _joined(task, members, problems)]
        else:
            flat.append(task)
    if not groups:
        return flat
    firsts = {name: list(_firsts(name, groups)) for name in groups}
    owners = {_word(each, "name"): name for name, members in groups.items() for each in members}
    return [_arriving(_redirected(task, firsts), owners) for task in flat]


def _tasks(task: Written) -> Written:
    return task.entries.get("tasks", of(None))


def _joined(task: Written, members: list[Written], problems: Problems) -> Written:
    """A group as the task that waits for its members."""
    for name in ("join", "action", "with_items"):
        if name in task.entries:
            path = f"tasks.{_word(task, 'name')}.{name}"
            problems.error("a task of type parallel cannot have it", task.key(name), path)
    whole = changed(task, type="action", action="core.noop", join=max(1, len(members)))
    kept = {name: each for name, each in whole.entries.items() if name != "tasks"}
    return msgspec.structs.replace(whole, value=kept)


def _firsts(name: str, groups: Mapping[str, list[Written]]) -> Iterable[str]:
    """What begins when the group begins."""
    for member in groups[name]:
        inner = _word(member, "name")
        if inner in groups and inner != name:
            yield from _firsts(inner, groups)
        else:
            yield inner


def _redirected(task: Written, firsts: Mapping[str, list[str]]) -> Written:
    """What led to a group leads to its members."""
    following = task.entries.get("next")
    if following is None or not following.items:
        return task
    transitions = []
    for transition in following.items:
        targets = transition.entries.get("do")
        if targets is not None and targets.items:
            spread = [
                of(name, target.place)
                for target in targets.items
                for name in firsts.get(str(target.value), [str(target.value)])
            ]
            transition = changed(transition, do=of(spread, targets.place))
        transitions.append(transition)
    return changed(task, next=msgspec.structs.replace(following, value=tuple(transitions)))


def _arriving(task: Written, owners: Mapping[str, str]) -> Written:
    """A member of a group leads to the group as well, if it succeeds."""
    owner = owners.get(_word(task, "name"))
    if owner is None:
        return task
    following = task.entries.get("next", of([], task.place))
    arrival = of({"when": SUCCEEDED, "do": [owner]}, task.place)
    return changed(task, next=msgspec.structs.replace(following, value=(*following.items, arrival)))


def _one_task(task: Written, problems: Problems) -> Written:
    if not isinstance(task.value, dict):
        return task
    following = task.entries.get("next")
    older = [name for name in OLDER if name in task.entries]
    if following is not None and following.value not in (None, ()):
        if not isinstance(following.value, tuple):
            return task
        for name in older:
            path = f"tasks.{_word(task, 'name')}.{name}"
            problems.warn("it is ignored, for there is a next", task.key(name), path)
        transitions = [_one_transition(each) for each in following.items]
    else:
        _check_decision(task, problems)
        transitions = [*_by_outcome(task), *_decided(task)]
    place = task.place if following is None else following.place
    rest = {name: None for name in [*older, "publish"]}
    kept = {name: each for name, each in task.entries.items() if name not in rest}
    transitions = _publishing(task, transitions)
    whole = of(transitions, place)
    return msgspec.structs.replace(task, value={**kept, "next": whole} if transitions else kept)


def _one_transition(transition: Written) -> Written:
    if not isinstance(transition.value, dict):
        return transition
    targets, publish = (transition.entries.get(name) for name in ("do", "publish"))
    return changed(
        transition,
        do=None if targets is None else words(targets),
        publish=None if publish is None else _publishes(publish),
    )


def _by_outcome(task: Written) -> Iterable[Written]:
    for name, when in BY_OUTCOME.items():
        target = task.entries.get(name)
        if target is not None and target.value is not None:
            yield _transition(when, target)


def _check_decision(task: Written, problems: Problems) -> None:
    decision = task.entries.get("decision")
    if decision is None or decision.value is None:
        return
    path = f"tasks.{_word(task, 'name')}.decision"
    if not isinstance(decision.value, tuple):
        problems.error("it must be a list of branches, with when and next", decision.place, path)
    for place, branch in enumerate(decision.items):
        if not isinstance(branch.value, dict):
            problems.error(
                "it must be a mapping, with when and next", branch.place, f"{path}.{place}"
            )

    defaults = [each for each in decision.items if _is_default(each)]
    for other in defaults[1:]:
        problems.error("only one branch can be the default", other.place, path)


def _is_default(branch: Written) -> bool:
    return branch.entries.get("default", of(False)).value is True


def _decided(task: Written) -> Iterable[Written]:
    """One transition for each branch; the default is taken if no other is."""
    decision = task.entries.get("decision")
    listed = decision.items if decision is not None else ()
    branches = [each for each in listed if isinstance(each.value, dict)]
    others = [str(when.value) for each in branches if (when := each.entries.get("when"))]
    for branch in branches:
        target = branch.entries.get("next", of(None, branch.place))
        when = branch.entries.get("when")
        if when is not None:
            yield _transition(str(when.value), target, when)
        elif _is_default(branch) and others:
            none = " and ".join(f"not ({_bare(each)})" for each in others)
            yield _transition(f"{{{{ {none} }}}}", target)
        else:
            yield _transition(None, target)


def _transition(when: str | None, target: Written, at: Written | None = None) -> Written:
    condition = None if when is None else of(when, (at or target).place)
    entries = {"when": condition, "do": of([target], target.place)}
    kept = {name: each for name, each in entries.items() if each is not None}
    return Written(value=kept, place=target.place)


def _publishing(task: Written, transitions: list[Written]) -> list[Written]:
    """What the task itself publishes goes to where it succeeds."""
    publish = task.entries.get("publish")
    if publish is None or publish.value is None:
        return transitions
    own = _publishes(publish)
    succeeds = [
        place for place, each in enumerate(transitions) if "succeeded()" in _word(each, "when")
    ]
    if not transitions:
        return [Written(value={"when": of(SUCCEEDED), "publish": own}, place=publish.place)]
    chosen = succeeds[0] if succeeds else 0
    before = transitions[chosen].entries.get("publish", of([], publish.place))
    both = msgspec.structs.replace(before, value=(*before.items, *own.items))
    transitions[chosen] = changed(transitions[chosen], publish=both)
    return transitions


def _publishes(publish: Written) -> Written:
    """A list of mappings with one key; a bare name publishes the whole result."""
    listed = publish.items if isinstance(publish.value, tuple) else (publish,)
    found: list[Written] = []
    for each in listed:
        if isinstance(each.value, dict):
            found += [
                Written(value={name: value}, place=each.key(name), keys=each.keys)
                for name, value in each.entries.items()
            ]
        elif isinstance(each.value, str):
            found.append(of({each.value: "{{ result() }}"}, each.place))
        else:
            found.append(each)
    return Written(value=tuple(found), place=publish.place)


def _bare(condition: str) -> str:
    """A condition without its braces."""
    text = condition.strip()
    whole = text.startswith("{{") and text.endswith("}}")
    return text[2:-2].strip() if whole else text


def _word(written: Written, name: str) -> str:
    found = written.entries.get(name)
    return found.value if found is not None and isinstance(found.value, str) else ""
