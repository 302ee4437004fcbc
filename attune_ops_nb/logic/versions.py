"""Versions of runtimes and packs, and the constraints that choose them: `>=3.11,<3.13`, `~3.12`."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import RuntimeVersion


class Version(NamedTuple):
    """Three numbers, then whether they are final, then the parts of a pre-release.

    The fields stand in the order of their weight: 1.0.0 comes after 1.0.0-rc.1.
    """

    release: tuple[int, int, int]
    final: bool
    pre: tuple[tuple[bool, int, str], ...]


def parse(text: str) -> Version:
    """The version that `text` means: `v3.12` is 3.12.0, and a fourth number is left out."""
    match = VERSION.fullmatch(text.strip())
    if match is None:
        raise Invalid(f"{text!r} is no version; write it like 3.12 or 1.4.0-rc.1")
    numbers = [int(number) for number in match["numbers"].split(".")][:3]
    major, minor, patch = numbers + [0] * (3 - len(numbers))
    pre = match["pre"].split(".") if match["pre"] else []
    return Version((major, minor, patch), not pre, tuple(map(_rank, pre)))


def satisfies(version: str, constraint: str | None, *, bare: str = "~") -> bool:
    """Whether `version` meets every part of `constraint`. No constraint, or `*`, is met by all.

    `bare` is the operator of a part that has none: `~` for runtimes, `=` for packs.
    """
    found = parse(version)
    return all(_meets(found, *part) for part in _parts(constraint or "", bare))


def check_constraint(constraint: str) -> None:
    """Invalid if `constraint` cannot be read."""
    _parts(constraint, "~")


def choose(rows: Iterable[RuntimeVersion], constraint: str | None) -> RuntimeVersion | None:
    """The version to run with, of those this machine has.

    Without a constraint the default one, else the highest; with one the highest that meets it.
    None if there is no such version, or the constraint cannot be read: then the runtime's own
    configuration is used.
    """
    ranked = sorted((row for row in rows if row.available), key=lambda row: parse(row.version))
    if not (constraint or "").strip():
        fitting = [row for row in ranked if row.is_default] or ranked
    else:
        try:
            fitting = [row for row in ranked if satisfies(row.version, constraint)]
        except Invalid:
            fitting = []
    return fitting[-1] if fitting else None


VERSION = re.compile(
    r"v?(?P<numbers>\d{1,9}(\.\d{1,9}){0,3})(-(?P<pre>[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+[\w.-]+)?"
)
PART = re.compile(r"(?P<operator>[=<>^~]*)\s*(?P<operand>[^=<>^~\s].*)")
OPERATORS = frozenset({"=", ">", ">=", "<", "<=", "^", "~"})


@lru_cache(maxsize=1024)
def _parts(constraint: str, bare: str) -> tuple[tuple[str, Version], ...]:
    if not constraint.strip():
        return ()
    return tuple(_part(text.strip(), bare) for text in constraint.split(",") if text.strip() != "*")


def _part(text: str, bare: str) -> tuple[str, Version]:
    match = PART.fullmatch(text)
    operator = (match["operator"] or bare) if match else ""
    if match is None or operator not in OPERATORS:
        known = " ".join(sorted(OPERATORS))
        raise Invalid(f"{text!r} is no version constraint; the operators are {known}")
    return operator, parse(match["operand"])


def _rank(part: str) -> tuple[bool, int, str]:
    """Numbers come before words, and are compared as numbers."""
    return (False, int(part), "") if part.isdecimal() else (True, 0, part)


def _meets(found: Version, operator: str, bound: Version) -> bool:
    match operator:
        case "=":
            return found == bound
        case ">":
            return found > bound
        case ">=":
            return found >= bound
        case "<":
            return _below(found, bound)
        case "<=":
            return found <= bound
        case "~":
            return found >= bound and found.release[:2] == bound.release[:2]
        case _:
            return found >= bound and _compatible(found.release, bound.release)


def _below(found: Version, bound: Version) -> bool:
    # Who asks for <3.13 does not want 3.13.0-rc1.
    return found < bound and (not bound.final or found.release < bound.release)


def _compatible(found: tuple[int, int, int], bound: tuple[int, int, int]) -> bool:
    """Equal up to the first number that is not zero."""
    first = next((place for place, number in enumerate(bound) if number), 2)
    return found[: first + 1] == bound[: first + 1]
