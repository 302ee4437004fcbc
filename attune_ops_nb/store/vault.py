"""Vault: secret parameters and the values of keys, sealed on disk until somebody opens them."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken

from attune_ops_nb.config import Config
from attune_ops_nb.errors import NotFound, Unavailable
from attune_ops_nb.model import Key, Params
from attune_ops_nb.store.tables import key_value, sealed
from attune_ops_nb.store.tx import Reader, Tx


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """What an execution has that nobody may see."""

    secrets: Params = {}
    """Parameters by name."""
    origins: list[Any] = []
    """What else must not be shown: secrets that these may have been made of."""


def seal(config: Config, tx: Tx, execution: int, kept: Sealed) -> None:
    """Keep secrets for the worker that will run `execution`."""
    value = _cipher(config).encrypt(msgspec.json.encode(kept))
    tx.connection.execute(sa.insert(sealed).values(execution=execution, value=value))


def unseal(config: Config, reader: Reader, execution: int) -> Sealed:
    """The secrets of `execution`; none if it has none."""
    query = sa.select(sealed.c.value).where(sealed.c.execution == execution)
    value = reader.connection.execute(query).scalar()
    if value is None:
        return Sealed()
    try:
        return msgspec.json.decode(_cipher(config).decrypt(value), type=Sealed)
    except InvalidToken as error:
        raise Unavailable(
            f"the secrets of execution {execution} were sealed with another key than "
            f"{_key_path(config)}"
        ) from error


def keep(config: Config, tx: Tx, key: Key, value: Any) -> None:
    """Keep `value` for `key` in the place of the one before, sealed if the key says so."""
    forget(tx, key.id)
    content = msgspec.json.encode(value)
    kept = _cipher(config).encrypt(content) if key.encrypted else content
    tx.connection.execute(sa.insert(key_value).values(key=key.id, value=kept))


def reveal(config: Config, reader: Reader, key: Key) -> Any:
    """The value of `key`. NotFound if it is gone, Unavailable if it was sealed in another home."""
    query = sa.select(key_value.c.value).where(key_value.c.key == key.id)
    kept = reader.connection.execute(query).scalar()
    if kept is None:
        raise NotFound(f"the key {key.ref} was removed")
    try:
        return msgspec.json.decode(_cipher(config).decrypt(kept) if key.encrypted else kept)
    except InvalidToken as error:
        raise Unavailable(
            f"the value of {key.ref} was sealed with another key than {_key_path(config)}: "
            "give it a value anew"
        ) from error


def forget(tx: Tx, key: int) -> None:
    """The value of a key is kept no more."""
    tx.connection.execute(sa.delete(key_value).where(key_value.c.key == key))


def fingerprint(config: Config) -> str:
    """Which key this home seals with, without saying the key."""
    return sha256(_key(_key_path(config))).hexdigest()


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
