"""Rollups of real files, by a fold that adds up what the lines say.

`python -m benchmarks.torn_rollups` tears them at every byte; that takes minutes.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from attune_ops_nb.store.rollups import BadLine, Cells, Rollups


class Sum:
    """Adds up lines that are numbers."""

    def __init__(self) -> None:
        self.total = 0

    def take(self, block: bytes, start: int) -> Iterable[BadLine]:
        for line in block.splitlines(keepends=True):
            try:
                self.total += int(line)
            except ValueError:
                yield BadLine(offset=start, length=len(line) - 1, reason="no number")
            start += len(line)

    def changes(self) -> Cells:
        return [(b"total", b"%d" % self.total)]

    def restore(self, cells: Cells) -> None:
        self.total = int(dict(cells)[b"total"])


def rollups(folder: Path, version: int = 1) -> Rollups[Sum]:
    return Rollups(folder / "ops" / "readings.db", "sums", version=version, fold=Sum)


@pytest.fixture
def sums(tmp_path: Path) -> Iterator[Rollups[Sum]]:
    made = rollups(tmp_path)
    yield made
    made.close()


def total(made: Rollups[Sum], *paths: Path) -> int:
    with made.read(paths) as files:
        return sum(file.fold.total for file in files)


def append(path: Path, content: bytes) -> Path:
    with path.open("ab") as file:
        file.write(content)
    return path


def test_only_whole_lines_count_and_the_rest_waits(tmp_path: Path, sums: Rollups[Sum]):
    path = append(tmp_path / "a", b"1\n2\n3")
    assert total(sums, path) == 3
    append(path, b"0\n4\n")
    assert total(sums, path) == 37


def test_what_was_read_is_read_by_no_other_process_again(tmp_path: Path, sums: Rollups[Sum]):
    path = append(tmp_path / "a", b"1\nx\n")
    total(sums, path)
    with rollups(tmp_path).read([append(path, b"y\n")]) as [file]:
        assert (file.fold.total, file.bad_count, file.place.offset) == (1, 2, 6)
        assert [bad.offset for bad in file.bad_lines] == [2, 4]
        assert file.version[1] == 2


def test_two_that_read_in_turns_stay_equal(tmp_path: Path, sums: Rollups[Sum]):
    other, path = rollups(tmp_path), tmp_path / "a"
    for number in range(1, 20):
        append(path, b"%d\n" % number)
        reader = (sums, other)[number % 2]
        assert total(reader, path) == sum(range(number + 1))
    assert total(sums, path) == total(other, path)
    other.close()


def test_a_rotated_file_is_not_read_again(tmp_path: Path, sums: Rollups[Sum]):
    live, old = append(tmp_path / "live", b"1\n2\n"), tmp_path / "old"
    with sums.read([live]) as [file]:
        version = file.version
    os.rename(live, old)
    append(live, b"5\n")
    with sums.read([old, live]) as files:
        assert [(file.path, file.fold.total) for file in files] == [(old, 3), (live, 5)]
        assert files[0].version == version


@pytest.mark.parametrize("content", [b"", b"7\n", b"9\n2\n3\n", b"1\n9\n3\n", b"1\n2\n4"])
def test_a_file_that_did_not_only_grow_is_read_anew(
    tmp_path: Path, sums: Rollups[Sum], content: bytes
):
    path = append(tmp_path / "a", b"1\n2\n3\n")
    assert total(sums, path) == 6
    path.write_bytes(content)
    os.utime(path, ns=(1, 1))
    whole = content[: content.rfind(b"\n") + 1]
    assert total(sums, path) == sum(map(int, whole.split()))


def test_a_file_that_is_gone_does_not_count_any_more(tmp_path: Path, sums: Rollups[Sum]):
    path = append(tmp_path / "a", b"1\n")
    assert total(sums, path) == 1
    path.unlink()
    assert total(sums, path) == 0
    assert total(rollups(tmp_path), append(path, b"2\n")) == 2


def test_another_version_of_the_reading_begins_anew(tmp_path: Path, sums: Rollups[Sum]):
    path = append(tmp_path / "a", b"1\n")
    total(sums, path)
    with rollups(tmp_path, version=2).read([path]) as [file]:
        assert (file.fold.total, file.version[1]) == (1, 1)


def test_where_nothing_can_be_written_it_is_kept_in_memory(tmp_path: Path):
    (tmp_path / "ops").write_text("a file stands where the folder should be")
    made, path = rollups(tmp_path), append(tmp_path / "a", b"1\n")
    assert total(made, path) == 1
    assert total(made, append(path, b"2\n")) == 3
    made.close()


def test_a_line_that_is_too_long_is_a_bad_one(
    tmp_path: Path, sums: Rollups[Sum], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("attune_ops_nb.store.growing_files.LONGEST_LINE", 300_000)
    path = append(tmp_path / "a", b"1\n" + b"9" * 600_000 + b"\n2\n" + b"8" * 600_000)
    with sums.read([path]) as [file]:
        assert (file.fold.total, file.waiting) == (3, 600_000)
        assert [(bad.offset, bad.length) for bad in file.bad_lines] == [(2, 600_000)]
    append(path, b"\n4\n")
    with sums.read([path]) as [file]:
        assert (file.fold.total, file.bad_count, file.waiting) == (7, 2, 0)


def test_any_byte_of_the_database_may_be_torn(tmp_path: Path, sums: Rollups[Sum]):
    path = append(tmp_path / "a", b"1\nx\n2\n")
    total(sums, path)
    sums.close()
    database = tmp_path / "ops" / "readings.db"
    whole = database.read_bytes()
    torn = [whole[:end] for end in range(0, len(whole), 401)]
    torn += [_flipped(whole, at) for at in range(0, len(whole), 101)]
    torn += [_flipped(whole, at) for at in range(0, len(whole), 11) if whole[at]]
    for content in torn:
        database.write_bytes(content)
        made = rollups(tmp_path)
        with made.read([path]) as [file]:
            assert (file.fold.total, file.bad_count, len(file.bad_lines)) == (3, 1, 1)
        made.close()


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
