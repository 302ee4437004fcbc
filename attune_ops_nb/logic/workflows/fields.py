"""Fields: the entries of one mapping of a workflow file, read by name; what does not fit is noted.

A field that is wrong gives its default, so that reading goes on and everything wrong is told.
"""

from collections.abc import Iterable
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.logic.workflows.problem import Problems
from attune_ops_nb.logic.workflows.written import Written

C = TypeVar("C", bound=StrEnum)
MOST = 2**31 - 1
"""Of whole numbers, and of seconds: 68 years."""


class Fields:
    """Reads the mapping `written`, which is found at `path`."""

    def __init__(self, written: Written, path: str, problems: Problems) -> None:
        self.written = written
        self.path = path
        self._problems = problems
        if not isinstance(written.value, dict):
            self.refuse(None, f"it must be a mapping, not {named(written.value)}")

    def given(self, name: str) -> Written | None:
        """What stands at `name`; a value that is empty counts as absent."""
        found = self.written.entries.get(name)
        return None if found is None or found.value is None else found

    def text(self, name: str, *, required: bool = False, longest: int = 100_000) -> str | None:
        """A text."""
        found = self.given(name)
        if found is None:
            if required and isinstance(self.written.value, dict):
                self.refuse(None, f"it has no {name}")
            return None
        if not isinstance(found.value, str):
            hint = "; put it in quotes" if isinstance(found.value, bool | int | float) else ""
            self.refuse(name, f"it must be text, not {named(found.value)}{hint}")
            return None
        if not 0 < len(found.value) <= longest:
            self.refuse(name, f"it must have 1 to {longest} characters")
            return None
        return found.value

    def whole(self, name: str, least: int, most: int | None = None) -> int | None:
        """A whole number."""
        found = self.given(name)
        if found is None:
            return None
        value = found.value
        if isinstance(value, float) and isfinite(value) and value == int(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(name, f"it must be a whole number, not {named(found.value)}")
            return None
        if not least <= value <= (most or MOST):
            bound = (
                f"at least {least}"
                if most is None and value < least
                else (f"from {least} to {most or MOST}")
            )
            self.refuse(name, f"it must be {bound}, not {named(value)}")
            return None
        return value

    def number(self, name: str, *, positive: bool = False) -> float | None:
        """A number of seconds that is not negative."""
        found = self.given(name)
        if found is None:
            return None
        value = found.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(name, f"it must be a number of seconds, not {named(value)}")
            return None
        if not 0 <= value <= MOST or (positive and value == 0):
            least = "more than 0" if positive else "at least 0"
            bound = f"at most {MOST}" if value > MOST else least
            self.refuse(name, f"it must be {bound} seconds, not {named(value)}")
            return None
        return float(value)

    def is_expression(self, name: str) -> bool:
        """Whether a text with `{{ … }}` stands there."""
        found = self.given(name)
        return found is not None and isinstance(found.value, str) and "{{" in found.value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text is a list of one."""
        found = self.given(name)
        if found is None:
            return ()
        items = found.items or (() if isinstance(found.value, tuple) else (found,))
        for place, each in enumerate(items):
            if not isinstance(each.value, str):
                what = f"it must be text, not {named(each.value)}"
                self._problems.error(what, each.place, f"{self.at(name)}.{place}")
        return tuple(each.value for each in items if isinstance(each.value, str))

    def list(self, name: str) -> tuple[Written, ...]:
        """The values of a list."""
        found = self.given(name)
        if found is None:
            return ()
        if not isinstance(found.value, tuple):
            self.refuse(name, f"it must be a list, not {named(found.value)}")
        return found.items

    def mapping(self, name: str) -> dict[str, Any]:
        """A mapping of whatever there is."""
        found = self.given(name)
        if found is None:
            return {}
        if not isinstance(found.value, dict):
            self.refuse(name, f"it must be a mapping, not {named(found.value)}")
        return {key: each.plain for key, each in found.entries.items()}

    def choice(self, name: str, choices: type[C], default: C) -> C:
        """One of several words."""
        found = self.text(name)
        try:
            return default if found is None else choices(found)
        except ValueError:
            words = [each.value for each in choices]
            what = f"it must be one of {', '.join(words)}, not {found}{nearest(str(found), words)}"
            self.refuse(name, what)
            return default

    def only(self, known: Iterable[str], without_effect: Iterable[str] = ()) -> None:
        """Warn of every other key: it is ignored, and likely misspelt."""
        known, without_effect = list(known), set(without_effect)
        for name in self.written.entries:
            if name in without_effect:
                self.warn(name, "it has no effect yet")
            elif name not in known:
                what = f"the key {name} is not known, and is ignored{nearest(name, known)}"
                self._problems.warn(what, self.written.key(name), self.path)

    def refuse(self, name: str | None, what: str, *deeper: str) -> None:
        """Note what is wrong with the value at `name` or deeper in it, or with the mapping."""
        if name is None:
            self._problems.error(what, self.written.place, self.path)
        else:
            place = self.written.at((name, *deeper)).place
            self._problems.error(what, place, ".".join((self.at(name), *deeper)))

    def warn(self, name: str, what: str, *deeper: str) -> None:
        """Note what is likely a mistake at `name` or deeper in it."""
        *above, last = (name, *deeper)
        place = self.written.at(above).key(last)
        self._problems.warn(what, place, ".".join((self.at(name), *deeper)))

    def at(self, name: str) -> str:
        """The path of the value at `name`."""
        return f"{self.path}.{name}" if self.path else name


def named(value: Any) -> str:
    """What kind of value it is."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = repr(value) if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
