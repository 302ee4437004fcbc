"""Problem: one thing that is wrong with a workflow, and where; Problems: all of them at once."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid

RECENT = 50
"""Problems among which none stands twice."""


class Severity(StrEnum):
    """Whether the workflow can be run all the same."""

    ERROR = "error"
    WARNING = "warning"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, and where."""

    message: str
    path: str = ""
    """As `tasks.build.next.0.when`."""
    line: int | None = None
    column: int | None = None
    severity: Severity = Severity.ERROR

    @property
    def text(self) -> str:
        """What is wrong, with the path."""
        return f"{self.path}: {self.message}" if self.path else self.message

    def told(self, file: str) -> str:
        """One line, as compilers write them: `file:line:column: …`."""
        word = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.where(file)}: {word}{self.text}"

    def where(self, file: str) -> str:
        """`file:line:column`."""
        places = [file, *(str(part) for part in (self.line, self.column) if part is not None)]
        return ":".join(places)

    def refusal(self, file: str) -> Invalid:
        """The error that says it."""
        return refusal([self], file)


def refusal(problems: Iterable[Problem], file: str) -> Invalid:
    """The error that says them all."""
    problems = list(problems)
    by_place: dict[str, str] = {}
    for each in problems:
        where = each.where(file)
        by_place[where] = f"{by_place[where]}; {each.text}" if where in by_place else each.text
    return Invalid("; ".join(each.told(file) for each in problems), problems=by_place)


def placed(where: str, what: str, file: str) -> Problem:
    """A problem that is known by its place: `file:line` or `file:line:column`."""
    numbers = [int(part) for part in where.removeprefix(file).split(":") if part.isdecimal()]
    line, column = (*numbers, None, None)[:2]
    return Problem(message=what, line=line, column=column)


class Problems:
    """Gathers what is wrong with one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    @property
    def errors(self) -> list[Problem]:
        """Those that keep it from running."""
        return [each for each in self.found if each.severity is Severity.ERROR]

    def error(self, message: str, place: Any = None, path: str = "") -> None:
        """Note what keeps it from running; `place` has a line and a column."""
        self._note(message, place, path, Severity.ERROR)

    def warn(self, message: str, place: Any = None, path: str = "") -> None:
        """Note what is likely a mistake."""
        self._note(message, place, path, Severity.WARNING)

    def refuse(self) -> None:
        """Invalid, with all errors, if there are any."""
        if self.errors:
            raise refusal(in_order(self.errors), self.file)

    def _note(self, message: str, place: Any, path: str, severity: Severity) -> None:
        line = None if place is None else place.line
        column = None if place is None else place.column
        noted = Problem(message=message, path=path, line=line, column=column, severity=severity)
        if noted not in self.found[-RECENT:]:  # who asks again hears the same
            self.found.append(noted)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """As they stand in the file; first those that have no place."""
    return sorted(problems, key=lambda each: (each.line or 0, each.column or 0))
