"""Task inputs: what a task gives to its action, and where a secret may be in that."""

from collections.abc import Iterable

from attune_ops_nb.logic import schemas, secret_paths
from attune_ops_nb.logic.conductor import Start
from attune_ops_nb.model import Params, Schema


def given(start: Start, schema: Schema | None) -> Params:
    """The parameters for an action with that schema; what it does not know is not inherited.

    Invalid if a secret is in a parameter that is not one.
    """
    flat = schema or {}
    found, secrets = dict(start.input), start.secrets
    if start.inherited:
        known = schemas.json_schema(flat).get("properties", {})
        found = {name: value for name, value in found.items() if name in known}
        secrets = frozenset(f"/{name}" for name in found) & secrets
    secret_paths.refuse(secrets, schemas.secrets(flat), start.action)
    return found


def secret_names(parameters: Iterable[str]) -> tuple[str, ...]:
    """What expressions of a workflow must not show, whose secret `parameters` these are."""
    return ("keystore", *(f"parameters/{name}" for name in sorted(parameters)))
