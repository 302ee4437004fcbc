"""GitHub: what the command `gh` says of a repository; asked again after five minutes."""

import os
import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import foreign_values as values

SECONDS = 10
GIT_SECONDS = 5
AT_ONCE = 4
CACHE_SECONDS = 300.0
# An alias of ssh, as in `git@github.com-work:acme/shop`, is GitHub as well.
REMOTES = (
    re.compile(r"(?:[\w.-]+@)?github[\w.-]*:(?!/)([^/\s]+/[^/\s]+?)(?:\.git)?/?"),
    re.compile(r"ssh://(?:[\w.-]+@)?(?:ssh\.)?github\.com(?::\d+)?/([^/\s]+/[^/\s]+?)(?:\.git)?/?"),
    re.compile(r"https?://(?:[^/@\s]+@)?(?:www\.)?github\.com/([^/\s]+/[^/\s]+?)(?:\.git)?/?"),
)


@lru_cache(maxsize=64)
def repository(root: Path) -> str | None:
    """`owner/name` of the repository that a folder of specs lies in; None if it is not there."""
    folder = root.parent if root.is_dir() else root
    command = ["git", "remote", "get-url", "origin"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=GIT_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    url = done.stdout.decode("utf-8", "replace").strip()
    matches = (pattern.fullmatch(url) for pattern in REMOTES)
    return next((match[1] for match in matches if match), None)


def merged(repository: str, pulls: Sequence[int], when: float) -> dict[int, bool]:
    """Whether each pull request is closed and merged; no answer is a no."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = pool.map(lambda number: _is_merged(repository, number, when), pulls)
        return dict(zip(pulls, answers, strict=True))


def open_issues(repository: str, slug: str, when: float) -> list[int]:
    """The open issues that mention `slug`. Unavailable if GitHub does not answer."""
    asked = ("search", "issues", "--repo", repository, "--state", "open", "--json", "number,title")
    answer = _ask((*asked, "--", slug), when)
    if not isinstance(answer, list):
        raise Unavailable(f"gh does not say which issues mention {slug}; try `gh auth status`")
    numbers = [values.whole(each.get("number")) for each in values.mappings(answer)]
    return [number or 0 for number in numbers]


def clear_cache() -> None:
    """Forget every answer."""
    _answers.clear()
    repository.cache_clear()


_answers: dict[tuple[str, ...], tuple[float, Any]] = {}


def _is_merged(repository: str, number: int, when: float) -> bool:
    pull = values.mapping(_ask(("api", f"repos/{repository}/pulls/{number}"), when))
    return pull.get("state") == "closed" and bool(pull.get("merged_at"))


def _ask(arguments: tuple[str, ...], when: float) -> Any:
    """What `gh` prints, as JSON; None if it does not answer, which is not remembered."""
    kept = _answers.get(arguments)
    if kept is not None and 0 <= when - kept[0] < CACHE_SECONDS:
        return kept[1]
    environment = {**os.environ, "GH_PROMPT_DISABLED": "1", "NO_COLOR": "1"}
    try:
        done = subprocess.run(
            ["gh", *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
            env=environment,
        )
        answer = msgspec.json.decode(done.stdout)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    _answers[arguments] = (when, answer)
    return answer
