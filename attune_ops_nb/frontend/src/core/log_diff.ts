/** Two logs line by line: what only one of them has. Colours and times make no difference. */

import { diffArrays } from "diff";
import { strip } from "./ansi";
import { lastState } from "./log_store";

/** Lines from the end of each log that are compared, and the bytes in which they are looked for. */
export const MOST_LINES = 2_000;
export const MOST_BYTES = 512 * 1024;
const LONGEST_SHOWN = 2_000;
/** Longer than this nobody waits for the fewest differences. */
const PATIENCE_MS = 400;
/** Equal lines that are shown around those that differ. */
const AROUND = 3;

const DATE = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?/g;
const CLOCK = /\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b/g;
const SPAN = /\b\d+(?:\.\d+)?\s?(?:ns|µs|us|ms|s|sec|secs|second|seconds|min|minutes?)\b/g;

export interface Tail {
  readonly lines: readonly string[];
  /** There are lines before them. */
  readonly cut: boolean;
}

export interface Row {
  /** In both, or only in the first or the second. */
  readonly side: "both" | "one" | "other";
  readonly text: string;
}

/** Rows to be shown, or equal ones that need not be. */
export interface Part {
  readonly folded: boolean;
  readonly rows: readonly Row[];
}

/** The last lines in the last bytes of a log; `bytes` are all it has unless there are MOST_BYTES. */
export function tailOf(bytes: Uint8Array): Tail {
  const begun = bytes.length >= MOST_BYTES;
  const lines = new TextDecoder().decode(bytes).split("\n").map(readable);
  if (lines.at(-1) === "") lines.pop();
  // What begins before the bytes is not a whole line.
  if (begun) lines.shift();
  return { lines: lines.slice(-MOST_LINES), cut: begun || lines.length > MOST_LINES };
}

/** All lines of both, in order; null where they have too little in common for that to be of use. */
export function compared(one: readonly string[], other: readonly string[]): readonly Row[] | null {
  const parts = diffArrays(one.map(timeless), other.map(timeless), { timeout: PATIENCE_MS });
  if (parts === undefined) return null;
  const rows: Row[] = [];
  const at = { one: 0, other: 0 };
  for (const { count, added, removed } of parts) {
    const lines = added ? other.slice(at.other, at.other + count) : one.slice(at.one, at.one + count);
    rows.push(...lines.map((text): Row => ({ side: added ? "other" : removed ? "one" : "both", text })));
    if (!added) at.one += count;
    if (!removed) at.other += count;
  }
  return rows;
}

/** The rows in parts: equal ones far from every difference are folded. */
export function folded(rows: readonly Row[]): readonly Part[] {
  const near = new Array<boolean>(rows.length).fill(false);
  rows.forEach(({ side }, at) => {
    if (side !== "both") near.fill(true, Math.max(0, at - AROUND), at + AROUND + 1);
  });
  const parts: { folded: boolean; rows: Row[] }[] = [];
  rows.forEach((row, at) => {
    const hidden = near[at] !== true;
    const last = parts.at(-1);
    if (last?.folded === hidden) last.rows.push(row);
    else parts.push({ folded: hidden, rows: [row] });
  });
  return parts.map((part) => (part.rows.length === 1 ? { ...part, folded: false } : part));
}

const readable = (line: string): string => strip(lastState(line)).slice(0, LONGEST_SHOWN);

/** What a line says whenever it was said. */
const timeless = (line: string): string => line.replace(DATE, "□").replace(CLOCK, "□").replace(SPAN, "□").trimEnd();
