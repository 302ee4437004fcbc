/** The columns of what replies in sessions add up to. */

import { least } from "../amounts";
import { count, tokens } from "../format";
import { NAMELESS } from "../charts/parts";
import type { Info, SessionUsageRow } from "../types.gen";
import type { Column } from "./data_rows";

const WORKTREES = "--claude-worktrees-";

const NUMBERS: readonly Column<SessionUsageRow>[] = [
  {
    name: "cost",
    heading: "Cost",
    number: true,
    value: (row) => (row.replies > 0 && row.unpriced_replies === row.replies ? null : row.cost),
    show: (row) =>
      row.replies > 0 && row.unpriced_replies === row.replies ? (
        <span class="attune-dim">unpriced</span>
      ) : (
        least(row.cost, row.unpriced_replies)
      ),
    width: "minmax(70px, 1fr)",
  },
  { name: "replies", heading: "Replies", number: true, value: (row) => row.replies, from: 400 },
  {
    name: "total_tokens",
    heading: "Tokens",
    number: true,
    from: 300,
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

const HEADINGS = { project: "Project", model: "Model" } as const;

export const sessionColumns = (
  side: keyof typeof HEADINGS,
  projectOf: (name: string | null) => string,
): readonly Column<SessionUsageRow>[] => [
  {
    name: side,
    heading: HEADINGS[side],
    width: "minmax(72px, 2fr)",
    value: (row) => row[side],
    show: (row) => (side === "project" ? projectOf(row.project) : (row.model ?? NAMELESS)),
    hint: (row) => row[side] ?? undefined,
  },
  ...NUMBERS,
];

/** Logs lie in folders named after the path of their project, which reads better as its name. */
export function projectName(folder: string | null, info: Pick<Info, "project" | "project_root"> | null): string {
  if (folder === null || folder === "") return NAMELESS;
  const own = info?.project_root.replaceAll(/[^A-Za-z0-9]/g, "-") ?? "";
  if (info === null || !folder.startsWith(own)) return folder;
  const rest = folder.slice(own.length);
  if (rest === "") return info.project;
  return rest.startsWith(WORKTREES) ? `${info.project}, worktree ${rest.slice(WORKTREES.length)}` : folder;
}
