"""attune-ai, as a package on disk that keeps its promises and has nothing else; and, if the
interpreter of a real one is named in ATTUNE_AI_PYTHON, the real one."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.readings import attune_ai
from attune_ops_nb.readings.attune_ai_run import arguments

REAL = os.environ.get("ATTUNE_AI_PYTHON")
WORKFLOWS = """
print("a greeting that nobody asked for")
def list_workflows():
    return [
        {"name": "code-review", "description": "Reviews", "stages": ["look"],
         "tier_map": {"look": "capable"}},
        {"name": "security-audit", "description": "Audits", "stages": [], "tier_map": None},
        {"name": "fix", "description": "Fixes", "stages": ["agent-fix"], "tier_map": {}},
        {"name": "../escape"},
    ]
"""
VISIBILITY = """
def is_hidden(name, surface="catalog"):
    return name == "fix" and surface == "dashboard"
"""
SCOPES = """
from collections import namedtuple
Spec = namedtuple("Spec", "kwarg required")
PATH_ARG_REGISTRY = {"fix": Spec("scope_paths", True), "code-review": Spec("path", False)}
RELIABILITY_NOTICES = {"code-review": "Now and then slow."}
"""
COMMAND_LINE = """
import json, os, sys
names = ("ATTUNE_RUN_META_EMIT", "ATTUNE_DS_EMIT", "ATTUNE_SPEND_GATE_AUTHORIZED")
print(json.dumps([sys.argv[1:], os.getcwd(), [os.environ.get(name) for name in names]]))
"""


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An interpreter whose environment has the small attune-ai."""
    venv.create(tmp_path / "an env", symlinks=True)
    (site,) = (tmp_path / "an env").glob("lib/python3*/site-packages")
    (site / "attune_ai-1.2.3.dist-info").mkdir()
    for name, text in {
        "__init__.py": "", "workflows/__init__.py": WORKFLOWS, "ops/__init__.py": "",
        "workflows/visibility.py": VISIBILITY, "ops/data.py": SCOPES,
        "cli_minimal.py": COMMAND_LINE,
    }.items():  # fmt: skip
        path = site / "attune" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "an env" / "bin" / "python"


@pytest.fixture
def config(tmp_path: Path) -> Callable[[Path | None], Config]:
    return lambda python: Config(
        project_root=tmp_path, attune_home=tmp_path / "home", attune_ai_python=python
    )


def workflows_of(python: Path) -> Path:
    (path,) = python.parent.parent.glob("lib/python3*/site-packages/attune/workflows/__init__.py")
    return path


def run(pack: Path, name: str, parameters: dict[str, object], cwd: Path) -> list[str]:
    """The log of one action, started as a worker starts it."""
    done = subprocess.run(
        ["/bin/sh", pack / "actions" / "run.sh"],
        input=json.dumps(parameters), env={**os.environ, "ATTUNE_ACTION": f"attune.{name}"},
        cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_where_it_is_not_installed_there_is_no_pack(config):
    here = config(None)
    if any(Path(folder).glob("attune_ai-*.dist-info") for folder in sys.path if folder):
        assert attune_ai.installation(here) is None or attune_ai.installation(here).version
    else:
        assert attune_ai.write_pack(here) is None
    assert not here.attune_home.exists()


def test_each_registered_workflow_is_an_action_of_the_pack(python: Path, config):
    pack = attune_ai.write_pack(config(python))

    assert sorted(path.name for path in (pack / "actions").iterdir()) == [
        "code-review.yaml", "fix.yaml", "run.py", "run.sh", "security-audit.yaml",
    ]  # fmt: skip
    assert yaml.safe_load((pack / "pack.yaml").read_text())["version"] == "1.2.3"


def test_an_action_says_what_the_picker_has_to_know(python: Path, config):
    pack = attune_ai.write_pack(config(python))

    ops = yaml.safe_load((pack / "actions" / "code-review.yaml").read_text())["ops"]
    assert ops == {
        "stages": ["look"],
        "tier_map": {"look": "capable"},
        "concern": "review",
        "scope": {"parameter": "path", "required": False},
        "next": ["attune.security-audit"],
        "notice": "Now and then slow.",
        "hidden": False,
    }


def test_a_workflow_that_needs_words_asks_for_them_and_is_not_in_the_picker(python: Path, config):
    pack = attune_ai.write_pack(config(python))

    fix = yaml.safe_load((pack / "actions" / "fix.yaml").read_text())
    assert fix["ops"]["hidden"]
    assert fix["ops"]["scope"] == {"parameter": "scope_paths", "required": True}
    assert [name for name, each in fix["parameters"].items() if each.get("required")] == [
        "scope_paths",
        "goal",
    ]


def test_an_action_becomes_the_command_line_of_attune_ai(python: Path, config, tmp_path: Path):
    pack = attune_ai.write_pack(config(python))

    log = run(pack, "code-review", {"path": "/p/src", "depth": None}, tmp_path)

    shown = f"$ '{python}' -m attune.cli_minimal workflow run code-review --path /p/src"
    said = [["workflow", "run", "code-review", "--path", "/p/src"], str(tmp_path), ["1"] * 3]
    assert [log[0], json.loads(log[1])] == [shown, said]


@pytest.mark.parametrize(
    ("parameters", "command"),
    [
        ({}, []),
        ({"path": None, "cheap": False}, []),
        ({"no_llm": True, "depth": "deep"}, ["--no-llm", "--depth", "deep"]),
        ({"goal": "g", "scope_paths": "/p"}, ["--input", '{"goal": "g", "scope_paths": ["/p"]}']),
    ],
)
def test_parameters_become_arguments(parameters: dict[str, object], command: list[str]):
    assert arguments(parameters) == command


def test_the_interpreter_is_asked_once_for_each_installation(python: Path, config):
    first = attune_ai.write_pack(config(python))
    workflows_of(python).write_text("raise SystemExit('asked again')")

    assert attune_ai.write_pack(config(python)) == first


def test_another_version_gives_another_pack(python: Path, config):
    first = attune_ai.write_pack(config(python))
    (old,) = python.parent.parent.glob("lib/python3*/site-packages/attune_ai-*.dist-info")
    old.rename(old.with_name("attune_ai-2.0.dist-info"))
    second = attune_ai.write_pack(config(python))

    assert second != first
    assert yaml.safe_load((second / "pack.yaml").read_text())["version"] == "2.0"


def test_an_installation_that_does_not_answer_is_said_with_its_reason(python: Path, config):
    workflows_of(python).write_text("import radon_that_is_missing")

    with pytest.raises(Unavailable, match="No module named 'radon_that_is_missing'"):
        attune_ai.write_pack(config(python))


def test_a_refusal_holds_until_something_is_installed_beside_it(python: Path, config):
    path = workflows_of(python)
    path.write_text("import radon_that_is_missing")
    with pytest.raises(Unavailable):
        attune_ai.write_pack(config(python))
    path.write_text(WORKFLOWS)

    with pytest.raises(Unavailable, match="radon_that_is_missing"):
        attune_ai.write_pack(config(python))
    (path.parent.parent.parent / "radon_that_is_missing.py").write_text("")
    assert attune_ai.write_pack(config(python))


def test_an_interpreter_without_it_is_said(tmp_path: Path, config):
    venv.create(tmp_path / "bare", symlinks=True)
    python = tmp_path / "bare" / "bin" / "python"

    with pytest.raises(Unavailable, match=f"{python} -m pip install attune-ai"):
        attune_ai.write_pack(config(python))


def test_a_setting_that_names_no_interpreter_is_said(tmp_path: Path, config):
    with pytest.raises(Invalid, match="attune_ai_python: there is no interpreter"):
        attune_ai.write_pack(config(tmp_path / "python"))


@pytest.mark.skipif(REAL is None, reason="ATTUNE_AI_PYTHON names no interpreter")
def test_the_real_one_sweeps_a_folder_without_an_account(config, tmp_path: Path):
    pack = attune_ai.write_pack(config(Path(str(REAL))))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("def f(x):\n    return eval(x)\n")

    found = {"path": str(tmp_path / "src"), "no_llm": True}
    log = run(pack, "discovery-sweep", found, tmp_path)

    assert len(list((pack / "actions").glob("*.yaml"))) >= 20
    assert "ATTUNE_DS_VERSION 1" in log
    assert any("Use of eval()" in line for line in log)
