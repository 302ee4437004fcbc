"""`attune pack environments`: what is installed for a pack, and one of it less."""

import json

import pytest

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.readings.pack_environments import MARKER
from tests.notebook.conftest import demo

__all__ = ["demo"]
Capture = pytest.CaptureFixture[str]


def test_environments_of_a_pack_are_listed_and_removed(demo: Config, capsys: Capture) -> None:
    folder = demo.envs_dir / "demo" / "Python"
    folder.mkdir(parents=True)
    (folder / MARKER).write_text("{}")
    assert main(["pack", "environments", "demo", "--json"]) == 0
    assert [each["name"] for each in json.loads(capsys.readouterr().out)] == ["Python"]
    assert main(["pack", "environments", "demo", "--remove", "python"]) == 2
    assert "the pack demo has no environment python" in capsys.readouterr().err
    assert main(["pack", "environments", "demo", "--remove", "Python"]) == 0
    assert "none is built" in capsys.readouterr().err
    assert not folder.exists()
