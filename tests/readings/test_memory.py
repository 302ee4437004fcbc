"""The memory on real files."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import NotFound
from attune_ops_nb.readings.memory import memory, node

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "p").mkdir()
    return Config(project_root=tmp_path / "p", attune_home=tmp_path / "home")


def write(path: Path, text: str | bytes, days: float = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    time = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (time, time))


def stash(config: Config, *lines: object) -> None:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    write(config.attune_home / "session_stash" / "findings.jsonl", b"\n".join(raw) + b"\n")


def test_nothing_was_ever_kept(config: Config):
    found = memory(config, NOW)

    assert (found.nodes, found.findings, found.malformed) == ([], [], [])
    assert found.attention.newest is None
    assert not config.attune_home.exists()


def test_pages_of_home_and_project_come_newest_first(config: Config):
    write(config.memory_dir / "auth" / "decision.md", "# auth\n\n## Decision\n\nUse keys\n", 2)
    write(config.memory_dir / "auth" / "pattern.md", "# Keys\n\ntext", 1)
    write(config.project_root / ".attune" / "memory" / "db" / "reference.md", "# db\n", 3)
    summaries = {"auth/pattern.md": "How keys rotate"}
    write(config.memory_dir / "summaries_by_path.json", json.dumps(summaries))

    found = memory(config, NOW)

    assert [(n.key, n.kind, n.name, n.description) for n in found.nodes] == [
        ("home:auth/pattern.md", "pattern", "Keys", "How keys rotate"),
        ("home:auth/decision.md", "decision", "auth", "Use keys"),
        ("project:db/reference.md", "reference", "db", ""),
    ]
    assert found.kinds == {"decision": 1, "pattern": 1, "reference": 1}
    assert found.topics == ["auth", "db"]
    assert found.attention.undescribed == ["project:db/reference.md"]


def test_the_head_of_a_page_names_and_describes_it(config: Config):
    head = "---\nname: Use UTC\ndescription: Always\nmetadata:\n  type: feedback\n---\n# x\n"
    write(config.memory_dir / "utc.md", head)
    write(config.memory_dir / "MEMORY.md", "- utc")
    write(config.memory_dir / "bad.md", "---\nname: [\n---\nbody")

    found = {n.key: (n.kind, n.name, n.description) for n in memory(config, NOW).nodes}

    assert found == {
        "home:utc.md": ("feedback", "Use UTC", "Always"),
        "home:bad.md": ("note", "[", "body"),
    }
    assert node(config, "home:utc.md").fields["metadata"] == {"type": "feedback"}


@pytest.mark.parametrize(
    "key", ["home:../p/x.md", "home:/etc/passwd", "x", "home:auth/decisions.md"]
)
def test_only_pages_of_the_memory_are_given(config: Config, key: str):
    write(config.memory_dir / "auth" / "decision.md", "text")
    write(config.project_root / "x.md", "secret")

    with pytest.raises(NotFound, match="in the memory"):
        node(config, key)


def test_words_find_pages_and_findings(config: Config):
    write(config.memory_dir / "auth" / "decision.md", "# T\n\nKeys rotate DAILY")
    write(config.memory_dir / "db" / "decision.md", "# T\n\nvacuum daily")
    stash(config, {"text": "daily keys", "ts": NOW.timestamp()})

    found = memory(config, NOW, text="daily keys")

    assert [n.topic for n in found.nodes] == ["auth"]
    assert [f.text for f in found.findings] == ["daily keys"]


def test_findings_are_kept_for_thirty_days_and_a_bad_line_hides_none(config: Config):
    old = (NOW - timedelta(days=31)).timestamp()
    stash(
        config,
        {"text": "old", "ts": old},
        {"id": "a", "text": "fresh", "ts": NOW.timestamp(), "topics": ["cwd:/p"], "cwd": "/p"},
        b"{",
        {"text": "x", "ts": "soon"},
        {"text": "x", "ts": 1e300},
    )

    found = memory(config, NOW)

    assert [(f.id, f.text, f.cwd, f.at) for f in found.findings] == [("a", "fresh", "/p", NOW)]
    assert len(found.malformed) == 3


def test_what_of_the_project_is_newer_than_the_memory_wants_attention(config: Config):
    write(config.memory_dir / "auth" / "decision.md", "x", 2)
    write(config.project_root / ".claude" / "lessons.md", "x", 1)
    write(config.project_root / ".claude" / "rules-tail" / "a" / "b.md", "x", 1)
    write(config.project_root / ".claude" / "rules-tail" / "old.md", "x", 3)

    attention = memory(config, NOW).attention

    assert attention.changed_since == [".claude/lessons.md", ".claude/rules-tail/a/b.md"]


def test_a_page_that_cannot_be_read_is_named(config: Config):
    (config.memory_dir / "auth" / "decision.md").mkdir(parents=True)
    write(config.memory_dir / "summaries_by_path.json", "{")

    found = memory(config, NOW)

    assert [Path(bad.file).name for bad in found.malformed] == [
        "summaries_by_path.json",
        "decision.md",
    ]
