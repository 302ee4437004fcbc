"""Run by the interpreter of a real attune-ai: writes what it writes, or tells what it reads."""

import json
import os
import sys
from pathlib import Path


def write(home: Path, project: Path) -> None:
    from attune.bulletin import BulletinEntry, FileBulletinBackend
    from attune.curator.cache import CuratorCache
    from attune.curator.result import CuratorItem, CuratorResult
    from attune.docs_outbox.store import write_artifact
    from attune.memory import personal
    from attune.memory.file_stash import FileStashBackend
    from attune.ops import dismiss_store, pending_writes, sweep_results
    from attune.ops.config import build_config

    config = build_config(project)
    entry = {"actor_id": "cli-a-1", "actor_kind": "cli", "workflow": "fix"}
    board = FileBulletinBackend(home / "bulletin")
    board.append(BulletinEntry(run_id="r1", scope="/p/ü", **entry))
    board.append(BulletinEntry(run_id="r2", current_status="completed", **entry))
    dismiss_store.save("old", "0" * 64, config)
    item = CuratorItem(id="i1", title="T", severity="warn", rationale="r")
    CuratorCache(root=home / "curator-cache").put("k", CuratorResult(summary="S", items=[item]))
    write_artifact("lesson", "utc", "- **Use UTC** always", attune_home=home)
    personal._load_author = lambda: None
    personal.PersonalMemory(global_root=home / "memory").capture("auth", "Rotate", "decision")
    FileStashBackend(home / "session_stash").remember("a finding", session_id="s1")
    log = ["ATTUNE_DS_VERSION 1", 'ATTUNE_DS final {"queue": [{"title": "t"}]}']
    sweep_results.persist_from_lines(str(project), log, config)
    note = {"endpoint": "PUT", "action": "set", "before_sha256": None, "after_sha256": "0"}
    made = pending_writes.make_entry(file_path="x.md", project_root=str(project), **note)
    pending_writes.append_entry(made, home / "ops" / "pending_writes.jsonl")


def read(home: Path, project: Path) -> None:
    from attune.authoring.manifest import Feature
    from attune.authoring.staleness import compute_source_hash
    from attune.bulletin import FileBulletinBackend
    from attune.ops import dismiss_store
    from attune.ops.config import build_config
    from attune.ops.specs_data import _list_specs_in_root, _resolved_roots

    config = build_config(project)
    specs = [spec for root in _resolved_roots(config) for spec in _list_specs_in_root(root)]
    source = Feature(name="a", description="", files=["src/**"])
    found = {
        "bulletin": [
            entry.to_dict() for entry in FileBulletinBackend(home / "bulletin").read_active()
        ],
        "dismissed": sorted(dismiss_store.load(config)),
        "specs": [[spec.slug, spec.lifecycle, spec.stage, spec.last_modified] for spec in specs],
        "source_hash": compute_source_hash(source, project)[0],
    }
    print("found " + json.dumps(found))


if __name__ == "__main__":
    home = Path(os.environ["ATTUNE_HOME"])
    {"write": write, "read": read}[sys.argv[1]](home, Path(sys.argv[2]))
