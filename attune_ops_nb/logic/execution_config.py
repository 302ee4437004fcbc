"""Execution config: what a runtime says about interpreter, environment and dependencies."""

import os
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Params


class Strategy(StrEnum):
    """How code without a file of its own is given to the interpreter."""

    DIRECT = "direct"
    TEMP_FILE = "temp_file"


class Operation(StrEnum):
    """What a runtime does to a variable that may be there already."""

    SET = "set"
    PREPEND = "prepend"
    APPEND = "append"


class Interpreter(msgspec.Struct, frozen=True, kw_only=True):
    """The program that runs a script; without a binary the script is the program."""

    binary: str = ""
    args: list[str] = []
    file_extension: str | None = None


class InlineExecution(msgspec.Struct, frozen=True, kw_only=True):
    """How an entrypoint that is code is run."""

    strategy: Strategy = Strategy.TEMP_FILE
    extension: str | None = None
    inject_shell_helpers: bool = False


class EnvironmentConfig(msgspec.Struct, frozen=True, kw_only=True):
    """How an environment for one pack is made."""

    env_type: str = ""
    dir_name: str = ".venv"
    create_command: list[str] = []
    interpreter_path: str | None = None


class Dependencies(msgspec.Struct, frozen=True, kw_only=True):
    """What is installed into the environment if the pack has the manifest."""

    manifest_file: str
    install_command: list[str]


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """A variable of the environment."""

    value: str
    operation: Operation = Operation.SET
    separator: str = os.pathsep


class ExecutionConfig(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    interpreter: Interpreter = Interpreter()
    inline_execution: InlineExecution | None = None
    environment: EnvironmentConfig | None = None
    dependencies: Dependencies | None = None
    env_vars: dict[str, str | Variable] = {}


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A command that shows whether this machine has a runtime."""

    binary: str
    args: list[str] = []
    exit_code: int = 0
    pattern: str | None = None
    priority: int = 999
    optional: bool = False


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """How to find out whether this machine has a runtime."""

    always_available: bool = False
    check_required: bool = True
    commands: list[Check] = []


class Distributions(msgspec.Struct, frozen=True, kw_only=True):
    """What a runtime says about where it is to be had."""

    verification: Verification = Verification()


def parse(config: Params) -> ExecutionConfig:
    """`Runtime.execution_config` with its types. Invalid, naming the key, if one is wrong."""
    try:
        return msgspec.convert(config, ExecutionConfig)
    except msgspec.ValidationError as error:
        raise Invalid(f"execution_config: {error}") from error


def fill(text: str, places: Mapping[str, str]) -> str:
    """`text` with `{env_dir}` and the other names in `places` filled in; other braces stay."""
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def with_variables(
    environment: Mapping[str, str], config: ExecutionConfig, places: Mapping[str, str]
) -> dict[str, str]:
    """`environment` after what the runtime does to it."""
    changed = dict(environment)
    for name, given in config.env_vars.items():
        variable = Variable(value=given) if isinstance(given, str) else given
        value, before = fill(variable.value, places), changed.get(name)
        if before and variable.operation is Operation.PREPEND:
            value = f"{value}{variable.separator}{before}"
        elif before and variable.operation is Operation.APPEND:
            value = f"{before}{variable.separator}{value}"
        changed[name] = value
    return changed
