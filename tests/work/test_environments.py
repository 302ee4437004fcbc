"""Environments are built once, for each pack and runtime, and repaired when they are broken."""

import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from attune_ops_nb.errors import Conflict, Unavailable
from attune_ops_nb.model import Params, Runtime, RuntimeVersion
from attune_ops_nb.store import packfiles
from attune_ops_nb.work import interpreters
from attune_ops_nb.work.children import Guardian
from attune_ops_nb.work.environments import Environment, prepare, verify

PACKS = Path(packfiles.__file__).parents[1] / "packs"
CREATE = "mkdir -p $0/bin && ln -s {interpreter} $0/bin/python && echo made"
INSTALL = 'cat "$0" && cp "$0" {env_dir}/installed'


@pytest.fixture
def guardian(tmp_path: Path) -> Iterator[Guardian]:
    guardian = Guardian(tmp_path / "guardian.lock")
    yield guardian
    guardian.close()


@pytest.fixture
def pack_dir(tmp_path: Path) -> Path:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "needs.txt").write_text("first\n")
    return tmp_path / "pack"


Prepare = Callable[..., Environment]


@pytest.fixture
def build(tmp_path: Path, pack_dir: Path, guardian: Guardian) -> Prepare:
    """Prepares the environment of the pack, and keeps in `said` what that printed."""

    def build(
        runtime: Runtime,
        version: RuntimeVersion | None = None,
        stop_at: bytes | None = None,
    ) -> Environment:
        said.clear()
        stop = threading.Event()

        def say(lines: bytes) -> None:
            said.append(lines)
            if lines == stop_at:
                stop.set()

        envs_dir = tmp_path / "envs"
        return prepare(
            pack_dir, "shop", runtime, version, envs_dir,
            guardian=guardian, say=say, stop=stop,
        )  # fmt: skip

    return build


said: list[bytes] = []


def shell(line: str, *arguments: str) -> list[str]:
    return ["/bin/sh", "-c", line, *arguments]


def runtime(create: str = CREATE, install: str = INSTALL, **config: Params) -> Runtime:
    """A runtime whose environment is a folder with a link to this Python."""
    return Runtime(
        ref="core.python",
        name="python",
        execution_config={
            "interpreter": {"binary": sys.executable},
            "environment": {
                "create_command": shell(create, "{env_dir}"),
                "interpreter_path": "{env_dir}/bin/python",
            },
            "dependencies": {
                "manifest_file": "needs.txt",
                "install_command": shell(install, "{manifest_path}"),
            },
            **config,
        },
    )


def test_an_environment_is_built_with_its_dependencies_and_tells_so(
    build: Prepare, tmp_path: Path
) -> None:
    made = build(runtime())

    folder = tmp_path / "envs" / "shop" / "python"
    assert (made.folder, made.interpreter) == (folder, f"{folder}/bin/python")
    assert (folder / "installed").read_text() == "first\n"
    assert b"made\n" in said and b"first\n" in said


def test_an_environment_is_built_only_once(build: Prepare) -> None:
    made = build(runtime())

    assert build(runtime()) == made
    assert said == []


def test_other_dependencies_are_installed_into_the_same_environment(
    build: Prepare, pack_dir: Path
) -> None:
    made = build(runtime())
    (pack_dir / "needs.txt").write_text("second\n")

    build(runtime())

    assert made.folder is not None
    assert (made.folder / "installed").read_text() == "second\n"
    assert b"made\n" not in said


@pytest.mark.parametrize("broken", ["bin/python", "attune-environment.json"])
def test_a_broken_environment_is_built_again(build: Prepare, broken: str) -> None:
    made = build(runtime())
    assert made.folder is not None
    (made.folder / broken).unlink()
    if broken.startswith("bin"):
        (made.folder / broken).symlink_to("/no/such/python")

    assert build(runtime()) == made
    assert b"made\n" in said


def test_a_failed_build_is_told_with_its_last_lines_and_leaves_nothing_usable(
    build: Prepare,
) -> None:
    with pytest.raises(Unavailable, match=r"shop/python cannot be built: .*no such package"):
        build(runtime(install="echo looking; echo no such package >&2; exit 3"))

    build(runtime())
    assert b"made\n" in said


def test_a_build_is_stopped_with_all_that_it_started(build: Prepare) -> None:
    waiting = runtime(install="echo waiting; exec sleep 300")

    with pytest.raises(Conflict, match="was not built: the run was stopped"):
        build(waiting, stop_at=b"waiting\n")


def test_two_runs_build_an_environment_once(build: Prepare) -> None:
    slow = runtime(create=f"sleep 0.3; {CREATE}")
    other = threading.Thread(target=build, args=(slow,))
    other.start()

    build(slow)
    other.join()

    assert said.count(b"made\n") == 1


def test_a_version_has_an_environment_of_its_own(build: Prepare) -> None:
    base = runtime()
    version = RuntimeVersion(
        runtime=1, runtime_ref=base.ref, version="3.11", execution_config=base.execution_config
    )

    made = build(base, version)

    assert made.folder is not None
    assert made.folder.name == "python-3.11"


def test_a_pack_without_a_manifest_uses_the_interpreter_as_it_is(
    build: Prepare, pack_dir: Path
) -> None:
    (pack_dir / "needs.txt").unlink()

    made = build(runtime())

    assert (made.folder, made.interpreter) == (None, sys.executable)


def test_an_interpreter_that_is_absent_is_named(build: Prepare) -> None:
    with pytest.raises(Unavailable, match="there is no cobol-85 on this machine"):
        build(runtime(interpreter={"binary": "cobol-85"}))


def test_python_is_this_one_where_the_path_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert interpreters.find("python3") == sys.executable
    with pytest.raises(Unavailable):
        interpreters.find("python3.2")


def test_a_python_that_does_not_run_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "python3").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert interpreters.find("python3") == sys.executable


def test_a_version_is_available_if_its_command_says_so() -> None:
    def row(id: int, **check: object) -> RuntimeVersion:
        distributions = {"verification": {"commands": [check]}}
        version = RuntimeVersion(runtime=1, runtime_ref="r", version="1")
        return replace(version, id=id, distributions=distributions)

    rows = [
        row(1, binary="echo", args=["v20.1"], pattern=r"^v20\."),
        row(2, binary="echo", args=["v22.1"], pattern=r"^v20\."),
        row(3, binary="false"),
        row(4, binary="no-such-program"),
        row(5, binary="sh", args=["-c", "exit 3"], exit_code=3),
    ]
    here = verify(Runtime(ref="r", name="r"), rows)

    assert (here.available, here.versions) == (
        True,
        {1: True, 2: False, 3: False, 4: False, 5: True},
    )


def test_nothing_is_known_of_a_runtime_that_cannot_be_verified() -> None:
    assert verify(Runtime(ref="r", name="r"), []).available is False


def test_python_packages_are_installed_for_a_pack(
    build: Prepare, pack_dir: Path, tmp_path: Path
) -> None:
    wheel = tmp_path / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("tiny.py", "")
        packed.writestr("tiny-1.0.dist-info/METADATA", "Name: tiny\nVersion: 1.0\n")
        packed.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        packed.writestr("tiny-1.0.dist-info/RECORD", "")
    (pack_dir / "requirements.txt").write_text(f"--no-index\n{wheel}\n")
    core = packfiles.read(PACKS / "core")

    made = build(next(each for each in core.runtimes if each.name == "python"))

    assert made.folder is not None
    assert list(made.folder.glob("lib/python3*/site-packages/tiny.py"))
