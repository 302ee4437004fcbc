/** The columns of the table of runs: what they are called, what they hold, how they sort. */

import { duration, insideProject, moment, seconds } from "../format";
import type { Execution } from "../types.gen";

export type Column = "id" | "status" | "workflow" | "scope" | "started" | "duration";

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

export const HEADINGS = {
  id: "Run",
  status: "Status",
  workflow: "Workflow",
  scope: "Scope",
  started: "Started",
  duration: "Duration",
} as const satisfies Record<Column, string>;

const KEYS = {
  id: (run) => run.id,
  status: (run) => run.status,
  workflow: (run) => run.action_ref,
  scope: (run) => run.scope ?? "",
  started: (run) => run.started_at ?? run.created ?? "",
  duration: (run, now) => seconds(run.started_at, run.completed_at, now) ?? -1,
} as const satisfies Record<Column, (run: Execution, now: number) => string | number>;

export const cell = {
  scope: (run: Execution, root: string | null) => insideProject(run.scope, run.project ?? root),
  started: (run: Execution, now: number) => moment(run.started_at ?? run.created, now),
  duration: (run: Execution, now: number) => {
    const took = seconds(run.started_at, run.completed_at, now);
    return took === null ? "" : duration(took, run.completed_at === null);
  },
} as const;

/** The runs in that order; equal ones newest first. */
export function sorted(
  runs: readonly Execution[],
  { column, descending }: Sorting,
  now: number,
): readonly Execution[] {
  const key: (run: Execution, now: number) => string | number = KEYS[column];
  const sign = descending ? -1 : 1;
  return [...runs].sort((one, other) => {
    const [a, b] = [key(one, now), key(other, now)];
    return a === b ? other.id - one.id : a < b ? -sign : sign;
  });
}

/** Whether a run is one that `text` may mean: its workflow, scope, status or number. */
export function mentions(run: Execution, text: string): boolean {
  const words = `#${run.id} ${run.action_ref} ${run.scope ?? ""} ${run.status}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => words.includes(word));
}
