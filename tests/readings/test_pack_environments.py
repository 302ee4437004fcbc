"""What is installed for a pack is known by its folders."""

import json
import os
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.pack_environments import MARKER, of_pack


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(attune_home=tmp_path)


def made(config: Config, name: str, *, complete: bool) -> Path:
    folder = config.envs_dir / "devtools" / name
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "tool").write_bytes(b"x" * 100)
    (folder / "bin" / "python").symlink_to("/usr/bin/env")
    if complete:
        (folder / MARKER).write_text(json.dumps({}))
        os.utime(folder / MARKER, (1_000_000, 1_000_000))
    return folder


def test_an_environment_says_where_it_is_since_when_and_how_large(config: Config) -> None:
    folder = made(config, "Python-3.13", complete=True)
    (found,) = of_pack(config, "devtools")
    assert (found.name, found.folder) == ("Python-3.13", str(folder))
    assert found.built_at is not None and found.built_at.timestamp() == 1_000_000
    assert 100 < found.size < 200


def test_one_whose_building_was_interrupted_is_not_built(config: Config) -> None:
    made(config, "Python", complete=False)
    assert [each.built_at for each in of_pack(config, "devtools")] == [None]


@pytest.mark.parametrize("ref", ["core", "..", "../..", "a/b", ""])
def test_before_the_first_run_there_is_none(config: Config, ref: str) -> None:
    made(config, "Python", complete=True)
    (config.envs_dir / "core").write_text("no folder")
    assert of_pack(config, ref) == []
