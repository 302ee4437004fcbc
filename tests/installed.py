"""Whether an environment has all of what the wheel brings. `make build` runs it with its Python."""

import os
import re
import subprocess
import sys
import tempfile
from importlib import import_module, resources
from pathlib import Path

BIN = Path(sys.executable).parent
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
PARTS = ["static/BUILD.json", "packs/core/pack.yaml", "packs/devtools/pack.yaml", "py.typed"]


def main() -> None:
    """Ask every part in turn; the first that is missing ends it."""
    package = import_module("attune_ops_nb")
    assert Path(package.__file__ or "").is_relative_to(sys.prefix), "not the installed package"
    assert import_module("attune_ops").load_ipython_extension is package.load_ipython_extension
    for part in PARTS:
        assert resources.files(package).joinpath(*part.split("/")).is_file(), f"no {part}"
    assert not resources.files(package).joinpath("frontend").is_dir(), "the source is in the wheel"
    listed = said("jupyter", "server", "extension", "list")
    assert f"attune_ops_nb {package.__version__} OK" in listed, listed
    listed = said("jupyter", "labextension", "list")
    assert f"attune-ops v{package.__version__} enabled OK" in listed, listed
    said_hi = said("attune", "run", "core.echo", "--param", "message=hi", "--watch")
    assert " hi [attune] completed" in said_hi, said_hi
    print(f"attune-ops-nb {package.__version__}: all there")


def said(program: str, *arguments: str) -> str:
    """What a program of this environment writes, without colours and columns."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": home,
            "ATTUNE_HOME": f"{home}/attune",
            "ATTUNE__OPS__ALLOW_RUN": "true",
            "ATTUNE__OPS__HOST_IDLE_SECONDS": "1",
        }
        ran = subprocess.run(
            [BIN / program, *arguments], cwd=home, env=environment, capture_output=True, text=True
        )
        subprocess.run([BIN / "attune", "engine", "stop"], env=environment, capture_output=True)
    assert ran.returncode == 0, f"{program} {' '.join(arguments)}:\n{ran.stdout}{ran.stderr}"
    return " ".join(COLOUR.sub("", ran.stdout + ran.stderr).split())


if __name__ == "__main__":
    main()
