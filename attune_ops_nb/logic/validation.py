"""Validation: what jsonschema says of parameters. It loads slowly, so only who asks loads it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.expressions import patterns
from attune_ops_nb.logic.problems import describe
from attune_ops_nb.model import Params

VALUES = frozenset({"default", "enum", "const", "examples"})
"""What stands there is no schema."""


def problems(encoded: bytes, filled: Params, *, hidden: set[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with which parameter. The values of those in `hidden` are not shown."""
    for error in _errors(validator(encoded), filled):
        yield from _named(error, hidden)


@lru_cache(maxsize=512)
def validator(encoded: bytes) -> Draft202012Validator:
    """What checks by the JSON Schema that is `encoded`. Invalid if the schema is broken."""
    schema = msgspec.json.decode(encoded)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        where = ".".join(str(part) for part in error.absolute_path) or "it"
        what = f"the schema is broken: {where}: {error.message}"
        raise Invalid(what, problems={where: error.message}) from error
    for at, unread in _unreadable(schema, ()):
        place = ".".join(at)
        raise Invalid(f"the schema is broken: {place}: {unread}", problems={place: unread})
    # An empty registry: a schema must not make us fetch something from a network.
    made: Draft202012Validator = _Validator(schema, registry=Registry())
    return made


def _unreadable(schema: Any, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Patterns that could hang, or that are none, by their places in the schema."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                if (what := patterns.objection(value)) is not None:
                    yield (*at, key), what
            elif key not in VALUES:
                yield from _unreadable(value, (*at, str(key)))
    elif isinstance(schema, list):
        for place, value in enumerate(schema):
            yield from _unreadable(value, (*at, str(place)))


def _pattern(of: Any, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """The rule `pattern`, by an engine that cannot hang."""
    known = patterns.found(pattern, instance) if isinstance(instance, str) else True
    if not known:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern}
)


def _errors(validator: Draft202012Validator, filled: Params) -> list[ValidationError]:
    try:
        return list(validator.iter_errors(filled))
    except Unresolvable as error:
        raise Invalid(f"the schema refers to something that is not there: {error}") from error
    except RecursionError as error:
        raise Invalid("the parameters are nested too deeply") from error


def _named(error: ValidationError, hidden: set[str]) -> Iterator[tuple[str, str]]:
    if error.validator == "required" and not error.absolute_path:
        given: Any = error.instance
        names: Any = error.validator_value
        yield from ((name, "it is missing") for name in names if name not in given)
        return
    path = [str(part) for part in error.absolute_path]
    name = path[0] if path else "parameters"
    yield ".".join(path) or name, describe(error, secret=name in hidden)
