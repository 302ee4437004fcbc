"""Following: the log of an execution while it grows, from whichever engine is asked."""

from collections.abc import Callable, Iterator
from typing import Protocol

from attune_ops_nb.model import Execution, LogStream

SHORTEST_PAUSE = 0.02
LONGEST_PAUSE = 0.25
"""A silent log is looked at less and less often; its end is heard at once."""


class Followed(Protocol):
    """What is needed of the verbs of executions."""

    def log(
        self, id: int, stream: LogStream = ..., *, offset: int = ..., limit: int = ...
    ) -> bytes: ...

    def wait(self, id: int, timeout: float | None = ...) -> Execution: ...


def follow(
    executions: Followed,
    id: int,
    offset: int = 0,
    stream: LogStream = LogStream.LOG,
    *,
    enough: Callable[[Execution], bool] = lambda execution: execution.status.ended,
) -> Iterator[bytes]:
    """The bytes of the log from `offset` on, as they come, until the execution has ended.

    `enough` may say of an execution that there is nothing more to be waited for.
    """
    pause, ended = SHORTEST_PAUSE, False
    while True:
        if chunk := executions.log(id, stream, offset=offset):
            offset += len(chunk)
            pause = SHORTEST_PAUSE
            yield chunk
        elif ended:
            return
        else:
            ended = enough(executions.wait(id, pause))
            pause = min(2 * pause, LONGEST_PAUSE)
