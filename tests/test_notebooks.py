"""Every notebook that ships runs from top to bottom and shows what it promises."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs(
    notebook: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    environment = {
        **os.environ,
        "ATTUNE__OPS__ALLOW_RUN": "true",
        "ATTUNE__OPS__PROJECT_ROOT": str(copy / "sample"),
        # What tools live in is built once for all notebooks.
        "ATTUNE__OPS__RUNTIME_ENVS_DIR": str(tmp_path_factory.getbasetemp() / "envs"),
    }

    # A session of its own, away from the settings and the plugins of this one.
    nbval = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", "-q"]
    ran = subprocess.run(
        [*nbval, copy / notebook.name], cwd=copy, env=environment, capture_output=True, text=True
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
