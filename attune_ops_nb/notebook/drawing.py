"""Drawing: charts as SVG, of columns, bars and spans, with no library and no network.

Colours are those of JupyterLab's theme where there is one, else they follow the light or dark
scheme of whoever looks. Each mark says what it is when pointed at, and a table has the numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import Any

import msgspec

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 720, 60, 16, 64, 28
PLOT = 180
"""Height of the part of a chart of columns that has the columns."""
ROW = 24
LETTER = 6.4
"""Width of a letter, on average: where text goes cannot be measured before it is drawn."""
LONGEST = 26
STYLE = """
.attune-chart{--ink:var(--jp-ui-font-color1,#1f1f1f);--faint:var(--jp-ui-font-color2,#5a5a5a);
--rule:var(--jp-border-color2,#d9d9d9);--paper:var(--jp-layout-color0,#ffffff);
--alert:var(--jp-error-color1,#d0382f);
--c0:var(--jp-brand-color1,#2f7ed8);--c1:#c9711a;--c2:#2e9460;--c3:#8a63d2;--c4:#cf4f86;--c5:#188f9d;
--c6:#808080;font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:12px}
@media (prefers-color-scheme:dark){.attune-chart{--ink:var(--jp-ui-font-color1,#e8e8e8);
--faint:var(--jp-ui-font-color2,#b0b0b0);--rule:var(--jp-border-color2,#444444);
--paper:var(--jp-layout-color0,#111111);--alert:var(--jp-error-color1,#ff6f61)}}
.attune-chart text{fill:var(--ink)}.attune-chart .faint{fill:var(--faint)}
.attune-chart .head{font-size:14px;font-weight:600}
.attune-chart .rule{stroke:var(--rule);stroke-width:1}
.attune-chart .limit{stroke:var(--alert);stroke-width:1.5;stroke-dasharray:5 4}
"""
COLOURS = [f"var(--c{number})" for number in range(7)]
Form = Callable[[float], str]
Cell = str | int | float | None


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with its numbers. It shows itself in a notebook; `save` makes a file of it."""

    title: str
    description: str
    """What it says, in a sentence, for those who do not see it and those in a hurry."""
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    marks: str
    height: int

    @property
    def svg(self) -> str:
        """The picture, whole in itself."""
        name = f"attune-{blake2b(self.marks.encode(), digest_size=5).hexdigest()}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="attune-chart" role="img" '
            f'viewBox="0 0 {WIDTH} {self.height}" width="{WIDTH}" height="{self.height}" '
            f'style="max-width:100%;height:auto" aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-desc">{escape(self.description)}</desc><style>{STYLE}</style>'
            f'<rect width="{WIDTH}" height="{self.height}" style="fill:var(--paper)"/>'
            f"{text(12, 20, self.title, 'head')}{text(12, 38, self.description, 'faint')}"
            f"{self.marks}</svg>"
        )

    def save(self, path: Path | str) -> Path:
        """Write it as an SVG file."""
        target = Path(path)
        target.write_text(self.svg, encoding="utf-8")
        return target

    def table(self) -> str:
        """The numbers, as HTML."""
        head = "".join(f'<th scope="col">{escape(each)}</th>' for each in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_cell(cell))}</td>' for cell in row)}</tr>"
            for row in self.rows
        )
        return (
            f"<table><caption>{escape(self.title)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        html = (
            f'<figure style="margin:0">{self.svg}<details><summary>The numbers</summary>'
            f"{self.table()}</details></figure>"
        )
        plain = f"{self.title}: {self.description}"
        return {"text/html": html, "image/svg+xml": self.svg, "text/plain": plain}


def columns(
    title: str,
    description: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    form: Form,
    *,
    limit: tuple[str, float] | None = None,
    side: str = "day",
) -> Chart:
    """A column for each label, of the parts that `series` has; `limit` is a line across them."""
    heights = [sum(parts) for parts in zip(*series.values(), strict=True)]
    top, ticks = scale(max([*heights, limit[1] if limit else 0.0, 0.0]))
    base = TOP + PLOT
    marks = [_grid(tick, base - PLOT * tick / top, form) for tick in ticks]
    step = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    for place, label in enumerate(labels):
        x, y = LEFT + place * step + step * 0.12, float(base)
        for colour, (name, values) in zip(_colours(series), series.items(), strict=True):
            tall = PLOT * max(values[place], 0.0) / top
            if tall:
                y -= tall
                tip = f"{label}, {name}: {form(values[place])}"
                marks.append(rect(x, y, step * 0.76, tall, colour, tip))
    marks += _labels(labels, step, base + 18)
    if limit:
        y = base - PLOT * limit[1] / top
        marks.append(f'<line class="limit" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" '
                     f'y2="{y:.1f}"/>')  # fmt: skip
        marks.append(text(WIDTH - RIGHT, 55, limit[0], "faint", "end"))
        x = WIDTH - RIGHT - LETTER * len(limit[0]) - 28
        marks.append(f'<line class="limit" x1="{x:.1f}" x2="{x + 22:.1f}" y1="51" y2="51"/>')
    if len(series) > 1:
        marks.append(_legend(series))
    rows = [[label, *(form(values[at]) for values in series.values())]
            for at, label in enumerate(labels)]  # fmt: skip
    return _whole(title, description, [side, *series], rows, marks, base + BOTTOM, bool(labels))


def bars(
    title: str,
    description: str,
    values: Sequence[tuple[str, float, str]],
    head: Sequence[str],
    *,
    marked: frozenset[str] = frozenset(),
) -> Chart:
    """A bar for each name with a value, and beside it the words for it; `marked` ones are grey."""
    top = max((value for _, value, _ in values), default=0.0) or 1.0
    left = 24 + LETTER * max((len(_short(name)) for name, _, _ in values), default=0)
    room = WIDTH - left - 150
    marks = []
    for place, (name, value, words) in enumerate(values):
        y = TOP - 8 + place * ROW
        long = room * max(value, 0.0) / top
        colour = COLOURS[6] if name in marked else COLOURS[0]
        marks.append(text(left - 8, y + 15, _short(name), anchor="end"))
        marks.append(rect(left, y + 3, max(long, 1.0), ROW - 8, colour, f"{name}: {words}"))
        marks.append(text(left + long + 8, y + 15, words, "faint"))
    rows = [(name, words) for name, _, words in values]
    return _whole(title, description, head, rows, marks, TOP + ROW * len(values), bool(values))


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of time on a line of its group."""

    group: str
    start: datetime
    end: datetime
    words: str
    """What it is, when pointed at and in the table."""


def timeline(title: str, description: str, found: Sequence[Bar], head: Sequence[str]) -> Chart:
    """Each group on a line of its own, oldest first, with its stretches of time."""
    groups = list(dict.fromkeys(each.group for each in found))
    first = min((each.start for each in found), default=datetime.min)
    last = max((each.end for each in found), default=datetime.min)
    seconds = (last - first).total_seconds() or 1.0
    left = 24 + LETTER * max((len(_short(name)) for name in groups), default=0)
    room = WIDTH - RIGHT - left
    marks = []
    for place, name in enumerate(groups):
        y = TOP - 8 + place * ROW
        marks.append(text(left - 8, y + 15, _short(name), anchor="end"))
        marks.append(f'<line class="rule" x1="{left:.1f}" x2="{WIDTH - RIGHT}" y1="{y + ROW}" '
                     f'y2="{y + ROW}"/>')  # fmt: skip
        for each in (each for each in found if each.group == name):
            x = left + room * (each.start - first).total_seconds() / seconds
            long = room * (each.end - each.start).total_seconds() / seconds
            marks.append(rect(x, y + 3, max(long, 2.0), ROW - 6, COLOURS[place % 6], each.words))
    base = TOP + ROW * len(groups)
    if found:
        marks.append(text(left, base + 10, f"{first:%m-%d %H:%M}", "faint"))
        marks.append(text(WIDTH - RIGHT, base + 10, f"{last:%m-%d %H:%M} UTC", "faint", "end"))
    rows = [
        (each.group, f"{each.start:%Y-%m-%d %H:%M}", f"{each.end:%Y-%m-%d %H:%M}", each.words)
        for each in found
    ]
    return _whole(title, description, head, rows, marks, base + 18, bool(found))


def scale(most: float) -> tuple[float, list[float]]:
    """The end of an axis that reaches to `most`, and the round numbers on it."""
    if most <= 0:
        return 1.0, [0.0]
    size = 10.0 ** len(str(int(most))) if most >= 1 else 1.0
    while size / 10 >= most:
        size /= 10
    step = next(part * size for part in (0.02, 0.05, 0.1, 0.2, 0.5) if part * size * 5 >= most)
    count = int(-(-most // step))
    return step * count, [step * number for number in range(count + 1)]


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def rect(x: float, y: float, wide: float, tall: float, colour: str, tip: str) -> str:
    """A mark, and what it says when pointed at."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="1.5" '
        f'style="fill:{colour}"><title>{escape(tip)}</title></rect>'
    )


def _whole(
    title: str,
    description: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    marks: Sequence[str],
    height: int,
    anything: bool,
) -> Chart:
    if not anything:
        marks, height, description = [], TOP, "There is nothing to show yet."
    return Chart(
        title=title,
        description=description,
        columns=head,
        rows=rows,
        marks="".join(marks),
        height=height,
    )


def _grid(tick: float, y: float, form: Form) -> str:
    return (
        f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f"{text(LEFT - 8, y + 4, form(tick), 'faint', 'end')}"
    )


def _labels(labels: Sequence[str], step: float, y: float) -> list[str]:
    """As many of the labels as have room, the last one always among them."""
    wide = LETTER * max(map(len, labels), default=1) + 24
    every = max(1, int(-(-wide // step)))
    furthest = WIDTH - LETTER * max(map(len, labels), default=0) / 2 - 2
    return [
        text(min(LEFT + (place + 0.5) * step, furthest), y, label, "faint", "middle")
        for place, label in enumerate(labels)
        if (len(labels) - 1 - place) % every == 0
    ]


def _legend(series: Mapping[str, Sequence[float]]) -> str:
    marks, x = [], float(LEFT)
    for colour, name in zip(_colours(series), series, strict=True):
        marks.append(f'<rect x="{x:.1f}" y="46" width="10" height="10" style="fill:{colour}"/>')
        marks.append(text(x + 14, 55, name))
        x += 30 + LETTER * len(name)
    return "".join(marks)


def _colours(series: Mapping[str, object]) -> list[str]:
    return [COLOURS[place % len(COLOURS)] for place in range(len(series))]


def _short(name: str) -> str:
    """The beginning and the end: folders of one project differ only there."""
    return name if len(name) <= LONGEST else f"{name[:8]}…{name[9 - LONGEST :]}"


def _cell(value: Cell) -> str:
    return "" if value is None else str(value)
