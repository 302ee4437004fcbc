"""Rows of the language's tables that nothing else holds: what a file may say, and what it means."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.mocks import Mock
from attune_ops_nb.logic.workflows import validation
from attune_ops_nb.logic.workflows.definition import Definition, Task
from attune_ops_nb.logic.workflows.reading import load
from attune_ops_nb.testing import rehearse

TASK = "version: 1\ntasks:\n- name: a\n  action: core.noop\n"
TWO = f"{TASK}  next: [{{do: [b]}}]\n- {{name: b, action: core.noop}}\n"


def errors(text: str) -> list[str]:
    return [each.text for each in validation.problems(text)]


def the_task(line: str) -> Task:
    return load(f"{TASK}  {line}\n").tasks[0]


@pytest.mark.parametrize("line", ["ref: ''", "label: ''", "ref:", "description: ''"])
def test_a_name_that_is_empty_is_none(line: str) -> None:
    found = load(f"{TASK}{line}\n")
    assert (found.ref, found.label, found.description) == ("", "", None)


def test_a_version_may_be_a_number() -> None:
    assert load(TASK.replace("version: 1", "version: 1.5")).version == "1.5"


@pytest.mark.parametrize("version", ["''", "'" + "1" * 51 + "'"])
def test_a_version_has_one_to_fifty_characters(version: str) -> None:
    text = TASK.replace("version: 1", f"version: {version}")
    assert errors(text) == ["version: it must have 1 to 50 characters"]


def test_what_is_not_said_has_the_value_that_the_table_gives() -> None:
    found = load(TASK)
    assert found == Definition(version="1", tasks=(Task(name="a", action="core.noop"),))
    assert (found.cancellation_policy, found.vars, found.tags) == ("allow_finish", (), ())
    assert (found.tasks[0].concurrency, found.tasks[0].join, found.tasks[0].retry) == (None,) * 3


@pytest.mark.parametrize("name", ["", "x" * 256])
def test_the_name_of_a_task_has_one_to_255_characters(name: str) -> None:
    text = TASK.replace("name: a", f"name: '{name}'")
    assert errors(text) == ["tasks.0.name: it must have 1 to 255 characters"]


@pytest.mark.parametrize("kind", ["action", "workflow"])
def test_a_task_may_say_that_it_is_an_action_or_a_workflow(kind: str) -> None:
    assert the_task(f"type: {kind}") == the_task("join:")


def test_a_task_is_of_no_other_type() -> None:
    told = ["tasks.a.type: it must be action, workflow or parallel, not loop"]
    assert errors(f"{TASK}  type: loop\n") == told


def test_a_task_must_say_what_it_runs() -> None:
    assert errors("version: 1\ntasks: [{name: a}]") == ["tasks.a: it has no action"]


@pytest.mark.parametrize(
    ("key", "bounds"),
    [("batch_size", "at least 1"), ("concurrency", "from 1 to 10000"), ("join", "at least 1")],
)
def test_a_number_of_executions_is_above_zero(key: str, bounds: str) -> None:
    assert errors(f"{TASK}  {key}: 0\n") == [f"tasks.a.{key}: it must be {bounds}, not 0"]


@pytest.mark.parametrize("count", [0, 101])
def test_a_task_is_tried_again_one_to_a_hundred_times(count: int) -> None:
    told = f"tasks.a.retry.count: it must be from 1 to 100, not {count}"
    assert errors(f"{TASK}  retry: {{count: {count}}}\n") == [told]


def test_the_longest_delay_is_not_shorter_than_the_first() -> None:
    told = ["tasks.a.retry.max_delay: it must not be less than delay, which is 5"]
    assert errors(f"{TASK}  retry: {{count: 1, delay: 5, max_delay: 4}}\n") == told


def test_a_backoff_has_one_of_three_names() -> None:
    (told,) = errors(f"{TASK}  retry: {{count: 1, backoff: linaer}}\n")
    assert "one of constant, linear, exponential, not linaer; did you mean linear?" in told


def test_on_error_is_an_older_word_for_when_a_task_is_tried_again() -> None:
    old, new = (the_task(f"retry: {{count: 1, {key}: failed()}}") for key in ("on_error", "when"))
    assert old == new


def test_how_an_arrow_is_drawn_means_nothing_to_the_run() -> None:
    drawn = "next: [{label: yes, color: red, __chart_meta__: {line_style: dashed}, do: [noop]}]"
    (transition,) = the_task(drawn).next
    assert (transition.do, transition.label, transition.when) == (("noop",), "yes", None)
    assert errors(f"{TASK}  {drawn}\n") == []


@pytest.mark.parametrize(
    "key", ["permission_set_refs", "worker_selector", "worker_tolerations", "worker_affinity"]
)
def test_what_has_no_effect_yet_is_told_and_stops_nothing(key: str) -> None:
    (told,) = validation.problems(f"{TASK}  {key}: []\n")
    assert (told.severity, told.message) == ("warning", "it has no effect yet")


def test_a_task_that_is_named_twice_in_one_transition_runs_once() -> None:
    assert rehearse(TWO.replace("[b]", "[b, b]")).sequence == ("a", "b")


@pytest.mark.parametrize("status", ["failed", "abandoned"])
def test_a_task_that_was_abandoned_has_failed(status: str) -> None:
    text = TWO.replace("{do: [b]}", "{when: failed(), do: [b]}")
    assert rehearse(text, results={"a": Mock(status=status)}).sequence == ("a", "b")


def test_what_was_published_is_known_under_four_names() -> None:
    text = TWO.replace("{do: [b]}", "{publish: [{x: 1}], do: [b]}")
    said = "{{ [x, workflow.x, vars.x, variables.x] }}"
    played = rehearse(f"{text}output_map: {{o: '{said}'}}\n")
    assert played.output == {"o": [1, 1, 1, 1]}


def test_a_name_of_the_language_hides_a_variable_of_that_name() -> None:
    text = (
        f"{TASK}vars: {{config: 1}}\noutput_map: {{o: '{{{{ [config.x, workflow.config] }}}}'}}\n"
    )
    assert rehearse(text, config={"x": 2}).output == {"o": [2, 1]}


def test_the_name_of_a_variable_is_letters_digits_and_dashes() -> None:
    assert errors(f"{TASK}vars: {{a-1_B: 1}}\n") == []
    (told,) = errors(f"{TASK}vars: {{'a b': 1}}\n")
    assert told == "vars: 'a b' is no name: it must be letters, digits, - and _"


def test_a_workflow_needs_a_task() -> None:
    with pytest.raises(Invalid, match="it must have at least one task"):
        load("version: 1\ntasks: []\n")
