"""A workflow is drawn: boxes, arrows and what is written on them."""

from attune_ops_nb.logic.workflows import drawing
from attune_ops_nb.logic.workflows.graph import EdgeKind, NodeKind, WorkflowGraph, graph
from attune_ops_nb.logic.workflows.reading import load

TEXT = """\
version: 1.0.0
tasks:
- name: build
  action: core.echo
  input: {message: x}
  next:
  - {when: '{{ succeeded() }}', do: [check], publish: [image]}
  - {when: failed(), do: [fail]}
- name: check
  action: core.noop
  join: all
  next:
  - {when: 'result().code > 0', do: [build], label: once more}
  - {do: [done]}
- {name: done, action: core.noop, with_items: '{{ [1] }}'}
"""


def drawn(text: str = TEXT) -> WorkflowGraph:
    """The graph of a workflow file."""
    return graph(load(text))


def test_tasks_and_orders_are_boxes():
    kinds = [(node.label, node.kind) for node in drawn().nodes]
    assert kinds == [
        ("build", NodeKind.TASK),
        ("check", NodeKind.TASK),
        ("done", NodeKind.TASK),
        ("fail", NodeKind.COMMAND),
    ]


def test_an_arrow_says_on_what_condition_it_is_taken():
    kinds = [(edge.target.partition("@")[0], edge.kind) for edge in drawn().edges]
    assert kinds == [
        ("check", EdgeKind.SUCCEEDED),
        ("command:fail", EdgeKind.FAILED),
        ("build", EdgeKind.CONDITION),
        ("done", EdgeKind.ALWAYS),
    ]


def test_an_arrow_is_labelled_as_its_author_says_or_by_its_condition():
    assert [edge.label for edge in drawn().edges] == ["succeeded", "failed", "once more", None]


def test_an_arrow_that_closes_a_circle_is_marked():
    found = drawn("version: '1'\ntasks: [{name: a, action: a.b, next: [{do: [a]}]}]")
    assert [edge.back for edge in [*found.edges, *drawn().edges]] == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_chain_of_thousands_is_drawn():
    tasks = [
        {"name": f"t{n}", "action": "core.noop", "next": [{"do": f"t{n + 1}"}]} for n in range(3000)
    ]
    last = {"name": "t3000", "action": "core.noop"}
    assert len(graph(load({"version": "1", "tasks": [*tasks, last]})).edges) == 3000


def test_a_terminal_shows_where_each_task_leads():
    assert drawing.text(drawn()).splitlines() == [
        "build  core.echo",
        "  ├─ ✓ check [succeeded]  sets image",
        "  └─ ✗ fail [failed]",
        "check  core.noop  (join all)",
        "  ├─ ? build [once more]  ↺",
        "  └─ done",
        "done  core.noop  (for each item)",
    ]


def test_what_a_name_says_is_never_markup_of_mermaid():
    name = '<b>"]'
    text = drawing.mermaid(drawn(f"version: '1'\ntasks: [{{name: '{name}', action: a.b}}]"))
    assert text.splitlines()[1] == '    n0["#60;b#62;#34;]<br/><small>a.b</small>"]'


def test_graphviz_gets_its_own_quotes():
    text = drawing.dot(drawn("version: '1'\ntasks: [{name: 'a\"b', action: a.b}]"))
    assert r'"a\"b" [label="a\"b\na.b"];' in text
