"""The five ways to say no.

    AttuneError
    ├── NotFound       no such thing                         404
    ├── Invalid        what was asked for makes no sense     422
    ├── Conflict       it makes sense, but not now           409
    ├── Forbidden      it makes sense, but not for you       403
    └── Unavailable    something we lean on does not answer  503

The HTTP codes are known in `routes/refusals.py` alone.
"""


class AttuneError(Exception):
    """A refusal with one readable line that says what to do next."""

    def __init__(self, message: str, *, problems: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems or {}
        """What is wrong, by the name of the field or parameter."""


class NotFound(AttuneError):
    """There is no such pack, action, execution, …"""


class Invalid(AttuneError):
    """The request names a field that is missing, of the wrong type or out of range."""


class Conflict(AttuneError):
    """The thing is in a state in which this cannot be done."""


class Forbidden(AttuneError):
    """A switch or a permission says no."""


class Unavailable(AttuneError):
    """A disk, a database, a tool or another program does not do its part."""
