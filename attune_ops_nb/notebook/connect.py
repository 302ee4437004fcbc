"""Connect: the engine of this kernel, embedded or behind a Jupyter server."""

import atexit
import os
from functools import cache

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.notebook.remote import RemoteEngine
from attune_ops_nb.work.embedded import Attune, open_engine

AnyEngine = Attune | RemoteEngine
"""Both have the same nouns with the same verbs."""


def connect(url: str | None = None, token: str | None = None) -> AnyEngine:
    """The engine: on this machine's store, or behind the Jupyter server at `url`.

    `url` and `token` are also taken from ATTUNE_URL and ATTUNE_TOKEN. An address as Jupyter prints
    it, with its token, will do. The embedded engine is opened once and then given again.
    """
    address = url or os.environ.get("ATTUNE_URL")
    if not address:
        return _embedded(build_config())
    return _remote(address, token or os.environ.get("ATTUNE_TOKEN"))


@cache
def _embedded(config: Config) -> Attune:
    engine = open_engine(config)
    atexit.register(engine.close)
    return engine


@cache
def _remote(url: str, token: str | None) -> RemoteEngine:
    engine = RemoteEngine(url, token)
    atexit.register(engine.close)
    return engine
