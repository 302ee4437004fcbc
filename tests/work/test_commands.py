"""Commands give an action what it needs, and its secrets to nobody else."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import execution_config
from attune_ops_nb.model import (
    Action,
    Execution,
    Ops,
    Pack,
    ParameterDelivery,
    ParameterFormat,
    Params,
    Runtime,
)
from attune_ops_nb.work.commands import Command, command
from attune_ops_nb.work.environments import Environment

SHELL = {
    "interpreter": {"binary": "/bin/bash"},
    "inline_execution": {"extension": ".sh", "inject_shell_helpers": True},
}
PYTHON = {
    "interpreter": {"binary": "python3", "args": ["-u"], "file_extension": ".py"},
    "inline_execution": {},
    "env_vars": {"PYTHONPATH": {"value": "{pack_dir}/lib", "operation": "prepend"}},
}
SECRET = "tr0ub4dor"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "project").mkdir()
    return build_config(tmp_path / "project", attune_home=tmp_path / "home")


class Shop:
    """A pack in a folder, and how one of its actions is started."""

    def __init__(self, config: Config, folder: Path) -> None:
        self.folder = folder / "shop"
        self._config = config
        (self.folder / "actions").mkdir(parents=True)

    def script(self, name: str, text: str) -> str:
        (self.folder / "actions" / name).write_text(text)
        return name

    def start(
        self,
        entrypoint: str,
        parameters: Params | None = None,
        *,
        runtime: str = "shell",
        env_vars: dict[str, str] | None = None,
        **fields: Any,
    ) -> Command:
        interpreters = {"shell": "/bin/bash", "python": sys.executable}
        parsed = execution_config.parse({"shell": SHELL, "python": PYTHON}.get(runtime, {}))
        return command(
            self._config,
            Execution(
                id=7,
                action_ref="shop.act",
                env_vars=env_vars,
                project=str(self._config.project_root),
            ),
            Action(
                ref="shop.act",
                pack=1,
                pack_ref="shop",
                label="act",
                entrypoint=entrypoint,
                runtime_ref=f"core.{runtime}",
                **fields,
            ),
            Pack(ref="shop", label="shop", version="1.0.0", storage_path=str(self.folder)),
            Runtime(ref=f"core.{runtime}", name=runtime),
            Environment(
                config=parsed,
                interpreter=interpreters.get(runtime),
                places={"pack_dir": str(self.folder)},
            ),
            parameters or {},
            self._config.artifacts_dir / "7",
        )


@pytest.fixture
def shop(config: Config, tmp_path: Path) -> Shop:
    return Shop(config, tmp_path)


def output(start: Command) -> str:
    done = subprocess.run(
        start.argv, cwd=start.cwd, env=start.env, input=start.stdin, capture_output=True, check=True
    )
    return done.stdout.decode()


def test_a_script_is_run_by_its_interpreter_and_reads_its_parameters(shop: Shop) -> None:
    name = shop.script("act.py", "import json, sys; print(json.load(sys.stdin)['a'])")

    start = shop.start(name, {"a": "ü'\n"}, runtime="python")

    assert start.argv == [sys.executable, "-u", str(shop.folder / "actions" / name)]
    assert output(start) == "ü'\n\n"


@pytest.mark.parametrize("format", list(ParameterFormat))
def test_parameters_come_in_the_format_that_the_action_names(
    shop: Shop, format: ParameterFormat
) -> None:
    name = shop.script("act.sh", 'echo "$ATTUNE_PARAMETER_DELIVERY $ATTUNE_PARAMETER_FORMAT"; cat')

    said = output(shop.start(name, {"a": 1}, parameter_format=format))

    assert said.splitlines()[0] == f"stdin {format.value}"
    assert said.splitlines()[1] in {'{"a": 1}', "a: 1", "a='1'"}


def test_parameters_in_a_file_can_only_be_read_by_their_owner(shop: Shop) -> None:
    name = shop.script("act.sh", 'cat "$ATTUNE_PARAMETER_FILE"; cat')

    start = shop.start(name, {"key": SECRET}, parameter_delivery=ParameterDelivery.FILE)

    path = Path(start.env["ATTUNE_PARAMETER_FILE"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert json.loads(output(start)) == {"key": SECRET}
    start.clean()
    assert not path.exists()


@pytest.mark.parametrize("delivery", list(ParameterDelivery))
def test_secrets_are_in_no_variable_and_in_no_argument(
    shop: Shop, delivery: ParameterDelivery
) -> None:
    for entrypoint in (shop.script("act.sh", "cat"), 'echo "$key"'):
        start = shop.start(entrypoint, {"key": SECRET}, parameter_delivery=delivery)
        assert SECRET not in f"{start.argv} {start.env}"


def test_an_entrypoint_of_the_shell_that_is_no_file_is_the_script(shop: Shop) -> None:
    start = shop.start('echo "$PARAM_FIRST_NAME $first_name $list"; cat; false; echo not reached',
                       {"first-name": "O'Neill $HOME `id`", "list": [1, {"a": None}]})  # fmt: skip

    done = subprocess.run(start.argv, env=start.env, input=start.stdin, capture_output=True)

    said = "O'Neill $HOME `id` O'Neill $HOME `id` [1, {\"a\": null}]\n"
    assert (done.returncode, done.stdout.decode()) == (1, said)


def test_parameters_do_not_bend_an_inline_script(shop: Shop) -> None:
    hostile = {"PATH": "/nowhere", "UID": "0", "IFS": "x", "a\nid": "1", "1st": "one", "n": "\0b"}

    said = output(shop.start('ls / >/dev/null; echo "$PARAM_PATH $_1st $n"', hostile))

    assert said == "/nowhere one b\n"


def test_code_of_other_runtimes_may_be_inline_if_it_was_written_by_hand(shop: Shop) -> None:
    code = "import json, sys\nprint(json.load(sys.stdin))"

    assert output(shop.start(code, {"a": 1}, runtime="python", is_adhoc=True)) == "{'a': 1}\n"


@pytest.mark.parametrize("entrypoint", ["gone.py", "../../project/x.py", "x" * 5000, "a\0b"])
def test_a_script_that_is_not_in_the_pack_is_refused(shop: Shop, entrypoint: str) -> None:
    with pytest.raises(Unavailable, match=r"shop\.act: there is no file"):
        shop.start(entrypoint, runtime="python")


def test_a_link_out_of_the_pack_is_not_followed(shop: Shop) -> None:
    (shop.folder / "actions" / "act.py").symlink_to("/etc/passwd")

    with pytest.raises(Unavailable):
        shop.start("act.py", runtime="python")


def test_a_native_program_is_run_as_it_is(shop: Shop) -> None:
    name = shop.script("act", "#!/bin/sh\necho native")
    with pytest.raises(Unavailable, match=r"may not be executed; allow it: chmod \+x"):
        shop.start(name, runtime="native")

    (shop.folder / "actions" / name).chmod(0o755)
    assert output(shop.start(name, runtime="native")) == "native\n"


def test_an_action_works_in_its_pack_and_a_workflow_on_the_project(
    shop: Shop, config: Config
) -> None:
    name = shop.script("act.sh", 'pwd; echo "$ATTUNE_PROJECT_ROOT"')

    assert output(shop.start(name)) == f"{shop.folder}\n\n"
    assert output(shop.start(name, ops=Ops())) == f"{config.project_root}\n" * 2


def test_a_project_that_is_gone_is_named(shop: Shop, config: Config) -> None:
    config.project_root.rmdir()

    with pytest.raises(Unavailable, match="there is no such folder"):
        shop.start("pwd", ops=Ops())


def test_an_action_knows_who_it_is_and_where_what_it_leaves_goes(
    shop: Shop, config: Config
) -> None:
    env = shop.start("true").env

    told = {"ATTUNE_ACTION": "shop.act", "ATTUNE_PACK_REF": "shop", "ATTUNE_EXEC_ID": "7"}
    folders = {
        "ATTUNE_HOME": str(config.attune_home),
        "ATTUNE_ARTIFACTS_DIR": str(config.artifacts_dir / "7"),
    }
    assert {name: env[name] for name in told | folders} == told | folders


def test_variables_of_the_execution_are_set_but_do_not_overrule_ours(shop: Shop) -> None:
    env = shop.start("true", env_vars={"STAGE": "live", "ATTUNE_EXEC_ID": "8"}).env

    assert (env["STAGE"], env["ATTUNE_EXEC_ID"]) == ("live", "7")


def test_a_runtime_adds_to_a_variable(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    name = shop.script("act.py", "")
    monkeypatch.setenv("PYTHONPATH", "/mine")

    env = shop.start(name, runtime="python").env

    assert env["PYTHONPATH"] == f"{shop.folder}/lib{os.pathsep}/mine"


def test_a_context_is_in_variables_unless_it_is_secret(shop: Shop) -> None:
    given = {"context": {"event-id": 5, "who": {"a": 1}}}
    hidden = {"context": {"type": "object", "secret": True}}

    env = shop.start("true", given).env
    assert (env["ATTUNE_CONTEXT_EVENT_ID"], env["ATTUNE_CONTEXT_WHO"]) == ("5", '{"a": 1}')
    assert "ATTUNE_CONTEXT_WHO" not in shop.start("true", given, param_schema=hidden).env


def test_what_is_about_the_host_is_not_passed_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/ours")
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.setenv("ATTUNE__DATABASE__URL", "postgresql://user:password@host/db")
    monkeypatch.setenv("OF_THE_USER", "yes")

    env = shop.start("true").env

    assert not {"VIRTUAL_ENV", "MPLBACKEND", "ATTUNE__DATABASE__URL"} & set(env)
    assert (env["OF_THE_USER"], env["FORCE_COLOR"], env["TERM"]) == ("yes", "1", "dumb")


def test_who_wants_no_colours_gets_none(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert "FORCE_COLOR" not in shop.start("true").env
