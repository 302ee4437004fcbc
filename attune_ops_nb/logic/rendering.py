"""Rendering: one walk through a value, in which templates are replaced and secrets are followed."""

from collections.abc import Collection, Mapping
from typing import Any

from attune_ops_nb.logic import secret_paths
from attune_ops_nb.logic.expressions import ExpressionError, Function
from attune_ops_nb.logic.expressions.limits import DEEPEST, LONGEST_STRING, Budget, beyond
from attune_ops_nb.logic.expressions.values import text as written
from attune_ops_nb.logic.template_text import OPEN, Piece, Template, template


class Rendering:
    """What the walk can see, and what secrets it found."""

    def __init__(
        self,
        names: Mapping[str, Any],
        functions: Mapping[str, Function],
        secret: Collection[secret_paths.Path] = (),
    ) -> None:
        self._names = names
        self._functions = functions
        self._secret = secret
        self.secrets: set[str] = set()

    def read(self, text: str) -> Template:
        """The template that `text` is."""
        return template(text)

    def value(self, value: Any, pointer: str, depth: int) -> Any:
        """`value`, which `pointer` leads to, without templates."""
        if isinstance(value, str):
            return self._string(value, pointer) if OPEN in value else value
        if not isinstance(value, list | tuple | Mapping):
            return value
        if depth >= DEEPEST:
            raise beyond(f"the value is nested deeper than {DEEPEST} levels").under(pointer)
        if isinstance(value, Mapping):
            return {
                key: self.value(each, pointer + secret_paths.pointer([key]), depth + 1)
                for key, each in value.items()
            }
        return [self.value(each, f"{pointer}/{at}", depth + 1) for at, each in enumerate(value)]

    def evaluated(self, piece: Piece, text: str) -> Any:
        """The value of an expression in `text`."""
        try:
            return piece.expression.evaluate(self._names, self._functions)
        except ExpressionError as error:
            raise error.within(text, piece.start) from None

    def _string(self, text: str, pointer: str) -> Any:
        try:
            whole = self.read(text)
            if self._secret:
                self._track(whole, pointer)
            if whole.pure is not None:
                value = self.evaluated(whole.pure, text)
                # What is looked up when it is asked for is read now, and becomes an object.
                looked_up = isinstance(value, Mapping) and not isinstance(value, dict)
                return dict(value) if looked_up else value
            return self._text(whole)
        except ExpressionError as error:
            raise error.under(pointer) from None

    def _track(self, whole: Template, pointer: str) -> None:
        for piece in whole.pieces():
            for below in secret_paths.read_by(piece.expression, self._secret):
                # In the midst of text, the text is the secret.
                self.secrets.add(pointer + below if whole.pure else pointer)

    def _text(self, whole: Template) -> str:
        budget, said = Budget(), []
        for part in whole.parts:
            said.append(part if isinstance(part, str) else self._said(part, whole.text, budget))
            budget.characters(len(said[-1]))
        if sum(map(len, said)) > LONGEST_STRING:
            raise beyond("the text becomes too long").of(whole.text)
        return "".join(said)

    def _said(self, piece: Piece, text: str, budget: Budget) -> str:
        value = self.evaluated(piece, text)
        try:
            return "" if value is None else written(value, budget)
        except ExpressionError as error:
            raise error.within(text, piece.start) from None
