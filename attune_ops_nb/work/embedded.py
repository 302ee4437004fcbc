"""Embedded: an engine on the store that the configuration names, with a host roused on demand."""

import getpass
from functools import partial

from attune_ops_nb.config import Config
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.readings import Readings, attune_ai
from attune_ops_nb.store import Store
from attune_ops_nb.work import host


class Attune(Engine):
    """The engine together with the readings of its project: what every face is given."""

    def __init__(self, config: Config, store: Store, *, login: str) -> None:
        self.readings = Readings(config, store)
        super().__init__(
            config,
            store,
            login=login,
            features=self.readings.features,
            wake=partial(host.ensure, config),
            running=partial(host.running, config),
        )

    def on_behalf_of(self, login: str) -> "Attune":
        """The same engine, acting for another identity."""
        return self if login == self.login else Attune(self.config, self.store, login=login)

    def keep_going(self) -> bool:
        """Rouse a host if something is left to do, for one may have been killed; whether it is."""
        left = self.attempts.left()
        if left:
            host.ensure(self.config)
        return left

    def load_packs(self) -> None:
        """The packs as they lie on disk, and attune-ai's workflows where it is installed."""
        try:
            made = attune_ai.write_pack(self.config)
        except AttuneError as error:
            self.packs.sync()
            self.packs.report("attune", str(error))
        else:
            self.packs.sync([made] if made else [])


def open_engine(config: Config, *, login: str | None = None) -> Attune:
    """The engine for `config`, with its packs loaded. Unavailable if the store is not."""
    attune = Attune(config, Store(config), login=login or getpass.getuser())
    try:
        attune.load_packs()
    except BaseException:
        attune.close()
        raise
    return attune
