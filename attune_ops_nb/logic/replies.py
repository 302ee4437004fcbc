"""Replies: what a model answered and what it used, as a line of a conversation log tells."""

import msgspec

from attune_ops_nb.logic.pricing import ANYWHERE

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SYNTHETIC = "<synthetic>"
"""The model of replies that no model gave, such as notices of an error."""
NO_MODELS = frozenset({"", SYNTHETIC})


class Reply(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line with usage. Times are milliseconds since 1970, money is nano-dollars."""

    at: int
    id: str
    """Of the message; empty if there is none, as all texts here."""
    request: str
    session: str
    model: str
    speed: str
    input_tokens: int
    output_tokens: int
    cache_write_5m_tokens: int
    cache_write_1h_tokens: int
    cache_read_tokens: int
    recorded: int | None = None
    """What the program that wrote the line took it to cost."""
    aside: bool = False
    """It belongs to a conversation beside the main one."""
    nested: bool = False
    """It stands in a line about the progress of an agent."""
    plain: bool = True
    """It has the exact form that ccusage asks for."""
    searches: int = 0
    batch: bool = False
    geography: str = ""
    """Where it was worked out, if that may have a price of its own."""
    reset_at: int | None = None
    """When the limit that was reached is lifted, in seconds since 1970."""

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.prompt_tokens + self.output_tokens

    @property
    def prompt_tokens(self) -> int:
        """The length of the prompt, whether it was cached or not."""
        return (
            self.input_tokens
            + self.cache_write_5m_tokens
            + self.cache_write_1h_tokens
            + self.cache_read_tokens
        )

    @property
    def label(self) -> str:
        """The model, with its speed where that has a price of its own."""
        if self.speed == "fast" and self.model not in NO_MODELS:
            return f"{self.model}-fast"
        return self.model


def priced_geography(name: str | None) -> str:
    """The geography, unless it is one that costs nothing extra."""
    return "" if name is None or name in ANYWHERE else name


class Told(msgspec.Struct, frozen=True, array_like=True, gc=False, eq=False):
    """A reply and where it was told: its file and place in it, and the session that is."""

    file: str
    place: int
    home: tuple[str, str]
    """The project folder and the session, both from the name of the file."""
    reply: Reply

    @property
    def session(self) -> str:
        """The session that the line names, else that of the file."""
        return self.reply.session or self.home[1]
