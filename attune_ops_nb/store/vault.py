"""Vault: secret parameters, sealed on disk until the worker opens them."""

import os
from pathlib import Path

import msgspec
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.model import Params
from attune_ops_nb.store.tables import sealed
from attune_ops_nb.store.tx import Reader, Tx

REDACTED = "********"
"""What stands in an execution's parameters in the place of a secret."""


def seal(config: Config, tx: Tx, execution: int, secrets: Params) -> None:
    """Keep `secrets` for the worker that will run `execution`."""
    value = _cipher(config).encrypt(msgspec.json.encode(secrets))
    tx.connection.execute(sa.insert(sealed).values(execution=execution, value=value))


def unseal(config: Config, reader: Reader, execution: int) -> Params:
    """The secret parameters of `execution`; empty if it has none."""
    query = sa.select(sealed.c.value).where(sealed.c.execution == execution)
    value = reader.connection.execute(query).scalar()
    if value is None:
        return {}
    try:
        return msgspec.json.decode(_cipher(config).decrypt(value), type=Params)
    except InvalidToken as error:
        raise Unavailable(
            f"the secrets of execution {execution} were sealed with another key than "
            f"{_key_path(config)}"
        ) from error


def _cipher(config: Config) -> Fernet:
    return Fernet(_key(_key_path(config)))


def _key_path(config: Config) -> Path:
    return config.ops_dir / "vault.key"


def _key(path: Path) -> bytes:
    """The key of this home, made when it is first needed; only its owner can read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        if not path.exists():
            with os.fdopen(
                os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb"
            ) as file:
                file.write(Fernet.generate_key())
            # Of two programs that make a key at once, the first one's stays.
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(f"cannot use the key of the vault {path}: {error.strerror}") from error
