"""Whole: a file is written whole or not at all, whoever writes it too, or kills us meanwhile."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from attune_ops_nb.errors import Unavailable


def write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """`content` in the place of what was in `path`. Unavailable if the disk refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, fresh = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(fresh, mode)
            os.replace(fresh, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(fresh)
            raise
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}") from error
