"""The verbs of keys: named secrets, each with an owner."""

import re
from typing import Any

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.engine.identities import Identities
from attune_ops_nb.engine.key_owners import owner_fields
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound
from attune_ops_nb.logic.json_values import objection
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Key, OpenKey, OwnerType, Page
from attune_ops_nb.store import Store, vault
from attune_ops_nb.store.tx import Reader, Tx

REF = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
NAME = re.compile(r"\S+")
LONGEST_NAME = 255
LARGEST_VALUE = 64 * 1024
LARGEST_PAGE = 1000


class Keys:
    """Secrets that executions may have. Those of an identity are for it alone to see."""

    def __init__(self, config: Config, store: Store, identities: Identities) -> None:
        self._config = config
        self._store = store
        self._identities = identities

    def list(
        self,
        *,
        owner_type: OwnerType | None = None,
        owner: str | None = None,
        before: int | None = None,
        per_page: int = 50,
    ) -> Page[Key]:
        """Keys without their values, newest first; `before` is the `next` of the page shown last.

        `owner` is the ref of a pack or an action, the login of an identity, or `system`.
        """
        named = {"owner_type": owner_type, "owner": owner}
        asked = {name: value for name, value in named.items() if value is not None}
        size = max(1, min(per_page, LARGEST_PAGE))
        found = self._store.find(Key, before=before, limit=size + 1, **asked)
        shown = [key for key in found[:size] if self._may_see(key)]
        return Page(items=shown, next=found[size - 1].id if len(found) > size else None)

    def get(self, ref: str) -> OpenKey:
        """The key `ref` with its value. NotFound if there is none, or none for us."""
        return self._store.read(lambda reader: self._open(reader, self._named(reader, ref)))

    def create(
        self,
        ref: str,
        name: str,
        value: Any,
        *,
        owner_type: OwnerType | None = None,
        owner_identity: int | None = None,
        owner_pack_ref: str | None = None,
        owner_action_ref: str | None = None,
        encrypted: bool = True,
    ) -> Key:
        """Keep a new key; without an owner it is for every execution. Conflict if it is taken.

        `ref` is its name among all keys, `name` what executions call it by.
        """
        self._refuse_read_only()
        _check(ref=ref, name=name, value=value)
        own = self._identities.own() if owner_type is OwnerType.IDENTITY or owner_identity else None

        def write(tx: Tx) -> Key:
            owner = owner_fields(
                tx,
                owner_type,
                own,
                identity=owner_identity,
                pack_ref=owner_pack_ref,
                action_ref=owner_action_ref,
            )
            key = Key(ref=ref, name=name, **self._sealing(encrypted), **owner)
            _refuse_taken(tx, key)
            added = tx.add(key)
            vault.keep(self._config, tx, added, value)
            return added

        return self._store.tx(write)

    def update(
        self,
        ref: str,
        *,
        name: str | None = None,
        value: Any = None,
        encrypted: bool | None = None,
    ) -> Key:
        """Change the key `ref`; what is not given stays. Conflict if its owner has the name."""
        self._refuse_read_only()

        def write(tx: Tx) -> Key:
            key = self._named(tx, ref)
            kept = self._open(tx, key).value if value is None else value
            sealing = self._sealing(key.encrypted if encrypted is None else encrypted)
            changed = msgspec.structs.replace(key, name=name or key.name, **sealing)
            _check(ref=ref, name=changed.name, value=kept)
            _refuse_taken(tx, changed)
            vault.keep(self._config, tx, changed, kept)
            return tx.put(changed)

        return self._store.tx(write)

    def delete(self, ref: str) -> Key:
        """Remove the key `ref` and its value; executions that name it fail from now on."""
        self._refuse_read_only()

        def write(tx: Tx) -> Key:
            key = self._named(tx, ref)
            vault.forget(tx, key.id)
            tx.remove(Key, key.id)
            return key

        return self._store.tx(write)

    def _named(self, reader: Reader, ref: str) -> Key:
        for found in reader.find(Key, ref=ref):
            if self._may_see(found):
                return found
        known = (key.ref for key in reader.find(Key) if self._may_see(key))
        raise NotFound(f"there is no key {ref!r}{nearest(ref, known)}")

    def _open(self, reader: Reader, key: Key) -> OpenKey:
        value = vault.reveal(self._config, reader, key)
        return OpenKey(**msgspec.structs.asdict(key), value=value)

    def _may_see(self, key: Key) -> bool:
        return key.owner_type is not OwnerType.IDENTITY or key.owner == self._identities.login

    def _sealing(self, encrypted: bool) -> dict[str, Any]:
        sealed_with = vault.fingerprint(self._config) if encrypted else None
        return {"encrypted": encrypted, "encryption_key_hash": sealed_with}

    def _refuse_read_only(self) -> None:
        if self._config.read_only:
            raise Forbidden("this is read-only: start it without --read-only to change keys")


def _check(*, ref: str, name: str, value: Any) -> None:
    """Invalid, with all that is wrong by name; the value is not said."""
    problems = {}
    if not REF.fullmatch(ref) or len(ref) > LONGEST_NAME or objection(ref):
        problems["ref"] = "must be small letters, digits, - and _, in parts with dots between"
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME or objection(name):
        problems["name"] = f"must be one word of at most {LONGEST_NAME} characters"
    if (what := _objection(value)) is not None:
        problems["value"] = what
    if problems:
        told = "; ".join(f"{field}: {what}" for field, what in problems.items())
        raise Invalid(told, problems=problems)


def _objection(value: Any) -> str | None:
    if value is None or value == "":
        return "it is empty"
    if (what := objection(value)) is not None:
        return what
    too_large = len(msgspec.json.encode(value)) > LARGEST_VALUE
    return f"it is larger than {LARGEST_VALUE} bytes" if too_large else None


def _refuse_taken(reader: Reader, key: Key) -> None:
    """Said here, as what a database says of it would say it in its own words."""
    if any(each.id != key.id for each in reader.find(Key, ref=key.ref)):
        raise Conflict(f"there is a key {key.ref} already: change it, or choose another ref")
    for each in reader.find(Key, owner_type=key.owner_type, owner=key.owner, name=key.name):
        if each.id != key.id:
            raise Conflict(f"{each.ref} of {key.owner} is called {key.name} already")
