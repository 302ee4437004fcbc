"""Pack YAML: what the files of a pack may say, and the nouns they become."""

import re
from typing import Any

import msgspec

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic import schemas, versions
from attune_ops_nb.logic.documents import Document
from attune_ops_nb.logic.execution_config import ExecutionConfig, parse
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import (
    Action,
    Ops,
    OutputFormat,
    Pack,
    ParameterDelivery,
    ParameterFormat,
    Params,
    Runtime,
    RuntimeVersion,
    Schema,
)

PACK_REF = re.compile(r"[a-z][a-z0-9_-]+")
PART_REF = re.compile(r"(?P<pack>[a-z][a-z0-9_-]+)\.[a-z0-9_-]+")
LONGEST_REF = 200
"""Of a part of a pack: files are called so."""
LONGEST_SECONDS = 2**31 - 1
SEMVER = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
ALIASES = {
    "node": ("nodejs", "node.js"),
    "python": ("python3",),
    "shell": ("bash", "sh"),
    "native": ("builtin", "standalone"),
    "ruby": ("rb",),
    "go": ("golang",),
    "java": ("jdk", "openjdk"),
    "perl": ("perl5",),
    "r": ("rscript",),
}
KNOWN_AS = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}
REF_OF = {"node": "core.nodejs"}
"""The refs of core's runtimes, where they are not `core.` and the name."""


class PackYaml(msgspec.Struct, frozen=True, kw_only=True):
    """`pack.yaml`."""

    ref: str
    version: str
    label: str | None = None
    name: str | None = None
    description: str | None = None
    author: str | None = None
    email: str | None = None
    system: bool = False
    is_standard: bool = False
    enabled: bool = True
    conf_schema: Schema = {}
    config: Params = {}
    meta: Params = {}
    tags: list[str] = []
    runtime_deps: list[str] = []
    dependencies: list[str] = []
    testing: Params | None = None


class Retry(msgspec.Struct, frozen=True, kw_only=True):
    """The `retry:` block of an action."""

    count: int = 0
    delay: float = 0.0


class ActionYaml(msgspec.Struct, frozen=True, kw_only=True):
    """`actions/*.yaml`."""

    ref: str
    label: str | None = None
    description: str | None = None
    enabled: bool = True
    runner_type: str = "shell"
    entry_point: str = ""
    parameters: Schema = {}
    output: Schema | None = None
    output_schema: Schema | None = None
    parameter_delivery: ParameterDelivery = ParameterDelivery.STDIN
    parameter_format: ParameterFormat = ParameterFormat.JSON
    output_format: OutputFormat = OutputFormat.TEXT
    runtime_version: str | None = None
    required_worker_runtimes: dict[str, str] = {}
    workflow_file: str | None = None
    """The file of the graph that the action is, from `actions/` on."""
    workflow: Params | None = None
    """The graph itself."""
    tags: list[str] = []
    ops: Ops | None = None
    timeout: float | None = None
    retry: Retry = Retry()
    concurrency: int | None = None
    rerun_when_lost: bool = True


class VersionYaml(msgspec.Struct, frozen=True, kw_only=True):
    """One of the `versions:` of a runtime."""

    version: str
    is_default: bool = False
    distributions: Params = {}
    execution_config: Params = {}
    meta: Params = {}


class RuntimeYaml(msgspec.Struct, frozen=True, kw_only=True):
    """`runtimes/*.yaml`."""

    ref: str
    name: str
    aliases: list[str] = []
    description: str | None = None
    distributions: Params = {}
    installation: Params | None = None
    execution_config: ExecutionConfig = ExecutionConfig()
    versions: list[VersionYaml] = []


NOT_READ = frozenset(
    {
        *("accesses_mcp", "artifact_retention_limit", "artifact_retention_policy", "author"),
        *("default_execution_permission_set_refs", "email", "examples", "log_retention_limit"),
        *("log_retention_policy", "version", "worker_affinity", "worker_selector"),
        *("worker_tolerations", "installers", "auto_detected", "detection_config", "homepage"),
        *("keywords", "license", "repository"),
    }
)
"""Keys that packs may carry for others."""


def pack(document: Document) -> tuple[Pack, bool]:
    """The pack, and whether it is switched on."""
    yaml = document.fit(PackYaml)
    if PACK_REF.fullmatch(yaml.ref) is None:
        what = f"ref: {yaml.ref!r} must be lower-case letters, digits, - and _"
        raise document.refused(("ref",), what)
    if SEMVER.fullmatch(yaml.version) is None:
        what = f"version: {yaml.version!r} must have three numbers, like 1.0.0"
        raise document.refused(("version",), what)
    _check_schema(document, "conf_schema", yaml.conf_schema)
    made = Pack(
        ref=yaml.ref,
        label=yaml.label or yaml.name or yaml.ref,
        description=yaml.description,
        version=yaml.version,
        conf_schema=yaml.conf_schema,
        config=yaml.config,
        meta={**yaml.meta, **_present(author=yaml.author, email=yaml.email, testing=yaml.testing)},
        tags=yaml.tags,
        runtime_deps=yaml.runtime_deps,
        dependencies=yaml.dependencies,
        is_standard=yaml.system or yaml.is_standard,
    )
    return made, yaml.enabled


def runtime(document: Document, pack_ref: str) -> tuple[Runtime, list[RuntimeVersion]]:
    """A runtime and its versions, in the order of the file."""
    yaml = document.fit(RuntimeYaml)
    _check_ref(document, yaml.ref, pack_ref)
    for place, row in enumerate(yaml.versions):
        try:
            versions.parse(row.version)
            parse(row.execution_config)
        except Invalid as error:
            where = ("versions", str(place))
            raise document.refused(where, f"versions.{place}: {error}") from error
    made = Runtime(
        ref=yaml.ref,
        pack_ref=pack_ref,
        description=yaml.description,
        name=yaml.name.lower(),
        aliases=[alias.lower() for alias in yaml.aliases],
        distributions=yaml.distributions,
        installation=yaml.installation,
        execution_config=document.value.get("execution_config", {}),
    )
    return made, [_version(row, yaml.ref) for row in yaml.versions]


def action(document: Document, pack_ref: str, own_runtimes: list[Runtime]) -> Action | None:
    """An action; None if it is switched off."""
    yaml = document.fit(ActionYaml)
    _check_ref(document, yaml.ref, pack_ref)
    if not yaml.enabled:
        return None
    is_graph = yaml.workflow_file is not None or yaml.workflow is not None
    _check_schema(document, "parameters", yaml.parameters)
    _check_numbers(document, yaml)
    _check_scope(document, yaml)
    if not is_graph and not yaml.entry_point.strip():
        raise document.refused((), "entry_point: it is missing; name the script in actions/")
    return Action(
        ref=yaml.ref,
        pack=0,
        pack_ref=pack_ref,
        label=yaml.label or yaml.ref,
        description=yaml.description,
        entrypoint=(yaml.workflow_file or document.file) if is_graph else yaml.entry_point,
        runtime_ref=None if is_graph else runtime_ref(yaml.runner_type, own_runtimes),
        runtime_version_constraint=yaml.runtime_version,
        required_worker_runtimes=yaml.required_worker_runtimes,
        param_schema=yaml.parameters or None,
        out_schema=yaml.output or yaml.output_schema,
        parameter_delivery=yaml.parameter_delivery,
        parameter_format=yaml.parameter_format,
        output_format=yaml.output_format,
        tags=yaml.tags,
        timeout_seconds=yaml.timeout,
        max_retries=yaml.retry.count,
        retry_delay_seconds=yaml.retry.delay,
        concurrency=yaml.concurrency,
        rerun_when_lost=yaml.rerun_when_lost,
        ops=yaml.ops,
    )


def runtime_ref(runner_type: str, own_runtimes: list[Runtime]) -> str:
    """The runtime that `runner_type` names: one of the pack's own, a ref, or one of core's."""
    name = runner_type.strip().lower()
    for own in own_runtimes:
        if name in {own.ref, own.name, *own.aliases}:
            return own.ref
    known = KNOWN_AS.get(name)
    if known is None:
        return name if "." in name else f"core.{name}"
    return REF_OF.get(known, f"core.{known}")


def strange_keys(document: Document, shape: type[msgspec.Struct]) -> list[str]:
    """A line for each key that means nothing to us: it is likely misspelt."""
    known = {*shape.__struct_fields__, *NOT_READ}
    return [
        f"{document.file}:{document.line((key,))}: the key {key} is not known{nearest(key, known)}"
        for key in map(str, document.value)
        if key not in known
    ]


def _version(row: VersionYaml, ref: str) -> RuntimeVersion:
    major, minor, patch = versions.parse(row.version).release
    return RuntimeVersion(
        runtime=0,
        runtime_ref=ref,
        version=row.version,
        version_major=major,
        version_minor=minor,
        version_patch=patch,
        execution_config=row.execution_config,
        distributions=row.distributions,
        is_default=row.is_default,
        meta=row.meta,
    )


def _check_ref(document: Document, ref: str, pack_ref: str) -> None:
    what = wrong_ref(ref, pack_ref)
    if what is not None:
        raise document.refused(("ref",), what)


def wrong_ref(ref: str, pack_ref: str) -> str | None:
    """What is wrong with the ref of a part of the pack `pack_ref`, if anything is."""
    if not ref and not pack_ref:
        return "ref: it is missing: a pack and a name, like shop.order"
    if len(ref) > LONGEST_REF:
        return f"ref: it must have at most {LONGEST_REF} characters"
    match = PART_REF.fullmatch(ref)
    if match is not None and match["pack"] == pack_ref:
        return None
    return f"ref: {ref!r} must be {pack_ref}. and a name of lower-case letters, digits, - and _"


def _check_schema(document: Document, key: str, schema: Schema) -> None:
    for name, entry in schema.items():
        try:
            schemas.check_schema({name: entry} if isinstance(entry, dict) else {})
        except Invalid as error:
            what = str(error).replace("properties.", "", 1)
            raise document.refused((key, name), f"{key}: {what}") from error
    try:
        schemas.check_schema(schema)
    except Invalid as error:
        raise document.refused((key,), f"{key}: {error}") from error


def _check_numbers(document: Document, yaml: ActionYaml) -> None:
    if yaml.timeout is not None and not 0 < yaml.timeout <= LONGEST_SECONDS:
        what = f"timeout: it must be more than 0 and at most {LONGEST_SECONDS} seconds"
        raise document.refused(("timeout",), what)
    if yaml.concurrency is not None and yaml.concurrency < 1:
        raise document.refused(("concurrency",), "concurrency: it must be at least 1")
    if yaml.retry.count < 0 or not 0 <= yaml.retry.delay < float("inf"):
        raise document.refused(("retry",), "retry: count and delay must not be negative")
    if yaml.runtime_version is not None:
        try:
            versions.check_constraint(yaml.runtime_version)
        except Invalid as error:
            raise document.refused(("runtime_version",), f"runtime_version: {error}") from error


def _check_scope(document: Document, yaml: ActionYaml) -> None:
    if yaml.ops is None or yaml.ops.scope is None:
        return
    parameters = schemas.json_schema(yaml.parameters)["properties"]
    name = yaml.ops.scope.parameter
    if name not in parameters:
        what = f"ops.scope.parameter: there is no parameter {name}{nearest(name, parameters)}"
        raise document.refused(("ops", "scope", "parameter"), what)


def _present(**named: Any) -> Params:
    return {name: value for name, value in named.items() if value is not None}
