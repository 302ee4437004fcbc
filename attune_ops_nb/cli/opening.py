"""Opening: the settings that flags give, and the engine they lead to."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attune_ops_nb.config import Config, build_config

if TYPE_CHECKING:
    from attune_ops_nb.work.embedded import Attune


def config_of(args: argparse.Namespace, **given: Any) -> Config:
    """The Config, with what flags say."""
    return build_config(
        getattr(args, "project_root", None),
        attune_home=getattr(args, "home", None),
        **{"allow_run": getattr(args, "allow_run", None), **given},
    )


@contextmanager
def opened(args: argparse.Namespace) -> Iterator["Attune"]:
    """The engine, let go of in the end. It is loaded only here: some commands need none."""
    from attune_ops_nb.work.embedded import open_engine

    engine = open_engine(config_of(args))
    try:
        yield engine
    finally:
        engine.close()
