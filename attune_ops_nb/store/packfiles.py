"""Packfiles: the folder of a pack, read into nouns; what is wrong is told with file and line."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from attune_ops_nb.errors import AttuneError, Invalid
from attune_ops_nb.logic import documents, pack_yaml, versions
from attune_ops_nb.logic.documents import Document
from attune_ops_nb.logic.workflows.inputs import Actions
from attune_ops_nb.logic.workflows.packed import Both
from attune_ops_nb.model import ASK, Action, Pack, Runtime, RuntimeVersion, WorkflowDefinition
from attune_ops_nb.store import workflow_files
from attune_ops_nb.store.texts import name_of, text_of
from attune_ops_nb.store.workflow_files import Graph

PACK_FILE = "pack.yaml"
SUFFIXES = (".yaml", ".yml")
NOT_CONTENT = frozenset({"__pycache__", "node_modules"})
"""Folders that a pack may have, and that are not part of what it is."""
DEPENDENCY = re.compile(r"(?P<ref>[a-z][a-z0-9_-]+)\s*@?\s*(?P<constraint>.*)")
SCRIPT = re.compile(r"[\w./-]+\.\w+|[\w.-]+/[\w./-]+")
"""An entry point that must mean a file: one word with an ending, or with a slash."""


class PackFiles(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder brings. The ids of its nouns are 0; their refs say what belongs together."""

    folder: Path
    pack: Pack
    enabled: bool = True
    runtimes: list[Runtime] = []
    versions: list[RuntimeVersion] = []
    actions: list[Action] = []
    workflows: list[WorkflowDefinition] = []
    warnings: list[str] = []


def find(dirs: Iterable[Path]) -> list[Path]:
    """The folders of packs that lie right under `dirs`. A folder that is absent has none."""
    found: dict[Path, None] = {}
    for parent in dirs:
        for marker in sorted(parent.glob(f"*/{PACK_FILE}")):
            found[marker.parent.resolve()] = None
    return list(found)


def read(folder: Path) -> PackFiles:
    """The pack in `folder`. Invalid, naming file and line, with all that is wrong in its files."""
    pack, enabled = pack_yaml.pack(_document(folder / PACK_FILE, folder))
    reader = _Reader(folder, pack.ref)
    runtimes = reader.runtimes()
    actions, workflows = reader.actions([runtime for runtime, _ in runtimes])
    if reader.problems:
        raise Invalid("; ".join(reader.told), problems=reader.problems)
    return PackFiles(
        folder=folder,
        pack=msgspec.structs.replace(
            pack, checksum=checksum(folder), storage_path=str(folder), source_type="directory"
        ),
        enabled=enabled,
        runtimes=[runtime for runtime, _ in runtimes],
        versions=[version for _, rows in runtimes for version in rows],
        actions=actions,
        workflows=workflows,
        warnings=reader.warnings,
    )


def in_order(packs: Iterable[PackFiles]) -> tuple[list[PackFiles], dict[str, str]]:
    """The packs that can be loaded, each after those it needs; and by ref why others cannot."""
    by_ref = {each.pack.ref: each for each in packs if each.enabled}
    ordered: dict[str, PackFiles] = {}
    refused: dict[str, str] = {}
    for ref in sorted(by_ref):
        _place(ref, by_ref, ordered, refused, ())
    return list(ordered.values()), refused


def checksum(folder: Path) -> str:
    """A fingerprint of everything in the folder: `sha256:…`."""
    digest = hashlib.sha256()
    for path in sorted(_content(folder)):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{digest.hexdigest()}"


class _Reader:
    """Reads the parts of one pack, and goes on after a broken file so as to tell of all."""

    def __init__(self, folder: Path, ref: str) -> None:
        self._folder = folder
        self._ref = ref
        self._lines: dict[str, str] = {}
        self.told: list[str] = []
        self.problems: dict[str, str] = {}
        self.warnings: list[str] = []

    def runtimes(self) -> list[tuple[Runtime, list[RuntimeVersion]]]:
        """The runtimes with their versions."""
        found = []
        for document in self._documents("runtimes", pack_yaml.RuntimeYaml):
            with self._noted():
                found.append(pack_yaml.runtime(document, self._ref))
        return found

    def actions(self, own_runtimes: list[Runtime]) -> tuple[list[Action], list[WorkflowDefinition]]:
        """What can be run, and the graphs of what is a workflow."""
        found: list[Action] = []
        graphs: list[Graph] = []
        for document in self._documents("actions", pack_yaml.ActionYaml):
            with self._noted():
                action = pack_yaml.action(document, self._ref, own_runtimes)
                if action is not None and action.runtime_ref is None:
                    graphs.append(workflow_files.of_action(self._folder, document, action))
                elif action is not None:
                    self._check_script(document, action)
                    found.append(action)
        graphs += self._standing_alone()
        conducted = list(self._conducted(graphs, workflow_files.schemas_of(found, graphs)))
        found += [action for action, _ in conducted]
        return found, [definition for _, definition in conducted]

    def _standing_alone(self) -> Iterator[Graph]:
        for path in _yaml_files(self._folder / workflow_files.FOLDER):
            with self._noted():
                graph = workflow_files.standing_alone(self._folder, path, self._ref)
                if graph.action.ref in self._lines:
                    where = self._lines[graph.action.ref]
                    what = f"ref: {graph.action.ref} is there already, in {where}"
                    raise Invalid(f"{graph.file}: {what}", problems={graph.file: what})
                self._lines[graph.action.ref] = graph.file
                yield graph

    def _conducted(self, graphs: list[Graph], schemas: Actions) -> Iterator[Both]:
        for graph in graphs:
            with self._noted():
                yield workflow_files.rows(graph, schemas, self.warnings)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note what is wrong in the block, and go on after it."""
        try:
            yield
        except Invalid as error:
            self.told.append(error.message)
            self.problems |= error.problems

    def _documents(self, name: str, shape: type[msgspec.Struct]) -> Iterator[Document]:
        for path in _yaml_files(self._folder / name):
            with self._noted():
                document = _document(path, self._folder)
                if document.value is None or "ref" not in document.value:
                    self.warnings.append(f"{document.file}: it has no ref, and is left out")
                else:
                    self._check_unique(document)
                    self.warnings += pack_yaml.strange_keys(document, shape)
                    yield document

    def _check_unique(self, document: Document) -> None:
        ref = str(document.value["ref"])
        if ref in self._lines:
            raise document.refused(("ref",), f"ref: {ref} is there already, in {self._lines[ref]}")
        self._lines[ref] = document.file

    def _check_script(self, document: Document, action: Action) -> None:
        scripts = (self._folder / "actions").resolve()
        text = action.entrypoint
        inline = action.runtime_ref == "core.shell" and SCRIPT.fullmatch(text) is None
        if action.ref != ASK and not inline and not _is_file(scripts, text):
            what = f"entry_point: there is no file {text} in actions/"
            raise document.refused(("entry_point",), what)


def _document(path: Path, folder: Path) -> Document:
    document = documents.read(text_of(path, folder), name_of(path, folder))
    if document.value is not None and not isinstance(document.value, dict):
        raise document.refused((), "it must be a mapping of keys to values")
    return document


def _yaml_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())


def _is_file(folder: Path, name: str) -> bool:
    try:
        path = (folder / name).resolve()
        return path.is_relative_to(folder) and path.is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        return False


def _content(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [
            name for name in folders if name not in NOT_CONTENT and not name.startswith(".")
        ]
        for name in names:
            path = Path(parent, name)
            if path.is_file():
                yield path


def _place(
    ref: str,
    by_ref: dict[str, PackFiles],
    ordered: dict[str, PackFiles],
    refused: dict[str, str],
    above: tuple[str, ...],
) -> None:
    """Put the pack `ref` into `ordered`, after what it needs, or say in `refused` why not."""
    if ref in ordered or ref in refused:
        return
    for text in by_ref[ref].pack.dependencies:
        needed = DEPENDENCY.fullmatch(text.strip())
        reason = _missing(text, needed, by_ref)
        if reason is None and needed is not None:
            if needed["ref"] in (*above, ref):
                circle = " → ".join([*above, ref, needed["ref"]])
                reason = f"packs need each other in a circle: {circle}"
            else:
                _place(needed["ref"], by_ref, ordered, refused, (*above, ref))
                if needed["ref"] in refused:
                    reason = f"it needs {needed['ref']}, which cannot be loaded"
        if reason is not None:
            refused[ref] = reason
            return
    ordered[ref] = by_ref[ref]


def _missing(text: str, needed: re.Match[str] | None, by_ref: dict[str, PackFiles]) -> str | None:
    if needed is None:
        return f"dependencies: {text!r} is no ref of a pack"
    if needed["ref"] not in by_ref:
        return f"it needs the pack {needed['ref']}, which is not there"
    found = by_ref[needed["ref"]].pack.version
    try:
        fits = versions.satisfies(found, needed["constraint"], bare="=")
    except AttuneError as error:
        return f"dependencies: {error}"
    return None if fits else f"it needs {text}, and {needed['ref']} is there in version {found}"
