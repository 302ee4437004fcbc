/** The columns of what calls add up to. */

import { least } from "../amounts";
import { count, duration, tokens } from "../format";
import type { UsageRow } from "../types.gen";
import type { Column } from "./data_rows";

export type UsageSide = "day" | "workflow" | "stage" | "tier" | "model";

export const HEADINGS = {
  day: "Day (UTC)",
  workflow: "Workflow",
  stage: "Stage",
  tier: "Tier",
  model: "Model",
} as const satisfies Record<UsageSide, string>;

export const usageColumns = (side: UsageSide): readonly Column<UsageRow>[] => [
  { name: side, heading: HEADINGS[side], value: (row) => row[side], show: (row) => row[side] ?? "(none)", width: "minmax(72px, 1.6fr)" },
  {
    name: "cost",
    heading: "Cost",
    number: true,
    value: (row) => (row.events > 0 && row.unpriced_events === row.events ? null : row.cost),
    show: costShown,
    width: "minmax(70px, 1fr)",
  },
  { name: "events", heading: "Calls", number: true, from: 300, value: (row) => row.events },
  {
    name: "input_tokens",
    heading: "Tokens in",
    number: true,
    width: "minmax(68px, 0.6fr)",
    from: 600,
    value: (row) => row.input_tokens,
    show: (row) => tokens(row.input_tokens),
    hint: (row) => `${count(row.input_tokens)} tokens sent without the cache`,
  },
  {
    name: "output_tokens",
    heading: "Tokens out",
    number: true,
    width: "minmax(76px, 0.6fr)",
    from: 520,
    value: (row) => row.output_tokens,
    show: (row) => tokens(row.output_tokens),
    hint: (row) => `${count(row.output_tokens)} tokens`,
  },
  {
    name: "cache_read_tokens",
    heading: "From cache",
    number: true,
    width: "minmax(78px, 0.6fr)",
    from: 680,
    value: (row) => row.cache_read_tokens,
    show: (row) => tokens(row.cache_read_tokens),
    hint: (row) => `${count(row.cache_read_tokens)} tokens read from the provider's cache, ${count(row.cache_write_tokens)} written to it`,
  },
  {
    name: "mean_duration_ms",
    heading: "Mean time",
    number: true,
    width: "minmax(76px, 0.6fr)",
    from: 760,
    value: (row) => row.mean_duration_ms,
    show: (row) => (row.mean_duration_ms === null ? "unknown" : duration(row.mean_duration_ms / 1_000)),
  },
];

function costShown(row: UsageRow) {
  if (row.events > 0 && row.unpriced_events === row.events) return <span class="attune-dim">unpriced</span>;
  return <span title={least(row.cost, row.unpriced_events)}>{least(row.cost, row.unpriced_events)}</span>;
}
