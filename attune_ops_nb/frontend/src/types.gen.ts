// Written by frontend/generate_types.py from attune_ops_nb/model.py and what the routes give. Do not edit.

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

export type InquiryStatus =
  | "pending"
  | "responded"
  | "timeout"
  | "cancelled";

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
  readonly step: number;
  readonly route: string;
  readonly attempt: number;
  readonly retry_count: number;
  readonly max_retries: number;
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

export interface WorkflowDefinition {
  readonly id: number;
  readonly ref: string;
  readonly pack: number;
  readonly pack_ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly version: string;
  readonly param_schema: Readonly<Record<string, unknown>> | null;
  readonly out_schema: Readonly<Record<string, unknown>> | null;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly text: string | null;
  readonly tags: readonly string[];
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
  readonly paused_at: string | null;
  readonly attempt: number;
  readonly lease_until: string | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Inquiry {
  readonly id: number;
  readonly execution: number;
  readonly prompt: string;
  readonly response_schema: Readonly<Record<string, unknown>> | null;
  readonly assigned_to: number | null;
  readonly status: InquiryStatus;
  readonly response: unknown;
  readonly timeout_at: string | null;
  readonly responded_at: string | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface Key {
  readonly id: number;
  readonly ref: string;
  readonly owner_type: OwnerType;
  readonly owner: string;
  readonly owner_identity: number | null;
  readonly owner_pack: number | null;
  readonly owner_pack_ref: string | null;
  readonly owner_action: number | null;
  readonly owner_action_ref: string | null;
  readonly owner_sensor: number | null;
  readonly owner_sensor_ref: string | null;
  readonly name: string;
  readonly encrypted: boolean;
  readonly encryption_key_hash: string | null;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface OpenKey {
  readonly id: number;
  readonly ref: string;
  readonly owner_type: OwnerType;
  readonly owner: string;
  readonly owner_identity: number | null;
  readonly owner_pack: number | null;
  readonly owner_pack_ref: string | null;
  readonly owner_action: number | null;
  readonly owner_action_ref: string | null;
  readonly owner_sensor: number | null;
  readonly owner_sensor_ref: string | null;
  readonly name: string;
  readonly encrypted: boolean;
  readonly encryption_key_hash: string | null;
  readonly created: string | null;
  readonly updated: string | null;
  readonly value: unknown;
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
  readonly read_only: boolean;
  readonly specs_candidates_enabled: boolean;
  readonly identity: string;
  readonly engine_running: boolean;
  readonly database: string;
}

export interface Page {
  readonly items: readonly unknown[];
  readonly next: number | null;
}

export interface AccountCost {
  readonly summary: CostSummary | null;
  readonly error: CostFetchError | null;
  readonly stale: boolean;
  readonly hint: string | null;
}

export interface AccountUsage {
  readonly summary: UsageSummary | null;
  readonly error: CostFetchError | null;
  readonly stale: boolean;
  readonly hint: string | null;
}

export interface Answer {
  readonly ts: string;
  readonly item_id: string;
  readonly choice: string;
}

export interface Attention {
  readonly newest: string | null;
  readonly changed_since: readonly string[];
  readonly undescribed: readonly string[];
}

export type Backoff =
  | "constant"
  | "linear"
  | "exponential";

export interface Band {
  readonly input: number | null;
  readonly output: number | null;
  readonly cache_write_5m: number | null;
  readonly cache_write_1h: number | null;
  readonly cache_read: number | null;
  readonly above: number;
}

export interface Block {
  readonly start: string;
  readonly end: string;
  readonly gap: boolean;
  readonly active: boolean;
  readonly replies: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_write_5m_tokens: number;
  readonly cache_write_1h_tokens: number;
  readonly cache_read_tokens: number;
  readonly total_tokens: number;
  readonly cost: number;
  readonly unpriced_replies: number;
  readonly models: readonly string[];
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly burn: Burn | null;
  readonly projection: Projection | null;
  readonly reset_at: string | null;
}

export interface Briefing {
  readonly summary: string;
  readonly items: readonly Item[];
  readonly snoozed: readonly Item[];
  readonly sources_consulted: readonly string[];
  readonly cost_usd: number | null;
  readonly cached_at: string | null;
  readonly is_stale: boolean;
  readonly model: string | null;
  readonly answers: readonly Answer[];
  readonly malformed: readonly Malformed[];
}

export interface Budget {
  readonly limit_usd: number;
  readonly spent_usd: number;
  readonly left_usd: number;
  readonly used_pct: number;
  readonly month_pct: number;
  readonly level: "ahead" | "exceeded" | "near" | "ok";
  readonly lasts_until: string | null;
}

export interface Bulletin {
  readonly active: readonly Notice[];
  readonly stale: readonly Notice[];
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
}

export interface Burn {
  readonly tokens_per_minute: number;
  readonly spoken_tokens_per_minute: number;
  readonly cost_per_hour: number;
}

export type CancellationPolicy =
  | "allow_finish"
  | "cancel_running";

export interface Candidate {
  readonly slug: string;
  readonly path: string;
  readonly current_status: string;
  readonly evidence: readonly string[];
  readonly snapshot_hash: string;
}

export interface Causes {
  readonly unlogged: number;
  readonly unpriced: number;
  readonly batch: number;
  readonly web_search: number;
  readonly geography: number;
  readonly other: number;
}

export interface Chips {
  readonly scope_hash: string;
  readonly scope_path: string;
  readonly queue: number;
  readonly questions: number;
  readonly rejected: number;
  readonly has_result: boolean;
}

export interface Collab {
  readonly action_count: number;
  readonly handoffs: readonly Handoff[];
  readonly untriaged_reviews: number;
  readonly outbox: Outbox;
  readonly open_threads: readonly Thread[];
  readonly threads: string;
  readonly unknown: readonly string[];
}

export interface CostFetchError {
  readonly kind: CostFetchErrorKind;
  readonly message: string;
  readonly retry_after: number | null;
  readonly last: CostSummary | null;
}

export type CostFetchErrorKind =
  | "no_key"
  | "auth_failed"
  | "rate_limited"
  | "network"
  | "unknown";

export interface CostSummary {
  readonly today_usd: number | null;
  readonly seven_day_usd: number | null;
  readonly month_to_date_usd: number | null;
  readonly thirty_day_usd: number | null;
  readonly by_day: readonly (readonly [string, number])[];
  readonly by_model: readonly (readonly [string, number])[];
  readonly by_cost_type: readonly (readonly [string, number])[];
  readonly by_workspace: readonly (readonly [string, number])[];
  readonly fetched_at: string;
  readonly source: "cached" | "live";
  readonly complete: boolean;
  readonly problem: string | null;
  readonly today: string;
}

export interface Definition {
  readonly ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly version: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
  readonly vars: readonly (readonly [string, unknown])[];
  readonly tasks: readonly Task[];
  readonly output_map: readonly (readonly [string, unknown])[];
  readonly tags: readonly string[];
  readonly cancellation_policy: CancellationPolicy;
  readonly on_failure: OnFailure;
  readonly timeout: number | null;
}

export interface Diagnoses {
  readonly diagnoses: readonly Diagnosis[];
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
}

export interface Diagnosis {
  readonly diagnosis_id: string;
  readonly source_run_id: string | null;
  readonly workflow: string | null;
  readonly created_at: string | null;
  readonly status: string;
  readonly origin: string;
  readonly symptom: string | null;
  readonly hypotheses: readonly Hypothesis[];
  readonly evidence: readonly Evidence[];
  readonly synthesis: string | null;
  readonly lines: number;
}

export interface Dismissal {
  readonly dismissed_at: string;
  readonly snapshot_hash: string;
  readonly ttl_days: number;
}

export interface Downloads {
  readonly package: string;
  readonly last_day: number | null;
  readonly last_week: number | null;
  readonly last_month: number | null;
}

export interface Draft {
  readonly file: string;
  readonly kind: string;
  readonly slug: string;
  readonly target: string;
  readonly created: string;
  readonly problems: readonly string[];
}

export type EdgeKind =
  | "succeeded"
  | "failed"
  | "timed_out"
  | "always"
  | "condition";

export interface Environment {
  readonly python: string;
  readonly platform: string;
  readonly attune_home: string;
  readonly attune_home_exists: boolean;
  readonly telemetry_present: boolean;
  readonly memory_dir_present: boolean;
  readonly sessions_dir_present: boolean;
  readonly project_root: string;
  readonly anthropic_api_key: boolean;
}

export interface EventTotals {
  readonly n: number;
  readonly est_tokens: number;
}

export interface Evidence {
  readonly kind: string | null;
  readonly source: string | null;
  readonly content: string | null;
}

export interface Fault {
  readonly message: string;
  readonly task: string | null;
  readonly route: number | null;
  readonly transition: number | null;
  readonly step: number | null;
}

export interface FeedbackSignal {
  readonly rejected: number;
  readonly by_source: Readonly<Record<string, number>>;
  readonly findings_written: number;
  readonly rejection_rate: number;
  readonly caption: string;
}

export interface Finding {
  readonly id: string | null;
  readonly text: string;
  readonly session_id: string | null;
  readonly topics: readonly string[];
  readonly cwd: string | null;
  readonly at: string;
  readonly expires_at: string;
}

export interface Forecast {
  readonly month_usd: number;
  readonly low_usd: number;
  readonly high_usd: number;
  readonly daily_usd: number;
  readonly baseline_days: number;
}

export interface FormEvents {
  readonly total_events: number;
  readonly by_surface: Readonly<Record<string, number>>;
  readonly submitted: number;
  readonly rows: readonly FormRow[];
  readonly last_event_at: string | null;
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
}

export interface FormRow {
  readonly event: string;
  readonly surface: string | null;
  readonly events: number;
  readonly disagreed: number;
}

export interface Gate {
  readonly gate_id: string | null;
  readonly phase: string | null;
  readonly evaluation_state: string | null;
  readonly target_artifact: string;
}

export interface GateVerdict {
  readonly slug: string | null;
  readonly gate_id: string;
  readonly phase: string | null;
  readonly state: string;
  readonly target: string;
  readonly findings: readonly string[];
  readonly disposition: string | null;
  readonly waived: boolean;
  readonly decisions_ref: string | null;
  readonly at: string | null;
  readonly is_latest: boolean;
}

export interface GateVerdicts {
  readonly verdicts: readonly GateVerdict[];
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
}

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly kind: EdgeKind;
  readonly label: string | null;
  readonly when: string | null;
  readonly transition: number;
  readonly publish: readonly string[];
  readonly back: boolean;
}

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly action: string | null;
  readonly first: boolean;
  readonly join: string | null;
  readonly items: boolean;
  readonly retries: boolean;
}

export interface Handoff {
  readonly slug: string;
  readonly branch: string;
  readonly reason: string;
}

export interface Health {
  readonly snapshot: Snapshot | null;
  readonly is_stale: boolean;
  readonly report: string | null;
  readonly surfaces: Readonly<Record<string, number>>;
  readonly malformed: readonly Malformed[];
}

export interface Help {
  readonly features: readonly HelpFeature[];
  readonly featured: readonly string[];
  readonly recent: readonly Template[];
  readonly intents: Readonly<Record<string, number>>;
  readonly total_templates: number;
  readonly stale_templates: number | null;
  readonly incomplete_features: number;
}

export interface HelpFeature {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly missing_kinds: readonly string[];
  readonly completeness_pct: number;
  readonly is_stale: boolean | null;
}

export interface Hit {
  readonly feature: string;
  readonly kind: string;
  readonly title: string;
  readonly snippet: string;
  readonly score: number;
}

export interface Home {
  readonly at: string;
  readonly today: string;
  readonly spend: Spend | null;
  readonly bill_age_seconds: number | null;
  readonly calls_today: number | null;
  readonly last_call_at: string | null;
  readonly matters: readonly Matter[];
  readonly unknown: readonly string[];
}

export interface Hypothesis {
  readonly statement: string;
  readonly rank: number | null;
  readonly confidence: string | null;
}

export interface InterventionSignal {
  readonly rule_surfacings: number;
  readonly distinct_rules: number;
  readonly top_rules: readonly (readonly [string, number])[];
  readonly caption: string;
  readonly noise_denominator: number | null;
}

export interface Item {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly rationale: string;
  readonly sources: readonly string[];
  readonly suggested_action: SuggestedAction | null;
  readonly snoozed_until: string | null;
}

export interface ItemCounts {
  readonly total: number;
  readonly active: number;
  readonly ended: number;
  readonly failed: number;
  readonly states: string;
}

export interface KeyStored {
  readonly path: string | null;
  readonly tested: boolean;
  readonly problem: CostFetchError | null;
}

export interface Kpis {
  readonly today_usd: number;
  readonly yesterday_usd: number;
  readonly seven_day_usd: number;
  readonly month_to_date_usd: number;
  readonly thirty_day_usd: number;
  readonly series: readonly (readonly [string, number])[];
}

export interface Malformed {
  readonly file: string;
  readonly offset: number;
  readonly reason: string;
}

export interface Matter {
  readonly kind: "bill" | "budget" | "finished specs" | "malformed lines" | "pending writes" | "silent runs" | "spend alarm";
  readonly urgent: boolean;
  readonly count: number;
  readonly text: string;
}

export interface Memory {
  readonly nodes: readonly Node[];
  readonly kinds: Readonly<Record<string, number>>;
  readonly topics: readonly string[];
  readonly findings: readonly Finding[];
  readonly attention: Attention;
  readonly malformed: readonly Malformed[];
}

export interface MemorySignal {
  readonly counts: Readonly<Record<string, number>>;
  readonly scored: number;
  readonly unscored: number;
  readonly wrong_rate: number | null;
  readonly ignored_rate: number | null;
  readonly candidate_noise_rate: number | null;
  readonly headline: string;
}

export interface MemorySignals {
  readonly memory: MemorySignal;
  readonly intervention: InterventionSignal;
  readonly feedback: FeedbackSignal;
}

export interface MemorySummary {
  readonly total_events: number;
  readonly total_est_tokens: number;
  readonly distinct_sessions: number;
  readonly by_event: Readonly<Record<string, EventTotals>>;
  readonly by_day: Readonly<Record<string, EventTotals>>;
  readonly per_session_avg_tokens: number | null;
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
}

export interface Message {
  readonly id: string | null;
  readonly author: string;
  readonly kind: string;
  readonly body: string;
  readonly at: string | null;
  readonly round: number | null;
  readonly reply_to: string | null;
}

export interface Mock {
  readonly status: string;
  readonly result: unknown;
  readonly item: number | null;
  readonly iteration: number | null;
  readonly attempt: number | null;
  readonly route: number | readonly string[] | null;
  readonly place: number | null;
  readonly times: number | null;
}

export interface ModelCost {
  readonly model: string | null;
  readonly calls: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_write_tokens: number;
  readonly cache_read_tokens: number;
  readonly usd: number | null;
  readonly unpriced_calls: number;
}

export interface Node {
  readonly key: string;
  readonly topic: string;
  readonly kind: string;
  readonly name: string;
  readonly description: string;
  readonly size: number;
  readonly modified: string;
}

export type NodeKind =
  | "task"
  | "command";

export interface NodeText {
  readonly node: Node;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Notice {
  readonly actor_id: string;
  readonly actor_kind: string;
  readonly workflow: string;
  readonly run_id: string;
  readonly started_at: string;
  readonly last_heartbeat: string;
  readonly current_status: string;
  readonly scope: string | null;
  readonly hostname: string | null;
}

export type OnFailure =
  | "go_on"
  | "stop";

export interface Outbox {
  readonly drafts: readonly Draft[];
  readonly oldest_days: number;
  readonly is_stale: boolean;
}

export interface PackEnvironment {
  readonly pack: string;
  readonly name: string;
  readonly folder: string;
  readonly built_at: string | null;
  readonly size: number;
}

export interface PackVerdict {
  readonly pack_ref: string;
  readonly validated_count: number;
  readonly error_count: number;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

export interface PendingWriteNow {
  readonly ts: string;
  readonly session_id: string;
  readonly dashboard_pid: number | null;
  readonly endpoint: string | null;
  readonly action: string | null;
  readonly file_path: string;
  readonly project_root: string;
  readonly before_sha256: string | null;
  readonly after_sha256: string | null;
  readonly dashboard_still_running: boolean;
  readonly current_disk_sha256: string | null;
  readonly matches_journal: boolean;
  readonly is_committed: boolean | null;
  readonly age_seconds: number;
}

export interface PendingWrites {
  readonly pending: readonly PendingWriteNow[];
  readonly summary: WriteCounts;
  readonly malformed: readonly Malformed[];
}

export interface Phase {
  readonly name: string;
  readonly file: string;
  readonly exists: boolean;
  readonly status: string | null;
}

export interface Price {
  readonly input: number | null;
  readonly output: number | null;
  readonly cache_write_5m: number | null;
  readonly cache_write_1h: number | null;
  readonly cache_read: number | null;
  readonly valid_from: string | null;
  readonly fast: number | null;
  readonly bands: readonly Band[];
  readonly source: string;
}

export interface PriceTable {
  readonly batch: number | null;
  readonly geography: Readonly<Record<string, number>>;
  readonly web_search: number | null;
  readonly models: Readonly<Record<string, readonly Price[]>>;
  readonly note: string;
}

export interface Problem {
  readonly message: string;
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly severity: Severity;
}

export interface Projection {
  readonly minutes_left: number;
  readonly total_tokens: number;
  readonly cost: number;
  readonly limit: number | null;
}

export interface Publish {
  readonly name: string;
  readonly value: unknown;
}

export interface Question {
  readonly finding: SweepFinding;
  readonly reason: string | null;
  readonly next_step: string | null;
}

export interface Reach {
  readonly latest: ReachSnapshot | null;
  readonly newer: ReachSnapshot | null;
  readonly malformed: readonly Malformed[];
}

export interface ReachSnapshot {
  readonly date: string;
  readonly taken_at: string | null;
  readonly packages: readonly Downloads[];
  readonly complete: boolean;
  readonly missing: readonly string[];
}

export interface Reconciliation {
  readonly day: string;
  readonly rows: readonly Row[];
  readonly billed_usd: number;
  readonly logged_usd: number;
  readonly difference_usd: number;
  readonly causes: Causes;
  readonly cents: Readonly<Record<string, number>>;
  readonly complete: boolean;
  readonly settled: boolean;
  readonly notes: readonly string[];
}

export interface Recording {
  readonly recorded: number;
  readonly workflow: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, readonly Mock[]>>;
  readonly definition: Definition;
}

export interface Rejected {
  readonly finding: SweepFinding;
  readonly rule: string | null;
}

export interface Retry {
  readonly count: number | string;
  readonly delay: number | string;
  readonly backoff: Backoff;
  readonly max_delay: number | null;
  readonly when: string | null;
}

export interface Row {
  readonly model: string;
  readonly billed_usd: number;
  readonly sessions_usd: number;
  readonly telemetry_usd: number;
  readonly overlap_usd: number;
  readonly logged_usd: number;
  readonly difference_usd: number;
  readonly causes: Causes;
  readonly calls: number;
  readonly unpriced_calls: number;
}

export interface RunCost {
  readonly execution: number;
  readonly known: "by id" | "by time" | null;
  readonly calls: number | null;
  readonly tokens: number;
  readonly usd: number | null;
  readonly unpriced_calls: number;
  readonly baseline_usd: number | null;
  readonly estimated_savings_usd: number | null;
  readonly by_model: readonly ModelCost[];
}

export interface RunRow {
  readonly day: string | null;
  readonly workflow: string;
  readonly runs: number;
  readonly failed: number;
  readonly cost: number;
  readonly baseline_cost: number;
  readonly estimated_savings: number;
  readonly mean_duration_ms: number;
}

export interface SavingsEstimate {
  readonly runs: number;
  readonly failed: number;
  readonly compared: number;
  readonly cost: number;
  readonly baseline_cost: number;
  readonly estimated_savings: number;
  readonly caption: string;
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
}

export interface Session {
  readonly id: string;
  readonly started_at: string | null;
  readonly last_activity: string | null;
  readonly duration_seconds: number;
  readonly message_count: number;
  readonly starter_prompt: string;
  readonly source: string;
  readonly project: string;
  readonly worktree: string | null;
  readonly path: string;
  readonly malformed_lines: number;
}

export interface SessionUsage {
  readonly rows: readonly SessionUsageRow[];
  readonly total: SessionUsageRow;
  readonly files: number;
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
  readonly unreadable: readonly Malformed[];
  readonly waiting_bytes: number;
}

export interface SessionUsageRow {
  readonly day: string | null;
  readonly week: string | null;
  readonly month: string | null;
  readonly project: string | null;
  readonly session: string | null;
  readonly model: string | null;
  readonly replies: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_write_5m_tokens: number;
  readonly cache_write_1h_tokens: number;
  readonly cache_read_tokens: number;
  readonly total_tokens: number;
  readonly cost: number;
  readonly unpriced_replies: number;
  readonly web_searches: number;
  readonly web_search_cost: number;
  readonly batch_replies: number;
  readonly batch_cost: number;
  readonly regional_replies: number;
  readonly geography_cost: number;
  readonly models: readonly string[];
  readonly first_at: string | null;
  readonly last_at: string | null;
}

export interface Setting {
  readonly name: string;
  readonly help: string;
  readonly value: unknown;
  readonly default: unknown;
  readonly stored: boolean;
  readonly variable: string;
  readonly changeable: boolean;
}

export type Severity =
  | "error"
  | "warning";

export interface Signal {
  readonly status: string;
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
}

export interface Snapshot {
  readonly schema_version: number;
  readonly collected_at: string;
  readonly project_root: string;
  readonly repo_slug: string;
  readonly signals: Readonly<Record<string, Signal>>;
}

export interface Spec {
  readonly slug: string;
  readonly root: string;
  readonly path: string;
  readonly status: string | null;
  readonly phases: readonly Phase[];
  readonly waived_phases: readonly string[];
  readonly last_modified: string | null;
  readonly lifecycle: string;
  readonly stage: string;
  readonly next_phase: string | null;
  readonly next_action: string;
  readonly next_phase_status: string | null;
  readonly gate: Gate | null;
}

export interface SpecText {
  readonly spec: Spec;
  readonly contents: Readonly<Record<string, string | null>>;
}

export interface Spend {
  readonly source: "account" | "local";
  readonly known: boolean;
  readonly today: string;
  readonly numbers: Kpis;
  readonly forecast: Forecast | null;
  readonly alarm: SpendAlarm;
  readonly budget: Budget | null;
  readonly unpriced: number;
  readonly complete: boolean;
  readonly problem: string | null;
  readonly problem_kind: CostFetchErrorKind | null;
  readonly fetched_at: string | null;
}

export interface SpendAlarm {
  readonly level: "alarm" | "insufficient_data" | "ok";
  readonly triggered_by: readonly ("ceiling" | "daily_anomaly")[];
  readonly today_cost: number;
  readonly baseline_mean: number;
  readonly baseline_days: number;
  readonly method: "multiplier" | "none" | "robust" | "zscore";
  readonly z_score: number | null;
  readonly month_to_date: number;
  readonly monthly_ceiling: number;
  readonly ceiling_pct: number;
  readonly source: "account" | "local";
  readonly detail: string;
}

export interface StatusWritten {
  readonly slug: string;
  readonly phase: string;
  readonly file: string;
  readonly status: string;
  readonly root: string;
  readonly path: string;
}

export interface StepShown {
  readonly number: number;
  readonly task: string;
  readonly route: string;
  readonly iteration: number;
  readonly state: string;
  readonly outcome: string | null;
  readonly cause: number | null;
  readonly attempt: number;
  readonly items: ItemCounts | null;
  readonly joins: readonly string[];
  readonly executions: readonly number[];
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly superseded: boolean;
  readonly critical: boolean;
}

export interface SuggestedAction {
  readonly kind: string;
  readonly label: string | null;
  readonly question: string | null;
  readonly choices: readonly string[];
  readonly url: string | null;
  readonly workflow: string | null;
  readonly scope: string | null;
}

export interface Sweep {
  readonly scope_hash: string;
  readonly queue: readonly SweepFinding[];
  readonly questions: readonly Question[];
  readonly rejected: readonly Rejected[];
  readonly spent_usd: number | null;
  readonly budget_usd: number | null;
  readonly sources: readonly string[];
  readonly failures: readonly string[];
  readonly duration_ms: number | null;
}

export interface SweepFinding {
  readonly source: string | null;
  readonly severity: string;
  readonly title: string;
  readonly description: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly evidence: string | null;
  readonly confidence: number | null;
  readonly tags: readonly string[];
}

export interface Task {
  readonly name: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly next: readonly Transition[];
  readonly retry: Retry | null;
  readonly timeout: number | null;
  readonly delay: number | string | null;
  readonly with_items: unknown;
  readonly item_names: readonly string[];
  readonly concurrency: number | string | null;
  readonly batch_size: number | null;
  readonly join: number | "all" | null;
}

export interface TelemetrySummary {
  readonly total_events: number;
  readonly total_cost: number;
  readonly total_savings: number;
  readonly by_workflow: readonly (readonly [workflow: string, events: number, cost: number])[];
  readonly by_day: readonly (readonly [day: string, events: number, cost: number])[];
  readonly last_event_at: string | null;
  readonly unpriced_events: number;
  readonly undated_events: number;
  readonly future_events: number;
  readonly malformed_lines: number;
  readonly malformed: readonly Malformed[];
  readonly waiting_bytes: number;
  readonly files: number;
}

export interface Template {
  readonly feature: string;
  readonly kind: string;
  readonly path: string;
  readonly title: string;
  readonly body: string;
  readonly generated_at: string | null;
  readonly source_hash: string | null;
  readonly is_stale: boolean | null;
}

export interface Thread {
  readonly id: string;
  readonly status: string | null;
  readonly messages: number;
  readonly expires_in_seconds: number | null;
}

export interface ThreadText {
  readonly thread: Thread;
  readonly messages: readonly Message[];
  readonly malformed: number;
}

export interface Tokens {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_write_5m_tokens: number;
  readonly cache_write_1h_tokens: number;
  readonly web_searches: number;
}

export interface Transition {
  readonly when: string | null;
  readonly publish: readonly Publish[];
  readonly do: readonly string[];
  readonly label: string | null;
}

export interface UsageEvent {
  readonly at: string | null;
  readonly workflow: string;
  readonly stage: string | null;
  readonly model: string | null;
  readonly tier: string | null;
  readonly provider: string | null;
  readonly cost: number | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_write_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_hit: boolean;
  readonly duration_ms: number | null;
  readonly savings: number | null;
}

export interface UsageRow {
  readonly day: string | null;
  readonly workflow: string | null;
  readonly stage: string | null;
  readonly model: string | null;
  readonly tier: string | null;
  readonly provider: string | null;
  readonly events: number;
  readonly cost: number;
  readonly unpriced_events: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_write_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_hits: number;
  readonly mean_duration_ms: number | null;
  readonly savings: number;
}

export interface UsageSummary {
  readonly today: string;
  readonly today_tokens: Tokens | null;
  readonly seven_day_tokens: Tokens | null;
  readonly month_to_date_tokens: Tokens | null;
  readonly thirty_day_tokens: Tokens | null;
  readonly by_day: readonly (readonly [string, Tokens])[];
  readonly by_model: readonly (readonly [string, Tokens])[];
  readonly by_service_tier: readonly (readonly [string, Tokens])[];
  readonly by_workspace: readonly (readonly [string, Tokens])[];
  readonly priority_tokens: number;
  readonly fetched_at: string;
  readonly source: "cached" | "live";
  readonly complete: boolean;
  readonly problem: string | null;
}

export interface Version {
  readonly package: string;
  readonly version: string | null;
}

export interface WorkflowGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface WorkflowState {
  readonly execution: number;
  readonly stage: string;
  readonly graph: WorkflowGraph;
  readonly steps: readonly StepShown[];
  readonly errors: readonly Fault[];
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface WorkflowSummary {
  readonly id: number;
  readonly ref: string;
  readonly pack_ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly version: string;
  readonly tags: readonly string[];
  readonly tasks: number;
  readonly is_adhoc: boolean;
  readonly created: string | null;
  readonly updated: string | null;
}

export interface WorkflowVerdict {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  readonly lines: readonly string[];
  readonly graph: WorkflowGraph | null;
}

export interface WriteCounts {
  readonly total_entries: number;
  readonly uncommitted_count: number;
  readonly stale_dashboard_count: number;
  readonly drifted_count: number;
}
