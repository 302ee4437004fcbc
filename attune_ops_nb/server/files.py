"""files: the bytes of logs and artifacts, in ranges or whole, never more than a piece in memory."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from tornado.iostream import StreamClosedError

from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.model import LogStream
from attune_ops_nb.routes.requests import LARGEST_INTEGER
from attune_ops_nb.server.credentials import reads
from attune_ops_nb.server.follow import read
from attune_ops_nb.server.handler import Answering
from attune_ops_nb.store import logs
from attune_ops_nb.work.embedded import Attune

PIECE = 256 * 1024
BYTES = "application/octet-stream"


class Bytes(Answering):
    """A response with bytes of a file."""

    async def _send(
        self, path: Path, offset: int, size: int, *, name: str, content_type: str = BYTES
    ) -> None:
        """`size` bytes from `offset` on."""
        self.set_header("Content-Type", content_type)
        # What an action wrote must never run as a page of this server.
        self.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        self.set_header("Content-Disposition", f"attachment; filename*=utf-8''{quote(name)}")
        self.set_header("Content-Length", str(size))
        end = offset + size
        try:
            while offset < end:
                piece = await self.room.read(
                    lambda: read(path, offset, min(PIECE, end - offset))  # noqa: B023
                )
                if not piece.content:  # it was cut off meanwhile, and the length tells the client
                    break
                self.write(piece.content)
                await self.flush()
                offset = piece.end
        except StreamClosedError:
            return  # the client has enough
        await self.finish(set_content_type=content_type)


class LogBytes(Bytes):
    """A range of a log."""

    @reads
    async def get(self, id: str, stream: str) -> None:
        """From `offset`, or that many bytes before the end, up to `limit` bytes or all there is."""
        execution, log = number("id", id), stream_of(stream)
        offset = number("offset", self.get_argument("offset", "0"))
        limit = number("limit", self.get_argument("limit", str(LARGEST_INTEGER)))

        def found(engine: Attune) -> tuple[Path, int]:
            id = engine.executions.get(execution).id
            return logs.path(engine.config, id, log), engine.executions.log_size(id, log)

        path, size = await self.room.call(found)
        start = min(size, offset if offset >= 0 else max(0, size + offset))
        self.set_header("X-Attune-Size", str(size))
        self.set_header("X-Attune-Offset", str(start))
        self.set_header("Access-Control-Expose-Headers", "X-Attune-Size, X-Attune-Offset")
        count = max(0, min(limit, size - start))
        await self._send(path, start, count, name=f"{execution}-{log}.txt")


class ArtifactBytes(Bytes):
    """One version of an artifact, the newest unless one is named."""

    @reads
    async def get(self, id: str, version: str | None = None) -> None:
        """All of it."""
        asked = number("id", id), None if version is None else number("version", version)

        def found(engine: Attune) -> tuple[Path, int, str, str]:
            artifact = engine.artifacts.get(asked[0])
            path = engine.artifacts.file(*asked)
            name = Path(artifact.name or path.name).name
            return path, path.stat().st_size, name, artifact.content_type or BYTES

        path, size, name, content_type = await self.room.call(found)
        await self._send(path, 0, size, name=name, content_type=content_type)


def number(name: str, text: Any) -> int:
    """`text` as a whole number. Invalid, by `name`, if it is none."""
    try:
        found = int(text)
    except ValueError:
        found = LARGEST_INTEGER + 1
    if abs(found) > LARGEST_INTEGER:
        raise Invalid(f"{name}: {text!r} is no whole number", problems={name: "no whole number"})
    return found


def stream_of(text: str) -> LogStream:
    """The log that `text` names."""
    try:
        return LogStream(text)
    except ValueError:
        there_is = ", ".join(LogStream)
        raise NotFound(f"there is no log {text!r}; there is {there_is}") from None
