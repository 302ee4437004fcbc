/** Readings for tests, with what matters given. */

import type { State } from "../src/state";
import type {
  AccountCost,
  Block,
  CostSummary,
  Session,
  SessionUsage,
  SessionUsageRow,
  Spec,
  Spend,
  TelemetrySummary,
  UsageRow,
} from "../src/types.gen";
import { state } from "./examples";

/** A state in which these paths were read. */
export const having = (readings: Readonly<Record<string, unknown>>, given: Partial<State> = {}): State =>
  state({
    readings: new Map(Object.entries(readings).map(([path, value]) => [path, { is: "here", value, at: 0 }])),
    ...given,
  });

export const usageRow = (given: Partial<UsageRow> = {}): UsageRow => ({
  day: null,
  workflow: null,
  stage: null,
  model: null,
  tier: null,
  provider: null,
  events: 3,
  cost: 1.5,
  unpriced_events: 0,
  input_tokens: 1_000,
  output_tokens: 500,
  cache_write_tokens: 0,
  cache_read_tokens: 0,
  cache_hits: 0,
  mean_duration_ms: null,
  savings: 0,
  ...given,
});

export const sessionRow = (given: Partial<SessionUsageRow> = {}): SessionUsageRow => ({
  day: null,
  week: null,
  month: null,
  project: null,
  session: null,
  model: null,
  replies: 4,
  input_tokens: 10,
  output_tokens: 20,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  cache_read_tokens: 70,
  total_tokens: 100,
  cost: 0.5,
  unpriced_replies: 0,
  web_searches: 0,
  web_search_cost: 0,
  batch_replies: 0,
  batch_cost: 0,
  regional_replies: 0,
  geography_cost: 0,
  models: ["claude-opus-4-8"],
  first_at: "2026-11-20T10:00:00Z",
  last_at: "2026-11-20T11:00:00Z",
  ...given,
});

export const sessionUsage = (...rows: readonly SessionUsageRow[]): SessionUsage => ({
  rows,
  total: sessionRow(),
  files: 1,
  malformed_lines: 0,
  malformed: [],
  unreadable: [],
  waiting_bytes: 0,
});

export const session = (given: Partial<Session> = {}): Session => ({
  id: "fdb7cf89",
  started_at: new Date().toISOString(),
  last_activity: new Date().toISOString(),
  duration_seconds: 600,
  message_count: 12,
  starter_prompt: "Move the tax rates into a table",
  source: "heuristic",
  project: "/srv/my shop",
  worktree: null,
  path: "/home/ada/.claude/fdb7cf89.jsonl",
  malformed_lines: 0,
  ...given,
});

export const block = (given: Partial<Block> = {}): Block => ({
  start: "2026-11-21T04:00:00Z",
  end: "2026-11-21T09:00:00Z",
  gap: false,
  active: false,
  replies: 5,
  input_tokens: 0,
  output_tokens: 0,
  cache_write_5m_tokens: 0,
  cache_write_1h_tokens: 0,
  cache_read_tokens: 0,
  total_tokens: 2_000_000,
  cost: 2,
  unpriced_replies: 0,
  models: [],
  first_at: null,
  last_at: null,
  burn: null,
  projection: null,
  reset_at: null,
  ...given,
});

export const spend = (given: Partial<Spend> = {}): Spend => ({
  source: "account",
  known: true,
  today: "2026-11-21",
  numbers: {
    today_usd: 7.43,
    yesterday_usd: 5.68,
    seven_day_usd: 39.78,
    month_to_date_usd: 129.09,
    thirty_day_usd: 182.37,
    series: [
      ["2026-11-20", 5.68],
      ["2026-11-21", 7.43],
    ],
  },
  forecast: { month_usd: 183, low_usd: 164, high_usd: 202, daily_usd: 6, baseline_days: 28 },
  alarm: {
    level: "ok",
    triggered_by: [],
    today_cost: 7.43,
    baseline_mean: 5.88,
    baseline_days: 30,
    method: "zscore",
    z_score: 0.5,
    month_to_date: 129.09,
    monthly_ceiling: 350,
    ceiling_pct: 37,
    source: "account",
    detail: "today $7.43 is as usual",
  },
  budget: null,
  unpriced: 0,
  complete: true,
  problem: null,
  problem_kind: null,
  fetched_at: null,
  ...given,
});

export const bill = (given: Partial<CostSummary> = {}): CostSummary => ({
  today_usd: 7.43,
  seven_day_usd: 39.78,
  month_to_date_usd: 129.09,
  thirty_day_usd: 182.37,
  by_day: [
    ["2026-11-20", 5.68],
    ["2026-11-21", 7.43],
  ],
  by_model: [
    ["claude-sonnet-4-6", 105.76],
    ["claude-opus-4-8", 59.98],
  ],
  by_cost_type: [["tokens", 182]],
  by_workspace: [["default", 182.37]],
  fetched_at: "2026-11-21T07:00:00Z",
  source: "cached",
  complete: true,
  problem: null,
  today: "2026-11-21",
  ...given,
});

export const cost = (given: Partial<AccountCost> = {}): AccountCost => ({
  summary: bill(),
  error: null,
  stale: false,
  hint: null,
  ...given,
});

export const telemetry = (given: Partial<TelemetrySummary> = {}): TelemetrySummary => ({
  total_events: 1_963,
  total_cost: 108.08,
  total_savings: 0,
  by_workflow: [["code-review", 820, 19.43]],
  by_day: [["2026-11-21", 50, 3]],
  last_event_at: "2026-11-21T05:49:27Z",
  unpriced_events: 0,
  undated_events: 0,
  future_events: 0,
  malformed_lines: 0,
  malformed: [],
  waiting_bytes: 0,
  files: 2,
  ...given,
});

export const spec = (given: Partial<Spec> = {}): Spec => ({
  slug: "tax-engine",
  root: "/srv/shop/docs/specs",
  path: "/srv/shop/docs/specs/tax-engine",
  status: "approved (2026-11-01)",
  phases: [
    { name: "decisions", file: "decisions.md", exists: true, status: "approved (2026-11-01)" },
    { name: "requirements", file: "requirements.md", exists: true, status: "draft" },
    { name: "design", file: "design.md", exists: false, status: null },
    { name: "tasks", file: "tasks.md", exists: false, status: null },
  ],
  waived_phases: ["design"],
  last_modified: "2026-11-19T10:00:00Z",
  lifecycle: "active",
  stage: "requirements",
  next_phase: "requirements",
  next_action: "Approve the requirements",
  next_phase_status: "draft",
  gate: null,
  ...given,
});
