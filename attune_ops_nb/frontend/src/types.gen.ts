// Written by frontend/generate_types.py from attune_ops_nb/model.py. Do not edit.

export type Status =
  | "requested"
  | "scheduling"
  | "scheduled"
  | "running"
  | "completed"
  | "failed"
  | "canceling"
  | "cancelled"
  | "timeout"
  | "abandoned";

export const ENDS: ReadonlySet<Status> = new Set<Status>(["completed", "failed", "cancelled", "timeout", "abandoned"]);

export type ParameterDelivery =
  | "stdin"
  | "file";

export type ParameterFormat =
  | "json"
  | "dotenv"
  | "yaml";

export type OutputFormat =
  | "text"
  | "json"
  | "yaml"
  | "jsonl";

export type ArtifactType =
  | "file_binary"
  | "file_datatable"
  | "file_image"
  | "file_text"
  | "other"
  | "progress"
  | "url";

export type RetentionPolicy =
  | "versions"
  | "days"
  | "hours"
  | "minutes";

export type OwnerType =
  | "system"
  | "identity"
  | "pack"
  | "action"
  | "sensor";

export type WorkerType =
  | "local"
  | "remote"
  | "container";

export type WorkerStatus =
  | "active"
  | "inactive"
  | "busy"
  | "error";

export type RunTrigger =
  | "manual"
  | "attune-rec"
  | "attune-heal";

export type LogStream =
  | "log"
  | "stdout"
  | "stderr";

export type ChangeKind =
  | "add"
  | "update"
  | "delete";

export interface ScopeParameter {
  readonly parameter: string;
  readonly required: boolean;
}

export interface Ops {
  readonly stages: readonly string[];
  readonly tier_map: Readonly<Record<string, string>>;
  readonly concern: string;
  readonly scope: ScopeParameter | null;
  readonly next: readonly string[];
  readonly notice: string | null;
  readonly hidden: boolean;
}

export interface Suggestion {
  readonly kind: string;
  readonly label: string | null;
  readonly severity: string | null;
  readonly name: string | null;
  readonly args: Readonly<Record<string, string>> | null;
  readonly url: string | null;
}

export interface Progress {
  readonly percent: number | null;
  readonly message: string | null;
}

export interface TaskState {
  readonly workflow_execution: number;
  readonly task_name: string;
  readonly triggered_by: string | null;
  readonly task_index: number | null;
  readonly task_batch: number | null;
  readonly retry_count: number;
  readonly max_retries: number;
  readonly next_retry_at: string | null;
  readonly timeout_seconds: number | null;
  readonly timed_out: boolean;
  readonly duration_ms: number | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

export interface Pack {
  readonly id: number;
  readonly ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly version: string;
  readonly conf_schema: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly runtime_deps: readonly string[];
  readonly dependencies: readonly string[];
  readonly is_standard: boolean;
  readonly installers: readonly unknown[];
  readonly source_type: string | null;
  readonly source_url: string | null;
  readonly source_ref: string | null;
  readonly checksum: string | null;
  readonly checksum_verified: boolean;
  readonly installed_at: string | null;
  readonly installed_by: number | null;
  readonly installation_method: string | null;
  readonly storage_path: string | null;
  readonly problem: string | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Runtime {
  readonly id: number;
  readonly ref: string;
  readonly pack: number | null;
  readonly pack_ref: string | null;
  readonly description: string | null;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly distributions: Readonly<Record<string, unknown>>;
  readonly installation: Readonly<Record<string, unknown>> | null;
  readonly installers: readonly unknown[];
  readonly execution_config: Readonly<Record<string, unknown>>;
  readonly auto_detected: boolean;
  readonly detection_config: Readonly<Record<string, unknown>>;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface RuntimeVersion {
  readonly id: number;
  readonly runtime: number;
  readonly runtime_ref: string;
  readonly version: string;
  readonly version_major: number | null;
  readonly version_minor: number | null;
  readonly version_patch: number | null;
  readonly execution_config: Readonly<Record<string, unknown>>;
  readonly distributions: Readonly<Record<string, unknown>>;
  readonly is_default: boolean;
  readonly available: boolean;
  readonly verified_at: string | null;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Action {
  readonly id: number;
  readonly ref: string;
  readonly pack: number;
  readonly pack_ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly entrypoint: string;
  readonly runtime: number | null;
  readonly runtime_ref: string | null;
  readonly runtime_version_constraint: string | null;
  readonly required_worker_runtimes: Readonly<Record<string, string>>;
  readonly param_schema: Readonly<Record<string, unknown>> | null;
  readonly out_schema: Readonly<Record<string, unknown>> | null;
  readonly workflow_def: number | null;
  readonly is_adhoc: boolean;
  readonly parameter_delivery: ParameterDelivery;
  readonly parameter_format: ParameterFormat;
  readonly output_format: OutputFormat;
  readonly tags: readonly string[];
  readonly timeout_seconds: number | null;
  readonly max_retries: number;
  readonly retry_delay_seconds: number;
  readonly concurrency: number | null;
  readonly rerun_when_lost: boolean;
  readonly ops: Ops | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Identity {
  readonly id: number;
  readonly login: string;
  readonly display_name: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly frozen: boolean;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Worker {
  readonly id: number;
  readonly name: string;
  readonly worker_type: WorkerType;
  readonly runtime: number | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly pid: number | null;
  readonly status: WorkerStatus;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly last_heartbeat: string | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Execution {
  readonly id: number;
  readonly action: number | null;
  readonly action_ref: string;
  readonly config: Readonly<Record<string, unknown>> | null;
  readonly env_vars: Readonly<Record<string, string>> | null;
  readonly parent: number | null;
  readonly enforcement: number | null;
  readonly executor: number | null;
  readonly worker: number | null;
  readonly status: Status;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly retry_count: number;
  readonly max_retries: number;
  readonly retry_reason: string | null;
  readonly original_execution: number | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly workflow_task: TaskState | null;
  readonly workflow_def: number | null;
  readonly permission_set_refs: readonly string[];
  readonly project: string | null;
  readonly scope: string | null;
  readonly trigger: RunTrigger | null;
  readonly chained_from: number | null;
  readonly suggestions: readonly Suggestion[];
  readonly progress: Progress | null;
  readonly command: readonly string[] | null;
  readonly line_count: number;
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly sdk_error_kind: string | null;
  readonly sdk_stderr: string | null;
  readonly queue: string;
  readonly priority: number;
  readonly concurrency: number | null;
  readonly timeout_seconds: number | null;
  readonly not_before: string | null;
  readonly attempt: number;
  readonly lease_until: string | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Artifact {
  readonly id: number;
  readonly ref: string;
  readonly scope: OwnerType;
  readonly owner: string;
  readonly type: ArtifactType;
  readonly name: string | null;
  readonly description: string | null;
  readonly content_type: string | null;
  readonly size_bytes: number | null;
  readonly data: unknown;
  readonly retention_policy: RetentionPolicy;
  readonly retention_limit: number;
  readonly execution: number | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface ArtifactVersion {
  readonly id: number;
  readonly artifact: number;
  readonly version: number;
  readonly execution: number | null;
  readonly content_type: string | null;
  readonly size_bytes: number | null;
  readonly content_json: unknown;
  readonly file_path: string | null;
  readonly meta: Readonly<Record<string, unknown>> | null;
  readonly created_by: string | null;
  readonly created: string | null;
}

export interface Change {
  readonly sequence: number;
  readonly noun: string;
  readonly id: number;
  readonly kind: ChangeKind;
}

export interface Feature {
  readonly name: string;
  readonly path: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly files: readonly string[];
  readonly detected: boolean;
}

export interface PathArgSpec {
  readonly parameter: string;
  readonly required: boolean;
}

export interface WorkflowEntry {
  readonly ref: string;
  readonly name: string;
  readonly description: string | null;
  readonly stages: readonly string[];
  readonly tier_map: Readonly<Record<string, string>>;
  readonly concern: string;
  readonly path_arg: PathArgSpec | null;
  readonly next: readonly string[];
  readonly notice: string | null;
  readonly param_schema: Readonly<Record<string, unknown>>;
  readonly last_run: number | null;
  readonly last_status: Status | null;
}

export interface RunRecord {
  readonly id: string;
  readonly workflow: string;
  readonly status: string;
  readonly exit_code: number | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly duration_seconds: number | null;
  readonly line_count: number;
  readonly path: string | null;
  readonly trigger: string | null;
  readonly command: readonly string[] | null;
  readonly sdk_stderr: string | null;
  readonly sdk_error_kind: string | null;
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly lines: readonly string[];
  readonly persisted_at: string | null;
  readonly execution: number | null;
  readonly action_ref: string | null;
  readonly outcome: Status | null;
  readonly project: string | null;
  readonly executor: string | null;
  readonly suggestions: readonly Suggestion[];
}

export interface Info {
  readonly version: string;
  readonly project: string;
  readonly project_root: string;
  readonly attune_home: string;
  readonly allow_run: boolean;
  readonly identity: string;
  readonly engine_running: boolean;
  readonly database: string;
}

export interface Page {
  readonly items: readonly unknown[];
  readonly next: number | null;
}
