"""The brake: each wrong guess makes the next one wait longer."""

import logging
import time

log = logging.getLogger(__name__)


class Throttle:
    """Counts the wrong guesses of every visitor."""

    def __init__(self, first: float = 0.1, longest: float = 60.0) -> None:
        self.first = first
        self.longest = longest
        self._wrong: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def wait(self, visitor: str) -> float:
        """Seconds until the visitor may guess again."""
        return max(0.0, self._until.get(visitor, 0.0) - time.monotonic())

    def wrong(self, visitor: str) -> None:
        """The visitor guessed wrong."""
        self._wrong[visitor] = count = self._wrong.get(visitor, 0) + 1
        pause = min(self.first * 2 ** (count - 1), self.longest)
        self._until[visitor] = time.monotonic() + pause
        log.warning("%s guessed wrong %d times: next guess in %.1f s", visitor, count, pause)

    def right(self, visitor: str) -> None:
        """The visitor guessed right: all is forgotten."""
        self._wrong.pop(visitor, None)
        self._until.pop(visitor, None)
        log.info("%s is in", visitor)
