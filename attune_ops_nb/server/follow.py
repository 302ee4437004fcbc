"""follow: the bytes of one log from an offset on, while they are written, until its execution ends.

A slow reader costs the writer nothing, and a dead one is noticed by whoever hands the chunks on.
"""

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import msgspec

from attune_ops_nb.model import LogStream
from attune_ops_nb.server.feed import Watch
from attune_ops_nb.server.room import EngineRoom
from attune_ops_nb.store import logs

LARGEST_CHUNK = 256 * 1024


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a log."""

    offset: int
    content: bytes
    size: int
    """Of the whole log by now."""

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.offset + len(self.content)


async def follow(
    room: EngineRoom,
    execution: int,
    stream: LogStream,
    offset: int,
    *,
    limit: int = LARGEST_CHUNK,
) -> AsyncGenerator[Chunk, None]:
    """Chunks without a gap; a negative offset counts from the end.

    An empty one comes last, when the execution has ended and everything was given. NotFound if
    there is no such execution.
    """
    feed = await room.feed()
    watch = Watch(execution, stream)
    feed.watch(watch)
    try:
        # Asked for only now: of an end between question and watch nobody would tell.
        row, config = await room.call(lambda made: (made.executions.get(execution), made.config))
        watch.ended = watch.ended or row.status.ended
        path = logs.path(config, execution, stream)
        while True:
            watch.news.clear()
            # The worker closes the log before it records the end: what is read after is all.
            ended = watch.ended
            chunk = await room.read(lambda: read(path, offset, limit))  # noqa: B023
            offset = chunk.end
            if chunk.content:
                yield chunk
            if chunk.end < chunk.size:
                continue
            if ended:
                yield msgspec.structs.replace(chunk, offset=offset, content=b"")
                return
            await watch.news.wait()
    finally:
        feed.unwatch(watch)


def read(path: Path, offset: int, limit: int) -> Chunk:
    """What there is at `offset`, at most `limit` bytes. Nothing if nothing was printed yet."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return Chunk(offset=max(0, offset), content=b"", size=0)
    try:
        size = os.fstat(file).st_size
        if offset < 0:
            offset = max(0, size + offset)
        return Chunk(offset=offset, content=os.pread(file, limit, offset), size=size)
    finally:
        os.close(file)
