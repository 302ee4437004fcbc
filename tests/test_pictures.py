"""The pictures of the README are there, are small, and say what is on them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHOWN = re.findall(r"!\[(.*?)\]\((.*?)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
LARGEST = 120_000


@pytest.mark.parametrize(("says", "path"), SHOWN)
def test_a_picture_is_small_and_says_what_is_on_it(says: str, path: str) -> None:
    content = (ROOT / path).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) < LARGEST
    assert says


def test_every_picture_is_shown() -> None:
    there = {f"notebooks/pictures/{each.name}" for each in (ROOT / "notebooks/pictures").iterdir()}
    assert there == {path for _, path in SHOWN}
