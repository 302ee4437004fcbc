/** The columns of what replies in sessions add up to. */

import { least } from "../amounts";
import { count, tokens } from "../format";
import type { SessionUsageRow } from "../types.gen";
import type { Column } from "./data_rows";

const NUMBERS: readonly Column<SessionUsageRow>[] = [
  {
    name: "cost",
    heading: "Cost",
    number: true,
    value: (row) => (row.replies > 0 && row.unpriced_replies === row.replies ? null : row.cost),
    show: (row) =>
      row.replies > 0 && row.unpriced_replies === row.replies ? (
        <span class="attune-dim">no known price</span>
      ) : (
        least(row.cost, row.unpriced_replies)
      ),
    width: "minmax(84px, 1fr)",
  },
  { name: "replies", heading: "Replies", number: true, value: (row) => row.replies, from: 400 },
  {
    name: "total_tokens",
    heading: "Tokens",
    number: true,
    value: (row) => row.total_tokens,
    show: (row) => tokens(row.total_tokens),
    hint: (row) =>
      `${count(row.input_tokens)} in, ${count(row.output_tokens)} out, ${count(row.cache_read_tokens)} from the cache, ` +
      `${count(row.cache_write_5m_tokens + row.cache_write_1h_tokens)} written to it`,
  },
  {
    name: "output_tokens",
    heading: "Written",
    number: true,
    from: 560,
    value: (row) => row.output_tokens,
    show: (row) => tokens(row.output_tokens),
  },
  {
    name: "cache_read_tokens",
    heading: "From cache",
    number: true,
    from: 640,
    value: (row) => row.cache_read_tokens,
    show: (row) => tokens(row.cache_read_tokens),
  },
];

const side = (name: "project" | "model" | "day", heading: string): readonly Column<SessionUsageRow>[] => [
  { name, heading, value: (row) => row[name], show: (row) => row[name] ?? "(none)", width: "minmax(110px, 2fr)" },
  ...NUMBERS,
];

export const SESSION_COLUMNS = {
  project: side("project", "Project"),
  model: side("model", "Model"),
  day: side("day", "Day (UTC)"),
} as const;
