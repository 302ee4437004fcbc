/** The columns of the table of runs: what they are called, what they hold, how they sort. */

import { duration, insideProject, moment, seconds } from "../format";
import { csv } from "./data_rows";
import type { Row } from "./run_rows";

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
  id: (row) => row.execution?.id ?? 0,
  status: (row) => row.status,
  workflow: (row) => row.action_ref,
  scope: (row) => row.scope ?? "",
  started: (row) => row.started ?? row.asked ?? "",
  duration: (row, now) => seconds(row.started, row.ended, now) ?? -1,
} as const satisfies Record<Column, (row: Row, now: number) => string | number>;

export const cell = {
  scope: (row: Row, root: string | null) => insideProject(row.scope, row.project ?? root),
  started: (row: Row, now: number) => moment(row.started ?? row.asked, now),
  duration: (row: Row, now: number) => {
    const took = row.ended === null && !row.alive ? null : seconds(row.started, row.ended, now);
    return took === null ? "" : duration(took, row.ended === null);
  },
} as const;

/** The rows in that order; equal ones as they stood. */
export function sorted(rows: readonly Row[], { column, descending }: Sorting, now: number): readonly Row[] {
  const key: (row: Row, now: number) => string | number = KEYS[column];
  const sign = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [key(one, now), key(other, now)];
    return a === b ? 0 : a < b ? -sign : sign;
  });
}

/** The order an address names, such as `-started`. */
export function sortingOf(order: string): Sorting {
  const column = order.replace(/^-/, "");
  return column in HEADINGS ? { column: column as Column, descending: order.startsWith("-") } : { column: "started", descending: true };
}

/** Whether a scope is that of a row, or a folder that it lies in. */
export function isUnder(path: string | null, scope: string, root: string | null): boolean {
  if (path === null) return false;
  const whole = scope.startsWith("/") || root === null ? scope : `${root}/${scope}`;
  return path === whole || path === scope || path.startsWith(`${whole}/`) || path.startsWith(`${scope}/`);
}

/** The rows for a spreadsheet. */
export const csvOf = (rows: readonly Row[], now: number): string =>
  csv(
    rows,
    (Object.entries(KEYS) as [Column, (row: Row, now: number) => string | number][]).map(([name, value]) => ({
      name,
      heading: HEADINGS[name],
      value: (row) => (name === "id" ? (row.execution?.id ?? row.key) : value(row, now)),
    })),
  );

/** Whether a row is one that `text` may mean: its workflow, scope, status or number. */
export function mentions(row: Row, text: string): boolean {
  const words = `${row.label} ${row.action_ref} ${row.scope ?? ""} ${row.status}`.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => words.includes(word));
}
