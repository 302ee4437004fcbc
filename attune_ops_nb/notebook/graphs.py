"""Graphs: a workflow as a picture that a saved notebook keeps, and how far it came if it runs.

Drawn with no library and no network. Colours are those of JupyterLab's theme where there is one,
else they follow the light or dark scheme of whoever looks.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.logic.workflow_state import StepShown, WorkflowState
from attune_ops_nb.logic.workflows import drawing
from attune_ops_nb.logic.workflows.definition import COMMANDS
from attune_ops_nb.logic.workflows.graph import (
    EdgeKind,
    GraphEdge,
    GraphNode,
    NodeKind,
    WorkflowGraph,
)
from attune_ops_nb.notebook import layers

BOX, TALL = 190, 44
ACROSS, DOWN = 226, 96
"""From the middle of one box to that of the next."""
MARGIN, LANE = 20, 16
"""Around all of it, and on the right for each way that leads back."""
MOST_NODES = 80
"""Boxes that are drawn; of more, only the text is shown."""
LETTERS, LABEL = 26, 20
STYLE = """
.attune-graph{--ink:var(--jp-ui-font-color1,#1f1f1f);--faint:var(--jp-ui-font-color2,#5a5a5a);
--rule:var(--jp-border-color1,#bdbdbd);--paper:var(--jp-layout-color0,#ffffff);
--box:var(--jp-layout-color1,#ffffff);--good:#1d7f45;--bad:#c4342b;--late:#b06000;--busy:#2866c2;
font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:12px}
@media (prefers-color-scheme:dark){.attune-graph{--ink:var(--jp-ui-font-color1,#e8e8e8);
--faint:var(--jp-ui-font-color2,#b0b0b0);--rule:var(--jp-border-color1,#666666);
--paper:var(--jp-layout-color0,#111111);--box:var(--jp-layout-color1,#1c1c1c);
--good:#4cc07f;--bad:#ff7a70;--late:#e0a040;--busy:#6ba6ff}}
.attune-graph text{fill:var(--ink)}.attune-graph .faint{fill:var(--faint);font-size:11px}
.attune-graph .box{fill:var(--box);stroke:var(--rule);stroke-width:1.2}
.attune-graph .succeeded{stroke:var(--good)}.attune-graph .failed{stroke:var(--bad)}
.attune-graph .timed_out{stroke:var(--late)}.attune-graph .active{stroke:var(--busy)}
.attune-graph .way{fill:none;stroke:var(--faint);stroke-width:1.3}
.attune-graph .way.succeeded{stroke:var(--good)}.attune-graph .way.failed{stroke:var(--bad)}
.attune-graph .way.timed_out{stroke:var(--late)}.attune-graph .way.back{stroke-dasharray:5 4}
.attune-graph .tip{fill:var(--faint);stroke:none}.attune-graph .tip.succeeded{fill:var(--good)}
.attune-graph .tip.failed{fill:var(--bad)}.attune-graph .tip.timed_out{fill:var(--late)}
.attune-graph .label{fill:var(--faint);font-size:11px;paint-order:stroke;stroke:var(--paper);
stroke-width:8px;stroke-linejoin:round}.attune-graph .ran{stroke-width:2.4}
"""
MARKS = {
    "succeeded": "✓",
    "failed": "✗",
    "timed_out": "⏱",
    "cancelled": "■",
    "active": "▸",
    "waiting": "…",
    "held": "‖",
}


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A workflow as a picture and as text. It shows itself in a notebook; `save` makes a file."""

    graph: WorkflowGraph
    title: str = ""
    steps: Sequence[StepShown] = ()

    @property
    def svg(self) -> str:
        """The picture, whole in itself."""
        return _svg(self)

    @property
    def text(self) -> str:
        """Each task with where it leads."""
        return drawing.text(self.graph)

    def save(self, path: Path | str) -> Path:
        """Write it as an SVG file."""
        target = Path(path)
        target.write_text(self.svg, encoding="utf-8")
        return target

    def html(self) -> str:
        """The picture, and the text for those to whom pictures are not shown."""
        words = f"<pre style='margin:0.3em 0'>{escape(self.text)}</pre>"
        if len(self.graph.nodes) > MOST_NODES:
            return words
        return f"{self.svg}<details><summary>as text</summary>{words}</details>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text}


def of_state(state: WorkflowState) -> Drawing:
    """How far a workflow came."""
    return Drawing(graph=state.graph, steps=[each for each in state.steps if not each.superseded])


def _svg(drawn: Drawing) -> str:
    graph, came = drawn.graph, _came(drawn.steps)
    arrows = _arrows(graph)
    found = layers.layout(
        [node.id for node in graph.nodes],
        [(each.source, each.target) for each in arrows if not each.back],
    )
    lanes = [each for each in arrows if each.back]
    right = MARGIN + (found.width - 1) * ACROSS + BOX
    wide = right + MARGIN + LANE * len(lanes)
    tall = MARGIN + _y(found.depth - 1) + TALL + (MARGIN if lanes else 0)
    marks = [_way(each, found, came, _near(each, arrows)) for each in arrows if not each.back]
    marks += [_back(each, found, right + LANE * at) for at, each in enumerate(lanes, 1)]
    marks += [_box(node, found.boxes[node.id], came.get(node.id, [])) for node in graph.nodes]
    name = f"attune-{blake2b(''.join(marks).encode(), digest_size=5).hexdigest()}"
    title = drawn.title or "workflow"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="attune-graph" role="img" '
        f'viewBox="0 0 {wide:.0f} {tall:.0f}" width="{wide:.0f}" height="{tall:.0f}" '
        f'style="max-width:100%;height:auto" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(drawn.text)}</desc><style>{STYLE}</style>'
        f'<rect width="{wide:.0f}" height="{tall:.0f}" style="fill:var(--paper)"/>'
        f"{''.join(marks)}</svg>"
    )


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """All edges from one box to another, as one line."""

    source: str
    target: str
    edges: Sequence[GraphEdge]
    back: bool

    @property
    def kind(self) -> str:
        """The outcome that it stands for, if that is one."""
        kinds = {edge.kind for edge in self.edges}
        return next(iter(kinds)).value if len(kinds) == 1 and kinds <= NAMED else ""

    @property
    def label(self) -> str | None:
        """When it is taken; none if it always is."""
        labels = [edge.label for edge in self.edges]
        return None if None in labels else " / ".join(dict.fromkeys(filter(None, labels)))

    @property
    def tip(self) -> str:
        """All of it, when pointed at."""
        return " / ".join(edge.when or "always" for edge in self.edges)


def _arrows(graph: WorkflowGraph) -> list[Arrow]:
    found: dict[tuple[str, str], list[GraphEdge]] = {}
    for edge in graph.edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    return [
        Arrow(source=a, target=b, edges=edges, back=a == b or any(each.back for each in edges))
        for (a, b), edges in found.items()
    ]


def _came(steps: Sequence[StepShown]) -> dict[str, list[StepShown]]:
    """The steps by the box that they came to; a command has one for each task that gives it."""
    tasks = {step.number: step.task for step in steps}
    found: dict[str, list[StepShown]] = {}
    for step in steps:
        before = tasks.get(-1 if step.cause is None else step.cause, "")
        command = step.task in COMMANDS
        found.setdefault(f"command:{step.task}@{before}" if command else step.task, []).append(step)
    return found


def _x(middle: float) -> float:
    return MARGIN + BOX / 2 + (middle - 0.5) * ACROSS


def _y(layer: int) -> float:
    return MARGIN + layer * DOWN


def _box(node: GraphNode, place: layers.Place, steps: Sequence[StepShown]) -> str:
    x, y = _x(place.middle), _y(place.layer)
    if node.kind is NodeKind.COMMAND:
        ran = " ran" if steps else ""
        return (
            f'<rect class="box{ran}" x="{x - 45:.1f}" y="{y:.1f}" width="90" height="{TALL - 16}" '
            f'rx="{TALL / 2 - 8:.0f}"/>{_text(x, y + TALL / 2 - 4, node.label, "faint")}'
        )
    state = _state(steps)
    mark = f"{MARKS.get(state, '')} " if state else ""
    below = " · ".join(filter(None, [node.action, *_facts(node, _items(steps))]))
    tip = ", ".join(filter(None, [f"{node.label}: {below}", state]))
    ran = f"{state} ran" if state else ""
    return (
        f'<g><title>{escape(tip)}</title><rect class="box {ran}" x="{x - BOX / 2:.1f}" '
        f'y="{y:.1f}" width="{BOX}" height="{TALL}" rx="7"/>'
        f"{_text(x, y + 19, mark + _short(node.label, LETTERS))}"
        f"{_text(x, y + 35, _short(below, LETTERS + 4), 'faint')}</g>"
    )


def _facts(node: GraphNode, counted: str) -> list[str]:
    """What is special; how many items ended says more than that there are some."""
    return [
        f"join {node.join}" if node.join else "",
        counted or ("each item" if node.items else ""),
        "retries" if node.retries else "",
    ]


def _items(steps: Sequence[StepShown]) -> str:
    counts = [step.items for step in steps if step.items is not None]
    if not counts:
        return ""
    last = counts[-1]
    failed = f", {last.failed} failed" if last.failed else ""
    return f"{last.ended}/{last.total}{failed}"


def _state(steps: Sequence[StepShown]) -> str:
    """How the task stands: what is open comes first, then how it ended last."""
    if not steps:
        return ""
    open_ones = [step.state for step in steps if step.state != "ended"]
    return open_ones[0] if open_ones else steps[-1].outcome or ""


def _near(arrow: Arrow, arrows: Sequence[Arrow]) -> float:
    """Where its label stands: where it is apart from those that begin or end with it."""
    beginning = sum(each.source == arrow.source for each in arrows)
    ending = sum(each.target == arrow.target for each in arrows)
    return 0.32 if ending > beginning else 0.6


def _way(
    arrow: Arrow, found: layers.Layout, came: Mapping[str, Sequence[StepShown]], near: float
) -> str:
    """From the lower edge of a box to the upper one of another, beside what lies between."""
    source, target = found.boxes[arrow.source], found.boxes[arrow.target]
    stops = [*found.passed[arrow.source, arrow.target], target]
    x, y = first, begin = _x(source.middle), _y(source.layer) + TALL
    line = f"M{x:.1f},{y:.1f}"
    for place in stops[:-1]:
        line += f"{_bow(x, y, _x(place.middle), _y(place.layer))}v{TALL}"
        x, y = _x(place.middle), _y(place.layer) + TALL
    to, top = _x(target.middle), _y(target.layer)
    line += _bow(x, y, to, top - 8)
    along = _x(stops[0].middle) - first
    at = (first + near * along, begin + near * (DOWN - TALL)) if along else (first, begin + 26)
    ran = " ran" if _taken(arrow, came) else ""
    return _arrow(arrow, line, f"M{to:.1f},{top:.1f}l-4.5,-9h9z", at, ran)


def _back(arrow: Arrow, found: layers.Layout, lane: float) -> str:
    """Out below a box, up on the right of everything, and in above another."""
    source, target = found.boxes[arrow.source], found.boxes[arrow.target]
    x, y = _x(source.middle) + BOX / 3, _y(source.layer) + TALL
    to, top = _x(target.middle) + BOX / 3, _y(target.layer)
    line = (
        f"M{x:.1f},{y:.1f}v4q0,8 8,8H{lane - 8:.1f}q8,0 8,-8V{top - 6:.1f}q0,-8 -8,-8"
        f"H{to + 8:.1f}q-8,0 -8,8"
    )
    return _arrow(arrow, line, f"M{to:.1f},{top:.1f}l-4.5,-9h9z", (lane - 58, y + 16), " back")


def _bow(x: float, y: float, to: float, end: float) -> str:
    bend = (end - y) / 2
    return f"C{x:.1f},{y + bend:.1f} {to:.1f},{end - bend:.1f} {to:.1f},{end:.1f}"


def _arrow(arrow: Arrow, line: str, head: str, at: tuple[float, float], more: str) -> str:
    label = "" if arrow.label is None else _text(*at, _short(arrow.label, LABEL), "label")
    return (
        f'<g><title>{escape(arrow.tip)}</title><path class="way {arrow.kind}{more}" d="{line}"/>'
        f'<path class="tip {arrow.kind}" d="{head}"/>{label}</g>'
    )


NAMED = frozenset({EdgeKind.SUCCEEDED, EdgeKind.FAILED, EdgeKind.TIMED_OUT})


def _taken(arrow: Arrow, came: Mapping[str, Sequence[StepShown]]) -> bool:
    """Whether a step of its target was led to by one of its source."""
    causes = {step.cause for step in came.get(arrow.target, ())}
    return any(step.number in causes for step in came.get(arrow.source, ()))


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="middle">{escape(words)}</text>'
    )


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
