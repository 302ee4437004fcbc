"""What users import is there, and the front door stays light."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import attune_ops_nb

ROOT = Path(__file__).parents[1]
HEAVY = ["jupyter_server", "tornado", "pandas", "sqlalchemy", "ipywidgets", "anywidget", "msgspec"]
UNREAD = [
    "sqlalchemy",
    "httpx",
    "cryptography",
    "jsonschema",
    "yaml",
    "watchdog",
    "redis",
    "asyncio",
]
"""What a command that only reads files has no use for."""


@pytest.mark.parametrize("name", attune_ops_nb.__all__)
def test_a_public_name_can_be_imported(name: str) -> None:
    assert getattr(attune_ops_nb, name) is not None
    assert name in dir(attune_ops_nb)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        attune_ops_nb.Nonsense  # noqa: B018


@pytest.mark.parametrize("module", ["attune_ops_nb", "attune_ops"])
def test_the_front_door_is_light(module: str) -> None:
    loaded = modules_after(f"import {module}")
    assert [name for name in HEAVY if name in loaded] == []


def test_the_extension_is_light() -> None:
    # IPython itself loads what it likes, so only what we add is counted.
    shell = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance(); "
    before = modules_after(shell)
    after = modules_after(shell + "s.run_line_magic('load_ext', 'attune_ops')")
    heavy = [name for name in HEAVY if name != "msgspec"]
    assert [name for name in heavy if name in after - before] == []
    assert "attune_ops_nb.notebook.magics" in after


@pytest.mark.parametrize(
    "words", ["sessions", "sessions --by block", "telemetry", "telemetry --by day"]
)
def test_a_command_that_reads_files_is_light(words: str, tmp_path: Path) -> None:
    loaded = modules_after_command(f"{words} --home {tmp_path}")
    assert [name for name in UNREAD if name in loaded] == []


def test_a_list_of_executions_loads_what_it_needs(tmp_path: Path) -> None:
    assert modules_after_command(f"execution list --home {tmp_path}")  # the packs are read once
    loaded = modules_after_command(f"execution list --home {tmp_path}")
    assert "sqlalchemy" in loaded
    assert [name for name in ("jsonschema", "alembic", "psycopg") if name in loaded] == []


def test_the_module_users_load_only_re_exports() -> None:
    import attune_ops

    assert attune_ops.load_ipython_extension is attune_ops_nb.load_ipython_extension


def test_python_m_is_the_command_line() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "attune_ops_nb", "--help"], capture_output=True, text=True
    )
    assert (ran.returncode, "usage: attune" in ran.stdout) == (0, True)


@pytest.mark.parametrize("built", ["labextension/package.json", "static/BUILD.json"])
def test_versions_agree(built: str) -> None:
    version = json.loads((ROOT / "attune_ops_nb" / built).read_text(encoding="utf-8"))["version"]
    assert version == attune_ops_nb.__version__ == metadata.version("attune-ops-nb")


def modules_after_command(words: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after `attune` with `words`."""
    return modules_after(f"from attune_ops_nb.cli import main; assert not main({words.split()!r})")


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running `code`."""
    asked = [sys.executable, "-c", f"{code}\nimport sys; print('\\n', *sys.modules)"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())
