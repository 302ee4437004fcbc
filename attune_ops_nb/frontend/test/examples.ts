/** Nouns for tests, with what matters given. */

import { vi } from "vitest";
import { NOTHING, type State } from "../src/state";
import type { Execution, Info, RunRecord, WorkflowEntry } from "../src/types.gen";
import type { Verbs } from "../src/verbs";

export const execution = (given: Partial<Execution> = {}): Execution => ({
  id: 7,
  action: 1,
  action_ref: "devtools.tests",
  config: null,
  env_vars: null,
  parent: null,
  enforcement: null,
  executor: 1,
  worker: null,
  status: "running",
  result: null,
  retry_count: 0,
  max_retries: 0,
  retry_reason: null,
  original_execution: null,
  started_at: "2026-11-21T04:00:00Z",
  completed_at: null,
  workflow_task: null,
  workflow_def: null,
  permission_set_refs: [],
  project: "/srv/shop",
  scope: "/srv/shop/src/auth",
  trigger: "manual",
  chained_from: null,
  suggestions: [],
  progress: null,
  command: null,
  line_count: 0,
  report: null,
  sdk_error_kind: null,
  sdk_stderr: null,
  queue: "python",
  priority: 0,
  concurrency: null,
  timeout_seconds: null,
  not_before: null,
  attempt: 1,
  lease_until: null,
  paused_at: null,
  created: "2026-11-21T04:00:00Z",
  updated: "2026-11-21T04:00:00Z",
  ...given,
});

export const info: Info = {
  version: "0.1.0",
  project: "shop",
  project_root: "/srv/shop",
  attune_home: "/srv/.attune",
  allow_run: true,
  identity: "ada",
  read_only: false,
  specs_candidates_enabled: false,
  engine_running: true,
  database: "sqlite",
};

/** What attune-ai leaves of a run. */
export const record = (given: Partial<RunRecord> = {}): RunRecord => ({
  id: "20261121T030000-ab12",
  workflow: "code-review",
  status: "failed",
  exit_code: 2,
  started_at: "2026-11-21T03:00:00Z",
  completed_at: "2026-11-21T03:01:05Z",
  duration_seconds: 65,
  line_count: 2,
  path: "/srv/shop/src/auth",
  trigger: "manual",
  command: ["attune", "workflow", "run", "code-review"],
  sdk_stderr: null,
  sdk_error_kind: null,
  report: null,
  lines: ["reading src/auth", "\x1b[31mERROR\x1b[0m no model"],
  persisted_at: "2026-11-21T03:01:06Z",
  execution: null,
  action_ref: null,
  outcome: null,
  project: null,
  executor: null,
  suggestions: [],
  ...given,
});

export const entry = (given: Partial<WorkflowEntry> = {}): WorkflowEntry => ({
  ref: "devtools.tests",
  name: "Tests",
  description: "Runs the tests.",
  stages: [],
  tier_map: {},
  concern: "test",
  path_arg: { parameter: "path", required: false },
  next: [],
  notice: null,
  param_schema: {},
  last_run: null,
  last_status: null,
  ...given,
});

export const state = (given: Partial<State> = {}): State => ({
  ...NOTHING,
  connection: { state: "online" },
  info,
  workflows: { is: "here", value: [entry()] },
  features: { is: "here", value: [] },
  ...given,
});

export const knowing = (...executions: readonly Execution[]): Partial<State> => ({
  executions: new Map(executions.map((each) => [each.id, each])),
});

/** What was read, by path. */
export const read = (readings: Readonly<Record<string, unknown>>): Partial<State> => ({
  readings: new Map(Object.entries(readings).map(([path, value]) => [path, { is: "here", value, at: Date.now() }])),
});

/** Verbs that only remember that they were asked. */
export const verbs = (given: Partial<Verbs> = {}): Verbs => ({
  run: vi.fn().mockResolvedValue(execution({ id: 8 })),
  rerun: vi.fn().mockResolvedValue(execution({ id: 8 })),
  cancel: vi.fn().mockResolvedValue(undefined),
  allowRun: vi.fn().mockResolvedValue(undefined),
  change: vi.fn().mockResolvedValue(undefined),
  wantRuns: vi.fn(),
  moreRuns: vi.fn(),
  lookForRecords: vi.fn(),
  moreRecords: vi.fn(),
  record: vi.fn().mockRejectedValue(new Error("there is no record")),
  login: vi.fn().mockResolvedValue("ada"),
  wantExecution: vi.fn(),
  wantWorkflows: vi.fn(),
  wantFeatures: vi.fn(),
  wantArtifacts: vi.fn(),
  reload: vi.fn(),
  want: vi.fn(),
  refresh: vi.fn(),
  watch: () => () => undefined,
  send: vi.fn().mockResolvedValue(null),
  select: vi.fn(),
  follow: () => () => undefined,
  logRange: vi.fn().mockResolvedValue(new Uint8Array()),
  download: vi.fn().mockResolvedValue(undefined),
  downloadText: vi.fn(),
  chooseScope: vi.fn(),
  open: vi.fn(),
  replace: vi.fn(),
  retry: vi.fn(),
  ...given,
});

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
