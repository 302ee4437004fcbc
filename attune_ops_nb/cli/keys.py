"""Keys on the command line. A value is read or asked for, and never stands in a command."""

import argparse
import getpass
import sys
from collections.abc import Callable
from hashlib import sha256

import msgspec

from attune_ops_nb.cli import output
from attune_ops_nb.cli.opening import opened
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import phrases
from attune_ops_nb.model import Key, OpenKey, OwnerType

MOST = 1000
DIGITS = 12
"""Of a SHA-256: enough to see whether two values are the same."""


def listed(args: argparse.Namespace) -> int:
    """Keys without their values, newest first."""
    kind = None if args.owner_type is None else OwnerType(args.owner_type)
    with opened(args) as engine:
        found = engine.keys.list(owner_type=kind, owner=args.owner, per_page=MOST).items
    rows = [(each.ref, each.name, *_owner(each), each.encrypted) for each in found]
    columns = ("REF", "NAME", "OWNER TYPE", "OWNER", "ENCRYPTED")
    return output.listing(args, found, columns, rows, "no keys: `attune key create` keeps one")


def show(args: argparse.Namespace) -> int:
    """One key; its value only if that is asked for."""
    with opened(args) as engine:
        found = engine.keys.get(args.ref)
        now = engine.store.now()
    value = {"value": found.value} if args.decrypt else {"value_sha256": _digest(found)}
    facts: dict[str, object] = {
        "ref": found.ref,
        "name": found.name,
        "owner": " ".join(dict.fromkeys(_owner(found))),
        "encrypted": found.encrypted,
        "value": _text(found) if args.decrypt else None,
        "sha-256": None if args.decrypt else f"{_digest(found)}…",
        "updated": phrases.ago(found.updated, now),
    }
    fields = msgspec.to_builtins(found)
    del fields["value"]
    return output.facts(args, {**fields, **value}, facts)


def create(args: argparse.Namespace) -> int:
    """Keep a new key."""
    kind = None if args.owner_type is None else OwnerType(args.owner_type)
    value = _value(args)
    with opened(args) as engine:
        made = engine.keys.create(
            args.ref,
            args.name,
            value,
            owner_type=kind,
            owner_pack_ref=args.owner_pack_ref,
            owner_action_ref=args.owner_action_ref,
            encrypted=args.encrypted,
        )
    return _told(
        args, made, f"is kept: workflows of {_whose(made)} have it as keystore.{made.name}"
    )


def update(args: argparse.Namespace) -> int:
    """Change a key."""
    if args.name is None and args.encrypted is None and args.value is None:
        wrong = "say what to change: --name, --value or --encrypted"
        raise Invalid(wrong, problems={"value": "nothing to change"})
    value = None if args.value is None else _value(args)
    with opened(args) as engine:
        changed = engine.keys.update(
            args.ref, name=args.name, value=value, encrypted=args.encrypted
        )
    return _told(args, changed, "is changed")


def delete(args: argparse.Namespace) -> int:
    """Remove a key."""
    if sys.stdin.isatty() and not args.yes:
        said = input(f"Remove {args.ref}? Workflows that name it will fail. [y/N] ")
        if said.strip().lower() not in ("y", "yes"):
            return 1
    with opened(args) as engine:
        gone = engine.keys.delete(args.ref)
    return _told(args, gone, "is gone")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "key create": create,
    "key delete": delete,
    "key list": listed,
    "key show": show,
    "key update": update,
}


def _value(args: argparse.Namespace) -> str:
    """What was typed without being shown, or all of standard input without its last line end."""
    if args.value:
        wrong = "a value in a command can be seen by others: pipe it in, or type it when asked"
        raise Invalid(f"--value: {wrong}", problems={"value": wrong})
    if sys.stdin.isatty():
        return getpass.getpass(f"Value of {args.ref} (it is not shown): ")
    try:
        return sys.stdin.read().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        wrong = "value: standard input is no text (UTF-8)"
        raise Invalid(wrong, problems={"value": "no text"}) from error


def _digest(key: OpenKey) -> str:
    return sha256(_text(key).encode()).hexdigest()[:DIGITS]


def _text(key: OpenKey) -> str:
    """A text as it is, so that `sha256sum` agrees; all else as JSON."""
    value = key.value
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _owner(key: Key) -> tuple[str, str]:
    return key.owner_type.value, key.owner


def _whose(key: Key) -> str:
    return "every pack" if key.owner_type is OwnerType.SYSTEM else key.owner


def _told(args: argparse.Namespace, key: Key, what: str) -> int:
    if not output.documented(args, key):
        output.say(f"{key.ref} {what}")
    return 0
