"""The nouns: what the store keeps, the wire carries and the views show.

Each noun is written once. Its fields are the columns of its table (`store/tables.py`), the keys of
its JSON, the properties of its TypeScript type and the columns of its DataFrame. Times are UTC,
durations are seconds, sizes are bytes.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

Params = dict[str, Any]
"""Parameters by name, as JSON."""
Schema = dict[str, Any]
"""A flat parameter schema: name → JSON Schema with `required`, `secret`, `position` beside it."""


class Status(StrEnum):
    """Where an execution stands."""

    REQUESTED = "requested"
    SCHEDULING = "scheduling"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELING = "canceling"
    CANCELLED = "cancelled"
    TIMEOUT = "timeout"
    ABANDONED = "abandoned"

    @property
    def ended(self) -> bool:
        """No worker will touch the execution again."""
        return self in ENDS


ENDS = frozenset(
    {Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.TIMEOUT, Status.ABANDONED}
)
CLAIMED = frozenset({Status.SCHEDULED, Status.RUNNING, Status.CANCELING})
"""States in which a worker holds the execution by a lease."""


ASK = "core.ask"
"""The action that no program runs: its execution waits for the answer to an inquiry."""
INQUIRY_QUEUE = "inquiry"
"""`Execution.queue` of what waits for an answer: no worker has it."""
WORKFLOW_QUEUE = "workflow"
"""`Execution.queue` of what is conducted: no worker has it."""


class ParameterDelivery(StrEnum):
    STDIN = "stdin"
    FILE = "file"


class ParameterFormat(StrEnum):
    JSON = "json"
    DOTENV = "dotenv"
    YAML = "yaml"


class OutputFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    YAML = "yaml"
    JSONL = "jsonl"


class ArtifactType(StrEnum):
    FILE_BINARY = "file_binary"
    FILE_DATATABLE = "file_datatable"
    FILE_IMAGE = "file_image"
    FILE_TEXT = "file_text"
    OTHER = "other"
    PROGRESS = "progress"
    URL = "url"


class RetentionPolicy(StrEnum):
    VERSIONS = "versions"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"


class OwnerType(StrEnum):
    SYSTEM = "system"
    IDENTITY = "identity"
    PACK = "pack"
    ACTION = "action"
    SENSOR = "sensor"


class WorkerType(StrEnum):
    LOCAL = "local"
    REMOTE = "remote"
    CONTAINER = "container"


class WorkerStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    BUSY = "busy"
    ERROR = "error"


class RunTrigger(StrEnum):
    """What made a run start."""

    MANUAL = "manual"
    RECOMMENDATION = "attune-rec"
    HEAL = "attune-heal"


class InquiryStatus(StrEnum):
    """Where a question stands."""

    PENDING = "pending"
    RESPONDED = "responded"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"


class LogStream(StrEnum):
    """`log` is what people read: both pipes in order of arrival, and the engine's own remarks."""

    LOG = "log"
    STDOUT = "stdout"
    STDERR = "stderr"


class ChangeKind(StrEnum):
    ADD = "add"
    UPDATE = "update"
    DELETE = "delete"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A value inside a noun."""


class Noun(msgspec.Struct, frozen=True, kw_only=True):
    """What has a table. `id` is 0 until the store has given one."""

    id: int = 0


class ScopeParameter(Part, frozen=True, kw_only=True):
    """Which parameter of a workflow takes the scope, and whether it can do without."""

    parameter: str = "path"
    required: bool = False


class Ops(Part, frozen=True, kw_only=True):
    """The `ops:` block of an action's YAML: what makes it a workflow in the picker."""

    stages: list[str] = []
    tier_map: dict[str, str] = {}
    concern: str = "other"
    scope: ScopeParameter | None = None
    next: list[str] = []
    notice: str | None = None
    hidden: bool = False
    """Run by name only: the picker leaves it out."""


class Suggestion(Part, frozen=True, kw_only=True):
    """What an execution recommends to do next (`spec`: the ATTUNE_REC marker)."""

    kind: str
    label: str | None = None
    severity: str | None = None
    name: str | None = None
    """For `next-workflow`: the ref of the action."""
    args: dict[str, str] | None = None
    url: str | None = None


class Progress(Part, frozen=True, kw_only=True):
    """How far a running execution says it is."""

    percent: float | None = None
    message: str | None = None


class TaskState(Part, frozen=True, kw_only=True):
    """The place of an execution in the workflow that asked for it."""

    workflow_execution: int
    task_name: str
    triggered_by: str | None = None
    task_index: int | None = None
    task_batch: int | None = None
    step: int = 0
    """Which step of the workflow it is, in the order in which it came to them."""
    route: str = ""
    """The way by which it came there, where several lead to a task that runs once for each."""
    attempt: int = 1
    """Which try of the step it is."""
    retry_count: int = 0
    max_retries: int = 0
    timeout_seconds: float | None = None
    timed_out: bool = False
    duration_ms: int | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None


class Pack(Noun, frozen=True, kw_only=True):
    """A folder of YAML and scripts that brings actions, triggers, sensors, rules and runtimes."""

    ref: str
    label: str
    description: str | None = None
    version: str
    conf_schema: Schema = {}
    config: Params = {}
    meta: Params = {}
    tags: list[str] = []
    runtime_deps: list[str] = []
    dependencies: list[str] = []
    is_standard: bool = False
    installers: list[Any] = []
    source_type: str | None = None
    source_url: str | None = None
    source_ref: str | None = None
    checksum: str | None = None
    checksum_verified: bool = False
    installed_at: datetime | None = None
    installed_by: int | None = None
    installation_method: str | None = None
    storage_path: str | None = None
    problem: str | None = None
    """Why the pack on disk could not be loaded: file, line, what. The last good state stays."""
    created: datetime | None = None
    updated: datetime | None = None


class Runtime(Noun, frozen=True, kw_only=True):
    """How code is run: interpreter, environment, dependencies."""

    ref: str
    pack: int | None = None
    pack_ref: str | None = None
    description: str | None = None
    name: str
    aliases: list[str] = []
    distributions: Params = {}
    installation: Params | None = None
    installers: list[Any] = []
    execution_config: Params = {}
    auto_detected: bool = False
    detection_config: Params = {}
    created: datetime | None = None
    updated: datetime | None = None


class RuntimeVersion(Noun, frozen=True, kw_only=True):
    """One version of a runtime, with an execution config of its own."""

    runtime: int
    runtime_ref: str
    version: str
    version_major: int | None = None
    version_minor: int | None = None
    version_patch: int | None = None
    execution_config: Params = {}
    distributions: Params = {}
    is_default: bool = False
    available: bool = False
    verified_at: datetime | None = None
    meta: Params = {}
    created: datetime | None = None
    updated: datetime | None = None


class Action(Noun, frozen=True, kw_only=True):
    """Something that can be run: a ref, a flat schema for its parameters, and its runtime."""

    ref: str
    pack: int
    pack_ref: str
    label: str
    description: str | None = None
    entrypoint: str
    runtime: int | None = None
    runtime_ref: str | None = None
    runtime_version_constraint: str | None = None
    required_worker_runtimes: dict[str, str] = {}
    param_schema: Schema | None = None
    out_schema: Schema | None = None
    workflow_def: int | None = None
    is_adhoc: bool = False
    parameter_delivery: ParameterDelivery = ParameterDelivery.STDIN
    parameter_format: ParameterFormat = ParameterFormat.JSON
    output_format: OutputFormat = OutputFormat.TEXT
    tags: list[str] = []
    timeout_seconds: float | None = None
    max_retries: int = 0
    retry_delay_seconds: float = 0.0
    concurrency: int | None = None
    """How many executions of this action may run at once; none means as many as there is room."""
    rerun_when_lost: bool = True
    """Whether an execution whose worker died is run again, or becomes *abandoned*."""
    ops: Ops | None = None
    created: datetime | None = None
    updated: datetime | None = None


class WorkflowDefinition(Noun, frozen=True, kw_only=True):
    """The graph of a workflow action: what its executions are conducted by."""

    ref: str
    pack: int
    pack_ref: str
    label: str
    description: str | None = None
    version: str
    param_schema: Schema | None = None
    out_schema: Schema | None = None
    definition: Params
    """As `logic.workflows.definition.Definition` is written in JSON."""
    text: str | None = None
    """The file it was read from, as it was written."""
    tags: list[str] = []
    created: datetime | None = None
    updated: datetime | None = None


class Identity(Noun, frozen=True, kw_only=True):
    """Who asks: a person, a sensor, or an execution on somebody's behalf."""

    login: str
    display_name: str | None = None
    attributes: Params = {}
    frozen: bool = False
    created: datetime | None = None
    updated: datetime | None = None


class Worker(Noun, frozen=True, kw_only=True):
    """A process that claims requested executions and runs them."""

    name: str
    worker_type: WorkerType = WorkerType.LOCAL
    runtime: int | None = None
    host: str | None = None
    port: int | None = None
    pid: int | None = None
    status: WorkerStatus = WorkerStatus.ACTIVE
    capabilities: Params = {}
    meta: Params = {}
    last_heartbeat: datetime | None = None
    created: datetime | None = None
    updated: datetime | None = None


class Execution(Noun, frozen=True, kw_only=True):
    """One invocation of an action with fixed parameters. Without a parent it is a *run*."""

    action: int | None = None
    action_ref: str
    config: Params | None = None
    """The parameters, with defaults filled in and secrets replaced by a mark."""
    env_vars: dict[str, str] | None = None
    parent: int | None = None
    enforcement: int | None = None
    executor: int | None = None
    """The identity that asked for it."""
    worker: int | None = None
    status: Status = Status.REQUESTED
    result: Params | None = None
    retry_count: int = 0
    max_retries: int = 0
    retry_reason: str | None = None
    original_execution: int | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    workflow_task: TaskState | None = None
    workflow_def: int | None = None
    permission_set_refs: list[str] = []
    project: str | None = None
    """The root of the project it works on: its working directory, if its action is a workflow."""
    scope: str | None = None
    """The absolute path the run is about, inside `project`."""
    trigger: RunTrigger | None = None
    chained_from: int | None = None
    """The execution whose suggestion started this one."""
    suggestions: list[Suggestion] = []
    progress: Progress | None = None
    command: list[str] | None = None
    line_count: int = 0
    report: Params | None = None
    sdk_error_kind: str | None = None
    sdk_stderr: str | None = None
    queue: str = "shell"
    """The name of the runtime a worker must have."""
    priority: int = 0
    concurrency: int | None = None
    timeout_seconds: float | None = None
    not_before: datetime | None = None
    paused_at: datetime | None = None
    """When a workflow was told to begin nothing any more; none while it goes on."""
    attempt: int = 0
    """How often it was claimed; with `worker` the fence against a late answer of a lost worker."""
    lease_until: datetime | None = None
    created: datetime | None = None
    updated: datetime | None = None


class Inquiry(Noun, frozen=True, kw_only=True):
    """A question an execution waits on until an identity answers it or its time is up."""

    execution: int
    prompt: str
    response_schema: Schema | None = None
    """What the answer must look like: JSON Schema, or flat like the parameters of an action."""
    assigned_to: int | None = None
    """The identity that alone may answer; none means anybody."""
    status: InquiryStatus = InquiryStatus.PENDING
    response: Any = None
    timeout_at: datetime | None = None
    responded_at: datetime | None = None
    created: datetime | None = None
    updated: datetime | None = None


class Key(Noun, frozen=True, kw_only=True):
    """A named secret with an owner. Its value is none of its fields, so that no list has it."""

    ref: str
    owner_type: OwnerType = OwnerType.SYSTEM
    owner: str = "system"
    """`system`, the login of an identity, or the ref of a pack or an action."""
    owner_identity: int | None = None
    owner_pack: int | None = None
    owner_pack_ref: str | None = None
    owner_action: int | None = None
    owner_action_ref: str | None = None
    owner_sensor: int | None = None
    owner_sensor_ref: str | None = None
    name: str
    """What executions call it by; of several with one name they have that of the nearest owner."""
    encrypted: bool = True
    """Whether the value is sealed in the store, so that only this home can read it."""
    encryption_key_hash: str | None = None
    """With which key of a vault it was sealed."""
    created: datetime | None = None
    updated: datetime | None = None


class OpenKey(Key, frozen=True, kw_only=True):
    """A key with its value: what only who asks for this one key is given."""

    value: Any

    def __repr__(self) -> str:
        """Without the value: what a cell shows is saved with the notebook."""
        return f"OpenKey(ref={self.ref!r}, name={self.name!r}, owner={self.owner!r}, value=…)"


class Artifact(Noun, frozen=True, kw_only=True):
    """What an execution leaves behind, in numbered versions."""

    ref: str
    scope: OwnerType = OwnerType.SYSTEM
    owner: str = ""
    type: ArtifactType
    name: str | None = None
    description: str | None = None
    content_type: str | None = None
    size_bytes: int | None = None
    data: Any = None
    retention_policy: RetentionPolicy = RetentionPolicy.VERSIONS
    retention_limit: int = 5
    execution: int | None = None
    """The execution that wrote the newest version."""
    created: datetime | None = None
    updated: datetime | None = None


class ArtifactVersion(Noun, frozen=True, kw_only=True):
    """One state of an artifact; its bytes lie in a file under `Config.artifacts_dir`."""

    artifact: int
    version: int
    execution: int | None = None
    content_type: str | None = None
    size_bytes: int | None = None
    content_json: Any = None
    file_path: str | None = None
    """Relative to `Config.artifacts_dir`."""
    meta: Params | None = None
    created_by: str | None = None
    created: datetime | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Row `id` of noun `noun` was written; `sequence` only grows."""

    sequence: int
    noun: str
    id: int
    kind: ChangeKind


class Feature(Part, frozen=True, kw_only=True):
    """A named part of the project with a path; choosing one sets the scope of a run."""

    name: str
    path: str
    """Relative to the project root."""
    description: str | None = None
    tags: list[str] = []
    files: list[str] = []
    detected: bool = False
    """Found by looking at the folders, not declared in `.help/features.yaml`."""


class PathArgSpec(Part, frozen=True, kw_only=True):
    """How a workflow takes its scope."""

    parameter: str
    required: bool = False


class WorkflowEntry(Part, frozen=True, kw_only=True):
    """An action as the picker shows it."""

    ref: str
    name: str
    description: str | None = None
    stages: list[str] = []
    tier_map: dict[str, str] = {}
    concern: str = "other"
    path_arg: PathArgSpec | None = None
    next: list[str] = []
    notice: str | None = None
    param_schema: Schema = {}
    last_run: int | None = None
    last_status: Status | None = None


class RunRecord(Part, frozen=True, kw_only=True):
    """A run as a JSON file under `Config.runs_dir`, ours or one that attune-ai wrote."""

    id: str
    workflow: str
    status: str
    """`completed` or `failed` on disk; any `Status` while the engine knows the run."""
    exit_code: int | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    duration_seconds: float | None = None
    line_count: int = 0
    path: str | None = None
    trigger: str | None = None
    command: list[str] | None = None
    sdk_stderr: str | None = None
    sdk_error_kind: str | None = None
    report: Params | None = None
    lines: list[str] = []
    persisted_at: datetime | None = None
    execution: int | None = None
    """The execution in our store; none for a record of attune-ai."""
    action_ref: str | None = None
    outcome: Status | None = None
    """Which of the five ends it was."""
    project: str | None = None
    executor: str | None = None
    suggestions: list[Suggestion] = []


class Info(Part, frozen=True, kw_only=True):
    """What a face must know about the installation it talks to."""

    version: str
    project: str
    project_root: str
    attune_home: str
    allow_run: bool
    read_only: bool
    """Nothing may be written, whoever asks."""
    specs_candidates_enabled: bool
    identity: str
    engine_running: bool
    database: str


T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A keyset page of a list, newest first."""

    items: list[T]
    next: int | None = None
    """To be given as `before` for the page that follows; none on the last."""
