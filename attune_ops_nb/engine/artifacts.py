"""The verbs of artifacts: what executions leave behind."""

import mimetypes
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attune_ops_nb.config import Config
from attune_ops_nb.errors import NotFound, Unavailable
from attune_ops_nb.model import Artifact, ArtifactType, ArtifactVersion, Execution, OwnerType
from attune_ops_nb.store import Store
from attune_ops_nb.store.tx import Tx

FOLDERS = 1000


class Artifacts:
    """Artifacts and their versions; the bytes lie under `Config.artifacts_dir`."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    def list(self, execution: int | None = None) -> Sequence[Artifact]:
        """The artifacts of one execution, or the newest 1,000 of all."""
        if execution is None:
            return self._store.find(Artifact, limit=1000)
        return self._store.find(Artifact, execution=execution, oldest_first=True)

    def get(self, id: int) -> Artifact:
        """The artifact `id`. NotFound if there is none."""
        return self._store.get(Artifact, id)

    def versions(self, id: int) -> Sequence[ArtifactVersion]:
        """The versions of an artifact, newest first."""
        return self._store.find(ArtifactVersion, artifact=self.get(id).id)

    def file(self, id: int, version: int | None = None) -> Path:
        """The file with the bytes of a version, the newest unless one is named."""
        asked: dict[str, Any] = {} if version is None else {"version": version}
        for found in self._store.find(ArtifactVersion, artifact=id, limit=1, **asked):
            return self._existing(found)
        raise NotFound(f"artifact {id} has no version {version or 'yet'}")

    def folder(self, execution: int) -> Path:
        """The folder in which `execution` may leave files; it is made if need be."""
        folder = self._config.artifacts_dir / str(execution // FOLDERS) / str(execution)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Unavailable(f"cannot write artifacts to {folder}: {error.strerror}") from error
        return folder

    def keep(self, execution: Execution) -> Sequence[Artifact]:
        """An artifact for each file that `execution` left in its folder."""
        folder = self.folder(execution.id)
        files = sorted(
            path for path in folder.rglob("*") if path.is_file() and _inside(path, folder)
        )
        if not files:
            folder.rmdir()
            return []
        root = self._config.artifacts_dir
        return self._store.tx(lambda tx: [_keep(tx, root, folder, execution, f) for f in files])

    def _existing(self, version: ArtifactVersion) -> Path:
        path = self._config.artifacts_dir / (version.file_path or "")
        if not path.is_file():
            raise NotFound(f"the file of artifact {version.artifact} is gone: {path}")
        return path


def _inside(path: Path, folder: Path) -> bool:
    """A link must not show what lies elsewhere."""
    return path.resolve().is_relative_to(folder.resolve())


def _keep(tx: Tx, root: Path, folder: Path, execution: Execution, path: Path) -> Artifact:
    name = path.relative_to(folder).as_posix()
    content_type = mimetypes.guess_type(path.name)[0]
    size = path.stat().st_size
    ref = f"execution.{execution.id}.{re.sub(r'[^a-z0-9_-]+', '_', name.lower())}"
    shown: dict[str, Any] = {
        "content_type": content_type,
        "size_bytes": size,
        "execution": execution.id,
    }
    for known in tx.find(Artifact, ref=ref):
        artifact = tx.update(Artifact, known.id, **shown) or known
        break
    else:
        artifact = tx.add(
            Artifact(
                ref=ref,
                scope=OwnerType.ACTION,
                owner=execution.action_ref,
                type=_type_of(content_type),
                name=name,
                **shown,
            )
        )
    _add_version(tx, artifact, path.relative_to(root).as_posix())
    return artifact


def _add_version(tx: Tx, artifact: Artifact, file_path: str) -> None:
    earlier = tx.find(ArtifactVersion, artifact=artifact.id, limit=1)
    tx.add(
        ArtifactVersion(
            artifact=artifact.id,
            version=earlier[0].version + 1 if earlier else 1,
            execution=artifact.execution,
            content_type=artifact.content_type,
            size_bytes=artifact.size_bytes,
            file_path=file_path,
        )
    )


def _type_of(content_type: str | None) -> ArtifactType:
    match (content_type or "").split("/"):
        case ["image", _]:
            return ArtifactType.FILE_IMAGE
        case ["text", "csv"] | ["application", "vnd.apache.parquet"]:
            return ArtifactType.FILE_DATATABLE
        case ["text", _] | ["application", "json" | "xml" | "x-ipynb+json"]:
            return ArtifactType.FILE_TEXT
        case [""]:
            return ArtifactType.OTHER
        case _:
            return ArtifactType.FILE_BINARY
