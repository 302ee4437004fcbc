"""Front matter: the YAML between two rules at the head of a markdown file."""

import re
from typing import Any

import yaml

from attune_ops_nb.logic import foreign_values as values

RULES = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
LARGEST = 64 * 1024


def split(text: str) -> tuple[dict[str, Any], str]:
    """What the head says, and the rest. A head that is no mapping says nothing."""
    match = RULES.match(text)
    if match is None:
        return {}, text
    return _mapping(match[1]), text[match.end() :]


def title(body: str) -> str | None:
    """The first heading of the first level."""
    lines = (line.strip() for line in body.split("\n"))
    return next((line[2:].strip() for line in lines if line.startswith("# ")), None)


def first_prose(body: str, most: int) -> str:
    """The first line that is no heading, cut to `most` characters."""
    lines = (line.strip() for line in body.split("\n"))
    return next((line for line in lines if line and not line.startswith("#")), "")[:most]


def _mapping(head: str) -> dict[str, Any]:
    # Aliases can make a small text a huge value.
    if len(head) > LARGEST or re.search(r"[:\-\[,]\s*[&*]\w", head):
        return _plainly(head)
    try:
        # BaseLoader leaves every value the text that it is: a date stays as it was written.
        return values.mapping(yaml.load(head, Loader=yaml.BaseLoader))
    except (yaml.YAMLError, RecursionError):
        return _plainly(head)


def _plainly(head: str) -> dict[str, Any]:
    """The lines `key: value`, where YAML makes nothing of the whole."""
    pairs = (line.split(":", 1) for line in head.split("\n") if ":" in line)
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs if key.strip()}
