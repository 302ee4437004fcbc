"""Others: words that are not ours belong to the command line of attune-ai."""

import argparse
import os
from collections.abc import Collection, Mapping, Sequence

from attune_ops_nb.errors import Invalid

Groups = Mapping[str, Collection[str]]


def unknown(rest: Sequence[str], groups: Groups) -> bool:
    """Whether `rest`, without the flags that may stand anywhere, begins with no words of ours."""
    if not rest or rest[0].startswith("-"):
        return False
    if rest[0] not in groups:
        return True
    inner = groups[rest[0]]
    return bool(inner) and len(rest) > 1 and not rest[1].startswith("-") and rest[1] not in inner


def hand_over(
    words: Sequence[str], rest: Sequence[str], given: argparse.Namespace, groups: Groups
) -> int:
    """Become attune-ai's command line. Invalid, with the nearest words, where there is none."""
    from attune_ops_nb.cli.opening import config_of
    from attune_ops_nb.readings import attune_ai

    config = config_of(given)
    found = attune_ai.installation(config)
    if found is None:
        raise Invalid(_not_known(rest, groups), problems={"word": "unknown"})
    os.environ["ATTUNE_HOME"] = str(config.attune_home)
    os.chdir(config.project_root)
    os.execv(found.python, [found.python, "-m", "attune.cli_minimal", *rest])


def _not_known(rest: Sequence[str], groups: Groups) -> str:
    from attune_ops_nb.logic.nearest import nearest

    first, *more = rest
    if first in groups:
        known, said, word = groups[first], f"{first} {more[0]}", more[0]
    else:
        known, said, word = groups, first, first
    hint = nearest(word, known) or f"; there are {', '.join(sorted(known))}"
    return f"there is no command `{said}`{hint}"
