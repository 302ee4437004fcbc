"""Watching of real folders."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from attune_ops_nb.store.watching import Watch

SECONDS = 30
"""For what comes at once."""


def rings(watch: Watch, act: Callable[[], object]) -> bool:
    """Whether it rings after `act`, once what was written before is through."""
    while watch.wait(0.2):
        pass
    act()
    return watch.wait(SECONDS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "home" / "telemetry"
    made.mkdir(parents=True)
    (made / "usage.jsonl").write_text("{}\n")
    return made


def append(folder: Path) -> None:
    with (folder / "usage.jsonl").open("a") as file:
        file.write("{}\n")


ACTS: dict[str, Callable[[Path], object]] = {
    "a line is added": append,
    "a file is made": lambda folder: (folder / "b.jsonl").touch(),
    "a file is renamed": lambda folder: (folder / "usage.jsonl").rename(folder / "u.1.jsonl"),
    "a file is removed": lambda folder: (folder / "usage.jsonl").unlink(),
    "the folder is renamed": lambda folder: folder.rename(folder.with_name("b")),
}


@pytest.mark.parametrize("what", ACTS)
def test_it_rings_when(folder: Path, what: str):
    watch = Watch([folder])
    assert rings(watch, lambda: ACTS[what](folder))
    watch.close()


def test_it_does_not_ring_when_a_file_is_only_read(folder: Path):
    watch = Watch([folder])
    (folder / "usage.jsonl").read_text()
    assert not watch.wait(0.3)
    watch.close()


def test_a_folder_that_is_still_to_be_made_is_watched(tmp_path: Path):
    folder = tmp_path / "a" / "b" / "c"
    watch = Watch([folder])
    assert rings(watch, lambda: folder.mkdir(parents=True))
    assert rings(watch, lambda: append(folder))
    watch.close()


def test_whoever_waits_is_let_go_when_it_is_closed(folder: Path):
    watch = Watch([folder])
    waiting = threading.Thread(target=watch.wait)
    waiting.start()
    watch.close()
    waiting.join(SECONDS)
    assert not waiting.is_alive()
    assert watch.closed
