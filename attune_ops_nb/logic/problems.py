"""Problems: what is wrong with a value, in the words of somebody who typed it."""

from typing import Any

from jsonschema.exceptions import ValidationError

LONGEST_SHOWN = 60


def describe(error: ValidationError, *, secret: bool = False) -> str:
    """One line on `error`. The value of a secret is never part of it."""
    rule, bound = str(error.validator), error.validator_value
    if rule in SENTENCES:
        said = SENTENCES[rule].format(bound=bound if isinstance(bound, str) else _shown(bound))
    elif secret:
        said = f"it does not meet {rule!r}"
    else:
        return str(error.message)[:300]
    return said if secret or rule == "required" else f"{said}, not {_shown(error.instance)}"


SENTENCES = {
    "type": "it must be of type {bound}",
    "enum": "it must be one of {bound}",
    "const": "it must be {bound}",
    "minimum": "it must be at least {bound}",
    "maximum": "it must be at most {bound}",
    "exclusiveMinimum": "it must be more than {bound}",
    "exclusiveMaximum": "it must be less than {bound}",
    "multipleOf": "it must be a multiple of {bound}",
    "minLength": "it must have at least {bound} characters",
    "maxLength": "it must have at most {bound} characters",
    "minItems": "it must have at least {bound} items",
    "maxItems": "it must have at most {bound} items",
    "pattern": "it must match {bound}",
    "required": "it needs {bound}",
}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        text = ", ".join(str(item) for item in value)
    elif isinstance(value, str):
        text = repr(value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
