"""`python -m benchmarks.torn_rollups`: the rollups of telemetry, torn at every byte.

The database is cut and flipped at each of its bytes, and so is its log as it is beside a process
that lives. Each time the summary of a new process must be what it was.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.readings.telemetry import TelemetrySummary, summary
from attune_ops_nb.store import rollups

TODAY = date(2026, 11, 21)
ROWS = 200


def fill(path: Path) -> None:
    """Two hundred rows, of which every hundredth is none."""
    chance = random.Random(1)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        for number in range(ROWS):
            row = b'{"ts":"2026-11-20T10:00:00Z","workflow":"w","cost":%d}\n'
            file.write(b"[1]\n" if number % 100 == 99 else row % chance.randrange(9))


def torn(content: bytes, step: int) -> Iterator[bytes]:
    """Cut at every byte, and with all bits of each byte flipped."""
    for at in range(0, len(content), step):
        yield content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
        yield content[:at]


def looked(config: Config) -> TelemetrySummary:
    """What a process that has just begun finds."""
    rollups.clear_cache()
    return summary(config, today=TODAY)


def sweep(config: Config, kept: Path, end: str, step: int) -> tuple[int, int]:
    """How often a file was torn, and how often that was noticed by other totals or an error."""
    whole = Path(f"{kept}{end}").read_bytes()
    expected = summary(Config(attune_home=config.attune_home, read_only=True), today=TODAY)
    times = wrong = 0
    for content in torn(whole, step):
        rollups.clear_cache()
        if times % 5000 == 0:
            print(f"{end or 'database'}: {times} so far, {wrong} wrong", flush=True)
        for other in ("", "-wal", "-shm"):
            path = Path(f"{config.ops_dir / 'readings.db'}{other}")
            path.unlink(missing_ok=True)
            if Path(f"{kept}{other}").exists():
                shutil.copyfile(f"{kept}{other}", path)
        Path(f"{config.ops_dir / 'readings.db'}{end}").write_bytes(content)
        times += 1
        try:
            found = looked(config)
            again = looked(config)
        except Exception as error:
            print(f"{end or 'database'}, tearing {times}: {error!r}")
            wrong += 1
            continue
        wrong += (found, again) != (expected, expected)
    return times, wrong


def main(arguments: list[str]) -> int:
    """Tear, and say how often something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torn_rollups")
    parser.add_argument("--step", type=int, default=1, help="only every so many bytes (1)")
    parser.add_argument("--only", choices=["database", "wal", "shm"])
    given = parser.parse_args(arguments)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="attune-torn-") as name:
        config = Config(attune_home=Path(name, "home"))
        fill(config.telemetry_path)
        database, kept = config.ops_dir / "readings.db", Path(name, "kept.db")
        looked(config)
        for end in ("-wal", "-shm"):  # as a process that was killed leaves them
            shutil.copyfile(f"{database}{end}", f"{kept}{end}")
        shutil.copyfile(database, kept)
        for end in ("-wal", "-shm", ""):
            if end == "":
                rollups.clear_cache()
                shutil.copyfile(database, kept)
                Path(f"{kept}-wal").unlink()
                Path(f"{kept}-shm").unlink()
            start = time.process_time()
            if given.only not in (None, end.strip("-") or "database"):
                continue
            times, wrong = sweep(config, kept, end, given.step)
            failed += wrong
            seconds = time.process_time() - start
            print(f"{end or 'database'}: torn {times} times, {wrong} wrong, {seconds:.0f} CPU s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
