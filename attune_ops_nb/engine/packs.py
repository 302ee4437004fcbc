"""The verbs of packs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.errors import AttuneError, Conflict, NotFound
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Pack
from attune_ops_nb.store import Store, packfiles, packrows

BUILT_IN = Path(__file__).parent.parent / "packs"
NO_VERSION = "0.0.0"
ADHOC = "adhoc"
"""The pack of what is written here without naming one; it has no folder."""


class Packs:
    """What actions and runtimes come from."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config = config
        self._store = store

    def list(self) -> Sequence[Pack]:
        """All packs, by ref; `problem` says why one could not be loaded as it lies on disk."""
        return sorted(self._store.find(Pack), key=lambda pack: pack.ref)

    def get(self, ref: str) -> Pack:
        """The pack `ref`. NotFound if there is none."""
        for found in self._store.find(Pack, ref=ref):
            return found
        refs = [pack.ref for pack in self._store.find(Pack)]
        raise NotFound(f"there is no pack {ref!r}{nearest(ref, refs)}")

    def sync(self, more: Iterable[Path] = ()) -> Sequence[Pack]:
        """Load what changed on disk: the packs that ship, those in `packs_dirs`, and `more`.

        A pack that cannot be read keeps its last good state and says what is wrong.
        """
        known = {pack.ref: pack for pack in self._store.find(Pack)}
        folders = [*packfiles.find([BUILT_IN, *self._config.packs_dirs]), *more]
        changed = [folder for folder in folders if not _as_known(folder, known.values())]
        gone = [pack for pack in known.values() if _gone(pack)]
        if changed or gone:
            self._load(folders)
            for pack in gone:
                self._store.tx(lambda tx: packrows.remove(tx, pack))  # noqa: B023
        return self.list()

    def report(self, ref: str, problem: str) -> Pack:
        """Record why the pack `ref` could not be loaded; it is listed with that."""
        for known in self._store.find(Pack, ref=ref):
            return self._store.update(Pack, known.id, problem=problem) or known
        return self._store.add(Pack(ref=ref, label=ref, version=NO_VERSION, problem=problem))

    def own(self, ref: str) -> Pack:
        """The pack `ref`; the one of what is written here is made when it is first needed."""
        if ref == ADHOC and not self._store.find(Pack, ref=ref):
            said = "What was written here, in notebooks and through the API."
            made = Pack(ref=ref, label="Written here", description=said, version="1.0.0")
            return self._store.add(made)
        return self.get(ref)

    def folder(self, ref: str) -> Path:
        """Where the files of the pack `ref` can be written. Conflict if they cannot."""
        path = self.get(ref).storage_path
        if path is None or Path(path).is_relative_to(BUILT_IN):
            why = "comes with the program" if path else "has no folder"
            raise Conflict(f"the pack {ref} {why}, so no file is written into it")
        return Path(path)

    def _load(self, folders: Sequence[Path]) -> None:
        """All packs anew, for what one of them needs may lie in another."""
        read = []
        for folder in folders:
            try:
                read.append(packfiles.read(folder))
            except AttuneError as error:
                self.report(folder.name, str(error))
        loadable, refused = packfiles.in_order(read)
        self._store.tx(lambda tx: packrows.write(tx, loadable))
        for ref, problem in refused.items():
            self.report(ref, problem)


def _as_known(folder: Path, known: Iterable[Pack]) -> bool:
    """Whether the folder was loaded as it is now."""
    at_folder = (pack for pack in known if pack.storage_path == str(folder) and not pack.problem)
    return any(pack.checksum == packfiles.checksum(folder) for pack in at_folder)


def _gone(pack: Pack) -> bool:
    return pack.storage_path is not None and not Path(pack.storage_path).exists()
