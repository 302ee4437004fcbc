"""Packs on disk become packs, runtimes and actions in the store, and stay what they are there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import NotFound
from attune_ops_nb.testing import engine as an_engine


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    write(tmp_path / "packs" / "demo", hello="echo hello")
    return tmp_path / "packs"


@pytest.fixture
def engine(tmp_path: Path, packs: Path) -> Iterator[Engine]:
    made = an_engine(tmp_path, packs_dirs=[packs])
    made.packs.sync()
    yield made
    made.close()


def write(folder: Path, version: str = "1.0.0", **scripts: str) -> None:
    (folder / "actions").mkdir(parents=True, exist_ok=True)
    text = f"ref: {folder.name}\nlabel: Demo\nversion: {version}\n"
    (folder / "pack.yaml").write_text(text)
    for name, script in scripts.items():
        yaml = f"ref: {folder.name}.{name}\nrunner_type: shell\nentry_point: {name}.sh\n"
        (folder / "actions" / f"{name}.yaml").write_text(yaml)
        (folder / "actions" / f"{name}.sh").write_text(script)


def test_the_packs_that_ship_are_there(engine: Engine) -> None:
    assert {"core", "devtools", "demo"} <= {pack.ref for pack in engine.packs.list()}
    assert [pack.problem for pack in engine.packs.list()] == [None] * 3


def test_an_action_finds_its_runtime_in_another_pack(engine: Engine) -> None:
    action = engine.actions.get("demo.hello")

    assert action.runtime == engine.runtimes.get("core.shell").id


def test_what_did_not_change_is_not_written_again(engine: Engine) -> None:
    before = engine.changes.newest()

    engine.packs.sync()

    assert engine.changes.newest() == before


def test_a_changed_pack_is_brought_up_to_date_in_its_place(engine: Engine, packs: Path) -> None:
    known = engine.actions.get("demo.hello")
    write(packs / "demo", version="1.1.0", bye="echo bye")
    (packs / "demo" / "actions" / "hello.yaml").write_text(
        "ref: demo.hello\nlabel: Hello!\nrunner_type: shell\nentry_point: hello.sh\n"
    )

    engine.packs.sync()

    assert (engine.packs.get("demo").version, engine.actions.get("demo.bye").id > 0) == (
        "1.1.0",
        True,
    )
    assert (engine.actions.get("demo.hello").id, engine.actions.get("demo.hello").label) == (
        known.id,
        "Hello!",
    )


def test_an_action_that_left_its_pack_is_gone(engine: Engine, packs: Path) -> None:
    (packs / "demo" / "actions" / "hello.yaml").unlink()

    engine.packs.sync()

    with pytest.raises(NotFound, match=r"demo\.hello"):
        engine.actions.get("demo.hello")


def test_a_pack_whose_folder_is_gone_is_gone(engine: Engine, packs: Path) -> None:
    (packs / "demo").rename(packs.parent / "elsewhere")

    engine.packs.sync()

    with pytest.raises(NotFound, match="no pack 'demo'"):
        engine.packs.get("demo")
    assert [action.pack_ref for action in engine.actions.list() if action.pack_ref == "demo"] == []


def test_a_broken_pack_keeps_its_last_good_state_and_says_file_and_line(
    engine: Engine, packs: Path
) -> None:
    (packs / "demo" / "actions" / "hello.yaml").write_text("ref: demo.hello\nlabel: [\n")

    engine.packs.sync()

    problem = engine.packs.get("demo").problem or ""
    assert "hello.yaml:3" in problem
    assert engine.actions.get("demo.hello").entrypoint == "hello.sh"


def test_a_mended_pack_has_no_problem_any_more(engine: Engine, packs: Path) -> None:
    (packs / "demo" / "pack.yaml").write_text("ref: demo\nversion: one\n")
    engine.packs.sync()
    broken = engine.packs.get("demo").problem or ""

    write(packs / "demo", version="2.0.0")
    engine.packs.sync()

    assert "version" in broken
    assert engine.packs.get("demo").problem is None


def test_one_broken_pack_keeps_no_other_from_loading(tmp_path: Path, packs: Path) -> None:
    (packs / "bad").mkdir()
    (packs / "bad" / "pack.yaml").write_text("nonsense")
    engine = an_engine(tmp_path, packs_dirs=[packs])

    engine.packs.sync()

    assert engine.actions.get("demo.hello").pack_ref == "demo"
    assert "pack.yaml" in (engine.packs.get("bad").problem or "")
    engine.close()


def test_a_pack_that_needs_another_says_which_is_missing(tmp_path: Path, packs: Path) -> None:
    with (packs / "demo" / "pack.yaml").open("a") as file:
        file.write("dependencies: [nowhere]\n")
    engine = an_engine(tmp_path, packs_dirs=[packs])

    engine.packs.sync()

    assert "nowhere" in (engine.packs.get("demo").problem or "")
    engine.close()
