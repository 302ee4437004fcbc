"""Key owners: whose a key is, and which keys an execution may have."""

from collections.abc import Sequence
from typing import Any

from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Action, Identity, OwnerType, Pack
from attune_ops_nb.store.tx import Reader

SYSTEM = "system"
NAMED_BY = {
    OwnerType.IDENTITY: "owner_identity",
    OwnerType.PACK: "owner_pack_ref",
    OwnerType.ACTION: "owner_action_ref",
}
"""The field that says which owner of a type it is. There are no sensors yet that could own one."""


def owners_for(action_ref: str) -> Sequence[tuple[OwnerType, str]]:
    """Whose keys executions of an action may have, the nearest first."""
    return (
        (OwnerType.ACTION, action_ref),
        (OwnerType.PACK, action_ref.partition(".")[0]),
        (OwnerType.SYSTEM, SYSTEM),
    )


def owner_fields(
    reader: Reader,
    asked: OwnerType | None,
    own: Identity | None,
    *,
    identity: int | None,
    pack_ref: str | None,
    action_ref: str | None,
) -> dict[str, Any]:
    """The fields of a key that say whose it is. Invalid if they do not fit each other.

    A key of an identity is that of `own`, who asks; a type that is not given follows from the
    owner.
    """
    given = {
        OwnerType.IDENTITY: identity,
        OwnerType.PACK: pack_ref,
        OwnerType.ACTION: action_ref,
    }
    kind = _kind(asked, [each for each, owner in given.items() if owner is not None])
    if kind is OwnerType.IDENTITY and own is not None:
        if identity not in (None, own.id):
            raise Forbidden(f"owner_identity: a key of your own is that of identity {own.id}")
        return {"owner_type": kind, "owner": own.login, "owner_identity": own.id}
    if kind is OwnerType.PACK and pack_ref is not None:
        pack = _named(reader, Pack, pack_ref)
        return {
            "owner_type": kind,
            "owner": pack.ref,
            "owner_pack": pack.id,
            "owner_pack_ref": pack.ref,
        }
    if kind is OwnerType.ACTION and action_ref is not None:
        action = _named(reader, Action, action_ref)
        return {
            "owner_type": kind,
            "owner": action.ref,
            "owner_action": action.id,
            "owner_action_ref": action.ref,
        }
    return {"owner_type": OwnerType.SYSTEM, "owner": SYSTEM}


def _kind(asked: OwnerType | None, given: Sequence[OwnerType]) -> OwnerType:
    """Of which type the owner is: the one that is named, if any."""
    if len(given) > 1:
        names = " and ".join(NAMED_BY[each] for each in given)
        _refuse(NAMED_BY[given[0]], f"a key has one owner, not {names}")
    kind = asked or (given[0] if given else OwnerType.SYSTEM)
    if kind is OwnerType.SENSOR:
        _refuse("owner_type", "there are no sensors that could own a key")
    if given and given[0] is not kind:
        _refuse("owner_type", f"{NAMED_BY[given[0]]} is given, so it is {given[0].value}")
    if not given and kind in (OwnerType.PACK, OwnerType.ACTION):
        _refuse(NAMED_BY[kind], f"say which {kind.value} owns the key")
    return kind


def _refuse(field: str, what: str) -> None:
    raise Invalid(f"{field}: {what}", problems={field: what})


def _named(reader: Reader, noun: Any, ref: str) -> Any:
    for found in reader.find(noun, ref=ref):
        return found
    word = noun.__name__.lower()
    hint = nearest(ref, (each.ref for each in reader.find(noun)))
    what = f"there is no {word} {ref!r}{hint}"
    raise Invalid(f"owner_{word}_ref: {what}", problems={f"owner_{word}_ref": what})
