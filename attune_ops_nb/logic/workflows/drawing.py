"""Drawing: a graph as text for a terminal, for Mermaid and for Graphviz."""

from collections.abc import Callable, Iterator

from attune_ops_nb.logic.workflows.graph import (
    EdgeKind,
    GraphEdge,
    GraphNode,
    NodeKind,
    WorkflowGraph,
)

ARROWS = {
    EdgeKind.SUCCEEDED: "✓",
    EdgeKind.FAILED: "✗",
    EdgeKind.TIMED_OUT: "⏱",
    EdgeKind.ALWAYS: "",
    EdgeKind.CONDITION: "?",
}
DOT_COLORS = {
    EdgeKind.SUCCEEDED: "forestgreen",
    EdgeKind.FAILED: "firebrick",
    EdgeKind.TIMED_OUT: "darkorange",
}


def text(graph: WorkflowGraph) -> str:
    """Each task with where it leads, a line for each way."""
    labels = {node.id: node.label for node in graph.nodes}
    leaving: dict[str, list[GraphEdge]] = {}
    for edge in graph.edges:
        leaving.setdefault(edge.source, []).append(edge)
    lines: list[str] = []
    for node in graph.nodes:
        if node.kind is NodeKind.TASK:
            lines.append(_task_line(node))
            ways = leaving.get(node.id, [])
            lines += [_way(edge, labels, edge is ways[-1]) for edge in ways]
    return "\n".join(lines)


def mermaid(graph: WorkflowGraph) -> str:
    """A flowchart of Mermaid."""
    ids = {node.id: f"n{place}" for place, node in enumerate(graph.nodes)}
    lines = ["flowchart TD"]
    lines += [f"    {ids[node.id]}{_mermaid_box(node)}" for node in graph.nodes]
    for edge in graph.edges:
        label = f'|"{_mermaid_text(edge.label)}"|' if edge.label else ""
        arrow = "-.->" if edge.back else "-->"
        lines.append(f"    {ids[edge.source]} {arrow}{label} {ids[edge.target]}")
    return "\n".join(lines)


def dot(graph: WorkflowGraph) -> str:
    """A digraph of Graphviz."""
    return "\n".join(["digraph workflow {", *_dot_lines(graph), "}"])


FORMS: dict[str, Callable[[WorkflowGraph], str]] = {"text": text, "mermaid": mermaid, "dot": dot}


def _task_line(node: GraphNode) -> str:
    marks = [
        "first" if node.first else "",
        f"join {node.join}" if node.join else "",
        "for each item" if node.items else "",
        "retries" if node.retries else "",
    ]
    said = ", ".join(mark for mark in marks if mark)
    return f"{node.label}  {node.action}{f'  ({said})' if said else ''}"


def _way(edge: GraphEdge, labels: dict[str, str], last: bool) -> str:
    branch = "└─" if last else "├─"
    label = f" [{edge.label}]" if edge.label else ""
    sets = f"  sets {', '.join(edge.publish)}" if edge.publish else ""
    back = "  ↺" if edge.back else ""
    mark = f"{ARROWS[edge.kind]} " if ARROWS[edge.kind] else ""
    return f"  {branch} {mark}{labels[edge.target]}{label}{sets}{back}"


def _mermaid_box(node: GraphNode) -> str:
    if node.kind is NodeKind.COMMAND:
        return f'(["{_mermaid_text(node.label)}"])'
    inner = _mermaid_text(node.label)
    if node.action:
        inner += f"<br/><small>{_mermaid_text(node.action)}</small>"
    return f'{{{{"{inner}"}}}}' if node.join else f'["{inner}"]'


def _mermaid_text(text: str) -> str:
    """Mermaid takes the codes of characters; a task's name must not become markup."""
    return "".join(
        letter if letter.isalnum() or letter in " ._-()=!,+*/%'[]:" else f"#{ord(letter)};"
        for letter in text
    )


def _dot_lines(graph: WorkflowGraph) -> Iterator[str]:
    yield "  rankdir=TB; node [shape=box, style=rounded];"
    for node in graph.nodes:
        shape = ", shape=plaintext" if node.kind is NodeKind.COMMAND else ""
        action = f"\n{node.action}" if node.action else ""
        yield f"  {_quoted(node.id)} [label={_quoted(node.label + action)}{shape}];"
    for edge in graph.edges:
        color = DOT_COLORS.get(edge.kind)
        marks = [f"label={_quoted(edge.label)}"] if edge.label else []
        marks += [f"color={color}"] if color else []
        marks += ["style=dashed"] if edge.back else []
        said = f" [{', '.join(marks)}]" if marks else ""
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{said};"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
