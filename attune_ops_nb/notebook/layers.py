"""Layers: where the boxes of a graph go: each below all that lead to it, with few crossings.

A way that passes a layer has a narrow place in it, so that it runs beside the boxes and not behind
them. What leads back to an earlier box does not count here.
"""

from collections.abc import Mapping, Sequence

import msgspec

SWEEPS = 6
"""How often each layer is put in order by its neighbours; more changes nothing that one sees."""
NARROW = 0.3
"""Of the width of a box, what a way takes that passes."""
Way = tuple[str, str]
Passing = tuple[str, str, int]
"""A way, and the layer that it passes."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Its layer, counted from above, and its middle, in widths of a box from the left."""

    layer: int
    middle: float


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything is."""

    boxes: Mapping[str, Place]
    passed: Mapping[Way, Sequence[Place]]
    """The places by which each way comes, from above; none if it leads to the next layer."""
    width: float
    depth: int


def layout(ids: Sequence[str], ways: Sequence[Way]) -> Layout:
    """A place for each box. The ways make no circle."""
    depth = _depths(ids, ways)
    rows: list[list[str | Passing]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for id in ids:
        rows[depth[id]].append(id)
    neighbours: dict[str | Passing, list[str | Passing]] = {}
    for source, target in ways:
        stops: list[str | Passing] = [source]
        for number in range(depth[source] + 1, depth[target]):
            stops.append((source, target, number))
            rows[number].append((source, target, number))
        for one, other in zip(stops, [*stops[1:], target], strict=True):
            neighbours.setdefault(one, []).append(other)
            neighbours.setdefault(other, []).append(one)
    _order(rows, neighbours)
    return _placed(rows, ways, depth)


def _depths(ids: Sequence[str], ways: Sequence[Way]) -> dict[str, int]:
    """The length of the longest way to each box, from boxes to which nothing leads."""
    leaving: dict[str, list[str]] = {id: [] for id in ids}
    missing = dict.fromkeys(ids, 0)
    for source, target in ways:
        leaving[source].append(target)
        missing[target] += 1
    depth = dict.fromkeys(ids, 0)
    ready = [id for id in ids if not missing[id]]
    for id in ready:  # grows while it is read
        for target in leaving[id]:
            depth[target] = max(depth[target], depth[id] + 1)
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return depth


def _order(
    rows: list[list[str | Passing]], neighbours: Mapping[str | Passing, Sequence[str | Passing]]
) -> None:
    """Put all of a layer where its neighbours in the layer before are, down and up again."""
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for number in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            at = _middles(rows[number - 1 if down else number + 1])
            own = _middles(rows[number])
            mean = {each: _mean(at, neighbours.get(each, ()), own[each]) for each in own}
            rows[number].sort(key=mean.__getitem__)


def _middles(row: Sequence[str | Passing]) -> dict[str | Passing, float]:
    """The middle of each, if the middle of the layer is 0."""
    found, at = {}, -sum(map(_width, row)) / 2
    for each in row:
        found[each] = at + _width(each) / 2
        at += _width(each)
    return found


def _width(each: str | Passing) -> float:
    return 1.0 if isinstance(each, str) else NARROW


def _mean(
    at: Mapping[str | Passing, float], near: Sequence[str | Passing], otherwise: float
) -> float:
    found = [at[each] for each in near if each in at]
    return sum(found) / len(found) if found else otherwise


def _placed(
    rows: Sequence[Sequence[str | Passing]], ways: Sequence[Way], depth: Mapping[str, int]
) -> Layout:
    width = max((sum(map(_width, row)) for row in rows), default=0.0)
    found = {
        each: Place(layer=number, middle=width / 2 + middle)
        for number, row in enumerate(rows)
        for each, middle in _middles(row).items()
    }
    return Layout(
        boxes={each: place for each, place in found.items() if isinstance(each, str)},
        passed={
            (a, b): [found[a, b, number] for number in range(depth[a] + 1, depth[b])]
            for a, b in ways
        },
        width=width,
        depth=len(rows),
    )
