"""Saying: lines beside a table, for what cannot stand in it."""

import sys
from collections.abc import Sequence

from attune_ops_nb.readings.foreign_files import Malformed

MOST_NAMED = 5


def say(line: str) -> None:
    """A line above the table."""
    sys.stdout.write(f"{line}\n")


def say_malformed(malformed: Sequence[Malformed], count: int | None = None) -> None:
    """What could not be read: it is in no number above."""
    many = len(malformed) if count is None else count
    if not many:
        return
    lines = "1 malformed line is" if many == 1 else f"{many} malformed lines are"
    say(f"{lines} in none of these numbers:")
    for each in malformed[:MOST_NAMED]:
        say(f"  {each.file}, byte {each.offset}: {each.reason}")
    if many > MOST_NAMED:
        say(f"  … and {many - MOST_NAMED} more")
