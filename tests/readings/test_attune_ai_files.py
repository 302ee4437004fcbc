"""Files that a real attune-ai wrote, and ours in its eyes; its interpreter is ATTUNE_AI_PYTHON."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings import (
    briefing,
    bulletin,
    collab,
    dismissals,
    memory,
    pending_writes,
    specs,
    sweep,
)
from attune_ops_nb.readings.bulletin import Notice
from attune_ops_nb.readings.help_staleness import source_hash

REAL = os.environ.get("ATTUNE_AI_PYTHON")
pytestmark = pytest.mark.skipif(REAL is None, reason="ATTUNE_AI_PYTHON names no interpreter")
PROGRAM = Path(__file__).with_name("attune_ai_files.py")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "p").mkdir()
    return Config(project_root=tmp_path / "p", attune_home=tmp_path / "attune")


def attune_ai(config: Config, verb: str) -> str:
    environment = {**os.environ, "HOME": str(config.attune_home)}
    environment["ATTUNE_HOME"] = str(config.attune_home)
    command = [str(REAL), str(PROGRAM), verb, str(config.project_root)]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_what_it_wrote_is_read_whole(config: Config):
    attune_ai(config, "write")
    now = datetime.now(UTC)

    board = bulletin.read(config, now)
    remembered = memory.memory(config, now)

    assert [(each.run_id, each.scope) for each in board.active] == [("r1", "/p/ü")]
    assert list(dismissals.dismissals(config)) == ["old"]
    assert [item.id for item in briefing.briefing(config, now).items] == ["i1"]
    assert [each.problems for each in collab.collab(config, now).outbox.drafts] == [[]]
    assert [node.key for node in remembered.nodes] == ["home:auth/decision.md"]
    assert [finding.text for finding in remembered.findings] == ["a finding"]
    assert sweep.chips(config).queue == 1
    assert len(pending_writes.read(config, now, temporary=True).pending) == 1
    assert board.malformed == remembered.malformed == []


def test_a_notice_of_its_own_comes_back_to_the_byte(config: Config):
    attune_ai(config, "write")
    line = bulletin.active_path(config).read_bytes().splitlines()[0]
    now = datetime.now(UTC)

    bulletin.append(config, bulletin.read(config, now).active[0], now)

    assert bulletin.active_path(config).read_bytes().splitlines()[-1] == line


def test_it_reads_what_we_wrote_as_we_do(config: Config):
    now = datetime.now(UTC)
    for name, text in {
        "docs/specs/bulk/requirements.md": "**Status:** approved\n",
        "docs/specs/bulk/tasks.md": "**Status:** draft (May)\n",
        "src/a.py": "class A(B):\n    x: int = 1\n    async def f(self, *, y=2) -> None: ...\n",
    }.items():
        (config.project_root / name).parent.mkdir(parents=True, exist_ok=True)
        (config.project_root / name).write_text(text)
    specs.set_status(config, "bulk", "tasks", "approved", now)
    dismissals.add(config, "bulk", "1" * 64, now)
    ours = Notice(actor_id=bulletin.actor_id(), actor_kind="dashboard", workflow="fix",
                  run_id="00000000000a", started_at=now, last_heartbeat=now)  # fmt: skip
    bulletin.append(config, ours, now)

    found = json.loads(attune_ai(config, "read").rpartition("found ")[2])

    (spec,) = specs.specs(config, now)
    edited = spec.last_modified and spec.last_modified.isoformat()
    assert found["specs"] == [["bulk", spec.lifecycle, spec.stage, edited]]
    assert [entry["run_id"] for entry in found["bulletin"]] == ["00000000000a"]
    assert found["dismissed"] == ["bulk"]
    assert found["source_hash"] == source_hash(config.project_root, ["src/**"])
