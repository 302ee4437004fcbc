"""A home with the pack `demo` and runs switched on, and a real IPython on it."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config as Settings

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.work import host

PACKS = Path(__file__).parents[1] / "demo_packs"
FEATURES = "version: 1\nfeatures:\n  auth:\n    files: [src/auth/**]\n"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    """The settings, as every program that is started now finds them in its environment."""
    project = tmp_path / "project"
    for folder in ("src/auth", ".help"):
        (project / folder).mkdir(parents=True)
    (project / ".help" / "features.yaml").write_text(FEATURES)
    monkeypatch.setenv("ATTUNE__OPS__PROJECT_ROOT", str(project))
    monkeypatch.setenv("ATTUNE__OPS__PACKS_DIRS", str(PACKS))
    monkeypatch.setenv("ATTUNE__OPS__ALLOW_RUN", "true")
    config = build_config()
    yield config
    stop(config)


def stop(config: Config) -> None:
    """End the host, also one that has only just taken the lock and has not said yet who it is."""
    for _ in range(100):
        with suppress(Unavailable):
            host.stop(config)
            return
        time.sleep(0.1)


@pytest.fixture
def shell(demo: Config) -> Iterator[InteractiveShell]:
    """IPython in this process, without a kernel, with the extension loaded."""
    settings = Settings({"HistoryManager": {"enabled": False}})
    made = InteractiveShell.instance(config=settings)
    made.run_line_magic("load_ext", "attune_ops")
    yield made
    made.run_line_magic("unload_ext", "attune_ops")
    InteractiveShell.clear_instance()
