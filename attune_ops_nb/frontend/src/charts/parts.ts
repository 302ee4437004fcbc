/** Parts of columns: which names have a colour of their own, and what each has on each day. */

import { sum } from "../amounts";
import type { Series } from "./columns";

export const MOST_PARTS = 5;
export const OTHERS = "others";
export const NAMELESS = "(none)";
/** The colour of what is left over. */
const REST = 6;

/** The greatest names as series over `labels`; all that come after share one. */
export function parts<Row>(
  rows: readonly Row[],
  labels: readonly string[],
  labelOf: (row: Row) => string | null,
  nameOf: (row: Row) => string | null,
  valueOf: (row: Row) => number,
): readonly Series[] {
  const totals = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row) ?? NAMELESS;
    totals.set(name, (totals.get(name) ?? 0) + valueOf(row));
  }
  const named = [...totals]
    .filter(([, total]) => total > 0)
    .sort(([one, much], [other, more]) => more - much || one.localeCompare(other))
    .map(([name]) => name);
  const own = named.slice(0, MOST_PARTS);
  const over = (those: readonly Row[]) => {
    const found = new Map<string, number>();
    for (const row of those) {
      const label = labelOf(row);
      if (label !== null) found.set(label, (found.get(label) ?? 0) + valueOf(row));
    }
    return labels.map((label) => found.get(label) ?? 0);
  };
  const series: Series[] = own.map((name, colour) => ({
    name,
    colour,
    values: over(rows.filter((row) => (nameOf(row) ?? NAMELESS) === name)),
  }));
  const rest = rows.filter((row) => !own.includes(nameOf(row) ?? NAMELESS));
  if (sum(rest, valueOf) > 0) series.push({ name: OTHERS, colour: REST, values: over(rest) });
  return series;
}
