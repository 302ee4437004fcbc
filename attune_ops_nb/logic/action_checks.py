"""Action checks: what has to be right before code is kept as an action."""

from collections.abc import Callable, Iterator

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import pack_yaml, schemas, versions
from attune_ops_nb.model import Action

ANY_VERSION = "*"
LONGEST_CODE = 1_000_000


def refuse_broken(action: Action) -> None:
    """Invalid, with everything that is wrong with `action` by field."""
    problems = {name: what for name, what in _problems(action) if what is not None}
    if problems:
        told = "; ".join(f"{name}: {what}" for name, what in problems.items())
        raise Invalid(told, problems=problems)


def _problems(action: Action) -> Iterator[tuple[str, str | None]]:
    wrong = pack_yaml.wrong_ref(action.ref, action.pack_ref)
    yield "ref", wrong and wrong.removeprefix("ref: ")
    yield "label", None if action.label.strip() else "it is empty"
    yield "entrypoint", _of_code(action.entrypoint)
    for name, schema in (("param_schema", action.param_schema), ("out_schema", action.out_schema)):
        yield name, _refused(lambda: schemas.check_schema(schema or {}))  # noqa: B023
    constraint = action.runtime_version_constraint
    yield "runtime_version_constraint", _of_version(constraint)
    for runtime, needed in action.required_worker_runtimes.items():
        yield f"required_worker_runtimes.{runtime}", _of_version(needed)
    seconds = action.timeout_seconds
    in_bounds = seconds is None or 0 < seconds <= pack_yaml.LONGEST_SECONDS
    bounds = f"it must be more than 0 and at most {pack_yaml.LONGEST_SECONDS}"
    yield "timeout_seconds", None if in_bounds else bounds


def _of_code(entrypoint: str) -> str | None:
    if len(entrypoint) > LONGEST_CODE:
        return f"it must have at most {LONGEST_CODE:,} characters"
    return None if entrypoint.strip() else "it is empty: write the code in it"


def _of_version(constraint: str | None) -> str | None:
    if constraint is None or constraint == ANY_VERSION:
        return None
    return _refused(lambda: versions.check_constraint(constraint))


def _refused(check: Callable[[], None]) -> str | None:
    try:
        check()
    except Invalid as error:
        return error.message
    return None
