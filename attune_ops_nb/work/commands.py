"""Commands: what is started to run an action, and what it is given.

Parameters, and with them all secrets, go into one document: on standard input, in a file that only
its owner can read, or at the top of an inline script. Never into variables or arguments.
"""

import os
import shutil
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.logic import parameters as documents
from attune_ops_nb.logic import schemas
from attune_ops_nb.logic.execution_config import with_variables
from attune_ops_nb.model import Action, Execution, Pack, ParameterDelivery, Params, Runtime
from attune_ops_nb.work import inherited
from attune_ops_nb.work.environments import Environment

SCRATCH = "scratch"
"""The folder for what is made for a program that runs, below `Config.ops_dir`."""
INLINE_START = "#!/usr/bin/env bash\nset -e\n"


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What is started, where, and with what; `scratch` holds the files made for it."""

    argv: list[str]
    cwd: Path
    env: dict[str, str]
    stdin: bytes = b""
    scratch: Path

    def clean(self) -> None:
        """Remove the files made for it, and the secrets that may be in them."""
        shutil.rmtree(self.scratch, ignore_errors=True)


def command(
    config: Config,
    execution: Execution,
    action: Action,
    pack: Pack,
    runtime: Runtime,
    environment: Environment,
    parameters: Params,
    artifacts: Path,
) -> Command:
    """How to start `action` with `parameters`, its secrets among them.

    Unavailable if the script or the project is not there.
    """
    folder = Path(pack.storage_path or "/")
    start = Command(
        argv=[],
        cwd=_working_folder(action, execution, folder),
        env=_variables(config, execution, action, environment, parameters, artifacts),
        scratch=config.ops_dir / SCRATCH / str(execution.id),
    )
    script = _script(action, runtime, folder)
    if script is None:
        return _inline(start, action, environment, parameters)
    argv = [*_interpreter(environment, script), str(script)]
    return _delivered(msgspec.structs.replace(start, argv=argv), action, parameters)


def _inline(
    start: Command, action: Action, environment: Environment, parameters: Params
) -> Command:
    """The entrypoint is itself the code."""
    inline, interpreter = environment.config.inline_execution, environment.config.interpreter
    if inline is None or environment.interpreter is None:
        raise Unavailable(f"{action.ref}: there is no file {action.entrypoint} in actions/")
    # Such a script has its parameters as variables already, and its standard input is empty.
    helped = inline.inject_shell_helpers
    above = f"{INLINE_START}{documents.shell_prelude(parameters)}" if helped else ""
    name = f"script{inline.extension or interpreter.file_extension or ''}"
    code = f"{above}{action.entrypoint}\n".encode("utf-8", "replace")
    script = _private(start.scratch, name, code, 0o700)
    argv = [environment.interpreter, *interpreter.args, str(script)]
    started = msgspec.structs.replace(start, argv=argv)
    return started if helped else _delivered(started, action, parameters)


def _delivered(start: Command, action: Action, parameters: Params) -> Command:
    """`start` with the document of parameters."""
    document = documents.document(parameters, action.parameter_format)
    if action.parameter_delivery is ParameterDelivery.STDIN:
        return msgspec.structs.replace(start, stdin=document)
    name = f"parameters.{action.parameter_format.value}"
    path = _private(start.scratch, name, document, 0o400)
    return msgspec.structs.replace(start, env={**start.env, "ATTUNE_PARAMETER_FILE": str(path)})


def _script(action: Action, runtime: Runtime, folder: Path) -> Path | None:
    """The file that the entrypoint names; None if there is none and it may be code itself."""
    pack_dir = folder.resolve()
    try:
        path = (pack_dir / "actions" / action.entrypoint).resolve()
        found = path.is_file() and path.is_relative_to(pack_dir)
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        found = False
    if found:
        return path
    if runtime.name == "shell" or action.is_adhoc:
        return None
    raise Unavailable(f"{action.ref}: there is no file {action.entrypoint} in {pack_dir}/actions")


def _interpreter(environment: Environment, script: Path) -> list[str]:
    if environment.interpreter is not None:
        return [environment.interpreter, *environment.config.interpreter.args]
    if not os.access(script, os.X_OK):
        raise Unavailable(f"{script} may not be executed; allow it: chmod +x {script}")
    return []


def _working_folder(action: Action, execution: Execution, pack_dir: Path) -> Path:
    """A workflow works on the project; everything else in its pack."""
    wanted = Path(execution.project) if action.ops and execution.project else pack_dir
    if not wanted.is_dir():
        raise Unavailable(f"{action.ref} cannot run in {wanted}: there is no such folder")
    return wanted


def _variables(
    config: Config,
    execution: Execution,
    action: Action,
    environment: Environment,
    parameters: Params,
    artifacts: Path,
) -> dict[str, str]:
    """What is in the environment; ours cannot be overruled."""
    ours = {
        "ATTUNE_ACTION": action.ref,
        "ATTUNE_PACK_REF": action.pack_ref,
        "ATTUNE_EXEC_ID": str(execution.id),
        # Where a program that calls models leaves its lines of telemetry.
        "ATTUNE_HOME": str(config.attune_home),
        "ATTUNE_API_URL": f"http://{config.host}:{config.port}/attune",
        "ATTUNE_ARTIFACTS_DIR": str(artifacts),
        "ATTUNE_RUNTIME_ENVS_DIR": str(config.envs_dir),
        "ATTUNE_PARAMETER_DELIVERY": action.parameter_delivery.value,
        "ATTUNE_PARAMETER_FORMAT": action.parameter_format.value,
    }
    if action.ops and execution.project:
        # Programs tell how they fared, in markers, only if they are asked to.
        ours |= {"ATTUNE_PROJECT_ROOT": execution.project, "ATTUNE_RUN_META_EMIT": "1"}
    return {
        **with_variables(inherited.environment(), environment.config, environment.places),
        **(execution.env_vars or {}),
        **_context(action, parameters),
        **ours,
    }


def _context(action: Action, parameters: Params) -> dict[str, str]:
    """ATTUNE_CONTEXT_<KEY> for each key of a parameter called `context`."""
    context = parameters.get("context")
    if not isinstance(context, dict) or "context" in schemas.secrets(action.param_schema or {}):
        return {}
    return {
        f"ATTUNE_CONTEXT_{_upper(key)}": documents.text(value).replace("\0", "")
        for key, value in context.items()
    }


def _upper(key: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in key).upper()


def _private(scratch: Path, name: str, content: bytes, mode: int) -> Path:
    """A file in `scratch` that nobody but its owner can read."""
    path = scratch / name
    try:
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        path.chmod(mode)
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}") from error
    return path
