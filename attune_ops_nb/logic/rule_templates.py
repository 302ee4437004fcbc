"""Rule templates: what a rule hands to its action, made from the event.

Unlike in a workflow, a path that leads nowhere is null and no error: the event decides what is in
it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attune_ops_nb.logic import secret_paths
from attune_ops_nb.logic.expressions import ExpressionError, Kind
from attune_ops_nb.logic.expressions.expression import NO_FUNCTIONS
from attune_ops_nb.logic.rendering import Rendering
from attune_ops_nb.logic.template_text import Piece, Template, rule_template
from attune_ops_nb.logic.templates import Rendered

MISSING = frozenset({Kind.UNKNOWN_NAME, Kind.INDEX})


def resolve(value: Any, names: Mapping[str, Any]) -> Any:
    """`value` with its templates replaced; `{}` where it is no object."""
    return resolve_tracked(value, names, ()).value


def resolve_tracked(value: Any, names: Mapping[str, Any], secrets: Iterable[str]) -> Rendered:
    """The same, and where the `secrets` (`pack/config/token`) went."""
    rendering = _RuleRendering(names, NO_FUNCTIONS, secret_paths.paths(secrets))
    rendered = rendering.value(value, "", 0) if isinstance(value, Mapping) else {}
    return Rendered(value=rendered, secrets=frozenset(rendering.secrets))


class _RuleRendering(Rendering):
    def read(self, text: str) -> Template:
        return rule_template(text)

    def evaluated(self, piece: Piece, text: str) -> Any:
        try:
            return super().evaluated(piece, text)
        except ExpressionError as error:
            if error.kind in MISSING:
                return None
            raise
