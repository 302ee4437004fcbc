"""refusals: how the five errors are said, on any channel. The one place that knows their codes."""

from typing import Any

from attune_ops_nb.errors import (
    AttuneError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)

CODES: dict[type[AttuneError], tuple[int, str]] = {
    NotFound: (404, "NOT_FOUND"),
    Invalid: (422, "VALIDATION_ERROR"),
    Conflict: (409, "CONFLICT"),
    Forbidden: (403, "FORBIDDEN"),
    Unavailable: (503, "SERVICE_UNAVAILABLE"),
}


def refusal(error: AttuneError) -> tuple[int, dict[str, Any]]:
    """The status and the body that say `error`."""
    status, word = next(code for kind, code in CODES.items() if isinstance(error, kind))
    body: dict[str, Any] = {"error": error.message, "code": word}
    return status, {**body, "details": error.problems} if error.problems else body
