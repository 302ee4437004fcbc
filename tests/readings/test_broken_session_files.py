"""Conversation logs that are cut, damaged, written to or rotated lose no line that is whole."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.session_usage import SessionUsage, usage
from attune_ops_nb.store import rollups
from benchmarks.session_corpus import dumps

DAYS = ("2026-01-01", "2026-06-15", "2026-12-31")
"""So far apart that no flipped bit makes one of another."""


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    yield Config(project_root=tmp_path, attune_home=tmp_path / "home")
    rollups.clear_cache()


def line(number: int, day: str = DAYS[0]) -> bytes:
    usage = {"input_tokens": 1000, "output_tokens": 7, "cache_read_input_tokens": number}
    message = {"id": f"msg_{number}", "model": "claude-opus-4-6", "usage": usage, "content": "é"}
    reply = {"timestamp": f"{day}T10:00:00.000Z", "requestId": f"req_{number}", "message": message}
    return dumps(reply) + b"\n"


def log(config: Config, name: str = "s1") -> Path:
    path = config.project_root / "claude" / "projects" / "-p" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def read(config: Config, *by: Any) -> SessionUsage:
    environ = {"CLAUDE_CONFIG_DIR": str(config.project_root / "claude")}
    return usage(config, by, environ=environ)


def days(found: SessionUsage) -> dict[str, int]:
    return {str(row.day): row.total_tokens for row in found.rows}


def is_json(text: bytes) -> bool:
    try:
        json.loads(text.decode())
    except ValueError:
        return False
    return True


def test_wherever_a_file_is_cut_its_whole_lines_count_and_the_rest_waits(config: Config) -> None:
    whole = line(1) + line(2)
    path = log(config)
    for cut in range(len(whole), -1, -1):
        path.write_bytes(whole[:cut])

        found = read(config)

        lines = whole[:cut].count(b"\n")
        assert (found.total.replies, found.malformed_lines) == (lines, 0)
        assert found.waiting_bytes == cut - (whole[:cut].rfind(b"\n") + 1)


def test_a_cut_line_that_is_written_on_after_costs_itself_and_the_next_alone(
    config: Config,
) -> None:
    first, second, third = line(1), line(2), line(3)
    for cut in range(1, len(second) - 1):
        log(config).write_bytes(first + second[:cut] + third + third)

        found = read(config)

        assert (found.total.replies, found.malformed_lines) == (2, 1)


@pytest.mark.parametrize("bit", range(8))
def test_whichever_bit_flips_its_neighbours_count_and_what_is_no_json_is_told(
    config: Config, bit: int
) -> None:
    before, middle, after = map(line, (100, 244, 399), DAYS)
    for place in range(len(middle) - 1):
        damaged = bytearray(middle)
        damaged[place] ^= 1 << bit
        log(config).write_bytes(before + bytes(damaged) + after)

        found = read(config, "day")

        counted = days(found)
        assert (counted[DAYS[0]], counted[DAYS[2]]) == (1107, 1406)
        broken = sum(not is_json(each) for each in damaged[:-1].split(b"\n"))
        assert found.malformed_lines == broken or (broken == 0 and found.total.replies == 2)


def test_what_is_read_while_it_is_written_is_never_more_or_other_than_was_written(
    config: Config,
) -> None:
    whole = b"".join(map(line, range(1500)))

    def write() -> None:
        with log(config).open("ab", buffering=0) as file:
            for start in range(0, len(whole), 97):
                file.write(whole[start : start + 97])

    log(config).touch()
    writer = threading.Thread(target=write)
    writer.start()
    counts = [0]
    while writer.is_alive():
        found = read(config)
        assert found.malformed_lines == 0
        counts.append(found.total.replies)
    writer.join()

    assert counts == sorted(counts)
    assert read(config).total.replies == 1500


def test_a_file_that_is_rotated_counts_under_both_names_and_no_line_twice(config: Config) -> None:
    log(config).write_bytes(line(1) + line(2))
    assert read(config).total.replies == 2

    log(config).rename(log(config, "s1-old"))
    log(config).write_bytes(line(2) + line(3))

    assert read(config).total.replies == 3
    assert [row.replies for row in read(config, "session").rows] == [1, 2]
    log(config, "s1-old").unlink()
    assert read(config).total.replies == 2
