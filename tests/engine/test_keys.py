"""Keys: named secrets, each with an owner, whose values only who asks for one is given."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from attune_ops_nb.config import Config
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from attune_ops_nb.model import OwnerType
from attune_ops_nb.store import Store
from attune_ops_nb.store.tables import key_value
from attune_ops_nb.testing import add_actions, an_action
from attune_ops_nb.testing import engine as an_engine
from tests.store.conftest import config

__all__ = ["config"]
SECRET = "pa55word-of-keys"


def test_a_key_comes_back_with_its_value_and_is_listed_without(config: Config) -> None:
    engine = Engine(config, Store(config), login="tester")
    value = {"user": "ann", "password": SECRET}
    made = engine.keys.create("demo.token", "token", value)
    changed = engine.keys.update("demo.token", name="other")

    opened = engine.keys.get("demo.token")
    assert (opened.value, opened.name, opened.id) == (value, "other", made.id)
    assert engine.keys.list().items == [changed]
    assert SECRET not in str(msgspec.json.encode([made, changed, engine.keys.list()]))
    engine.close()


def test_in_either_database_a_value_is_sealed(config: Config) -> None:
    engine = Engine(config, Store(config), login="tester")
    engine.keys.create("demo.token", "token", SECRET)
    engine.keys.create("demo.plain", "plain", SECRET, encrypted=False)

    assert [SECRET.encode() in value for value in kept(engine)] == [False, True]
    engine.close()


def test_a_key_that_is_removed_is_gone_with_its_value(config: Config) -> None:
    engine = Engine(config, Store(config), login="tester")
    engine.keys.create("demo.token", "token", SECRET)
    engine.keys.delete("demo.token")

    assert (engine.keys.list().items, kept(engine)) == ([], [])
    engine.keys.create("demo.token", "token", "another")
    assert engine.keys.get("demo.token").value == "another"
    engine.close()


def test_two_keys_of_an_owner_cannot_have_one_name(config: Config) -> None:
    engine = Engine(config, Store(config), login="tester")
    add_actions(engine, [an_action("demo.plain")])
    engine.keys.create("one", "token", SECRET)
    engine.keys.create("two", "token", SECRET, owner_pack_ref="demo")

    with pytest.raises(Conflict, match="one of system is called token already"):
        engine.keys.create("three", "token", SECRET)
    with pytest.raises(Conflict, match="there is a key one already"):
        engine.keys.create("one", "else", SECRET)
    engine.close()


def test_a_value_is_sealed_on_disk_unless_somebody_says_otherwise(engine: Engine) -> None:
    engine.keys.create("demo.sealed", "sealed", SECRET)
    assert not holds(engine, SECRET)

    engine.keys.update("demo.sealed", encrypted=False)
    assert holds(engine, SECRET)
    assert engine.keys.get("demo.sealed").value == SECRET


def test_pages_of_keys_follow_each_other(engine: Engine) -> None:
    for number in range(3):
        engine.keys.create(f"key-{number}", f"name-{number}", SECRET)

    first = engine.keys.list(per_page=2)
    rest = engine.keys.list(per_page=2, before=first.next)
    assert [key.ref for key in (*first.items, *rest.items)] == ["key-2", "key-1", "key-0"]
    assert rest.next is None


@pytest.mark.parametrize(
    ("owner", "kind", "named"),
    [
        ({}, OwnerType.SYSTEM, "system"),
        ({"owner_pack_ref": "demo"}, OwnerType.PACK, "demo"),
        ({"owner_action_ref": "demo.plain"}, OwnerType.ACTION, "demo.plain"),
        ({"owner_type": OwnerType.IDENTITY}, OwnerType.IDENTITY, "tester"),
    ],
)
def test_a_key_has_one_owner(
    owner: dict[str, Any], kind: OwnerType, named: str, engine: Engine
) -> None:
    made = engine.keys.create("one", "token", SECRET, **owner)

    assert (made.owner_type, made.owner) == (kind, named)
    assert engine.keys.list(owner_type=kind, owner=named).items == [made]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ref": "Demo Token"}, "ref: must be small letters"),
        ({"name": "two words"}, "name: must be one word"),
        ({"value": None}, "value: it is empty"),
        ({"value": SECRET * 5000}, "value: it is larger than"),
        ({"value": {"x": float("nan")}}, "value: nan is no number"),
        ({"owner_type": OwnerType.PACK}, "owner_pack_ref: say which pack"),
        ({"owner_type": OwnerType.SENSOR}, "owner_type: there are no sensors"),
        ({"owner_pack_ref": "dem"}, "owner_pack_ref: there is no pack 'dem'; did you mean demo?"),
        ({"owner_pack_ref": "demo", "owner_action_ref": "demo.plain"}, "a key has one owner"),
        ({"owner_pack_ref": "demo", "owner_type": OwnerType.SYSTEM}, "so it is pack"),
    ],
)
def test_what_makes_no_sense_is_told_by_name(
    wrong: dict[str, Any], told: str, engine: Engine
) -> None:
    with pytest.raises(Invalid, match=told) as raised:
        engine.keys.create(**{"ref": "a", "name": "b", "value": SECRET, **wrong})

    assert SECRET not in str(raised.value)
    assert engine.keys.list().items == []


def test_a_key_that_is_not_there_is_told_with_its_neighbours(engine: Engine) -> None:
    engine.keys.create("demo.token", "token", SECRET)

    with pytest.raises(NotFound, match=r"no key 'demo\.tokn'; did you mean demo\.token\?"):
        engine.keys.get("demo.tokn")


def test_a_key_of_somebody_else_is_not_there(engine: Engine) -> None:
    engine.keys.create("mine", "token", SECRET, owner_type=OwnerType.IDENTITY)
    other = Engine(engine.config, engine.store, login="other")

    assert other.keys.list().items == []
    with pytest.raises(NotFound):
        other.keys.get("mine")
    with pytest.raises(NotFound):
        other.keys.delete("mine")


def test_a_key_cannot_be_made_for_somebody_else(engine: Engine) -> None:
    other = Engine(engine.config, engine.store, login="other").identities.own()

    with pytest.raises(Forbidden, match="owner_identity"):
        engine.keys.create("a", "b", SECRET, owner_identity=other.id)


def test_a_value_that_was_sealed_in_another_home_is_told_and_can_be_replaced(
    engine: Engine,
) -> None:
    engine.keys.create("demo.token", "token", SECRET)
    (engine.config.ops_dir / "vault.key").unlink()

    with pytest.raises(Unavailable, match=r"the value of demo\.token was sealed with another key"):
        engine.keys.get("demo.token")
    engine.keys.update("demo.token", value="anew")
    assert engine.keys.get("demo.token").value == "anew"


def test_who_may_only_read_changes_no_key(tmp_path: Path) -> None:
    engine = an_engine(tmp_path, read_only=True)

    for change in (
        lambda: engine.keys.create("a", "b", SECRET),
        lambda: engine.keys.update("a", name="c"),
        lambda: engine.keys.delete("a"),
    ):
        with pytest.raises(Forbidden, match="--read-only"):
            change()
    engine.close()


def kept(engine: Engine) -> list[bytes]:
    """The values as the database has them."""
    query = sa.select(key_value.c.value).order_by(key_value.c.key)
    found = engine.store.read(lambda reader: list(reader.connection.execute(query).scalars()))
    return [bytes(value) for value in found]


def holds(engine: Engine, text: str) -> bool:
    """Whether `text` is in a file of the home."""
    files = [path for path in engine.config.attune_home.rglob("*") if path.is_file()]
    assert files
    return any(text.encode() in path.read_bytes() for path in files)
