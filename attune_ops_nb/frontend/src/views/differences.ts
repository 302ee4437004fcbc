/** Two runs side by side, as rows that say where they differ. */

import { count, duration, exactly, insideProject, seconds } from "../format";
import type { Execution } from "../types.gen";

export interface Compared {
  readonly group: "run" | "parameters" | "result";
  readonly name: string;
  readonly one: string;
  readonly other: string;
  readonly differs: boolean;
}

const ABSENT = "–";

/** How they ran, what they were given, what came out. */
export function differences(one: Execution, other: Execution, now: number): readonly Compared[] {
  const facts: readonly (readonly [string, (run: Execution) => string])[] = [
    ["Action", (run) => run.action_ref],
    ["Scope", (run) => insideProject(run.scope, run.project)],
    ["Status", (run) => run.status],
    ["Started", (run) => (run.started_at === null ? ABSENT : exactly(run.started_at))],
    ["Duration", (run) => took(run, now)],
    ["Lines of log", (run) => count(run.line_count)],
  ];
  return [
    ...facts.map(([name, of]) => row("run", name, of(one), of(other))),
    ...sides("parameters", one.config, other.config),
    ...sides("result", one.result, other.result),
  ];
}

type Values = Readonly<Record<string, unknown>> | null;

function sides(group: Compared["group"], one: Values, other: Values): readonly Compared[] {
  const names = [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])];
  return names.map((name) => row(group, name, text(one?.[name]), text(other?.[name])));
}

const row = (group: Compared["group"], name: string, one: string, other: string): Compared => ({
  group,
  name,
  one,
  other,
  differs: one !== other,
});

function took(run: Execution, now: number): string {
  const span = seconds(run.started_at, run.completed_at, now);
  return span === null ? ABSENT : duration(span);
}

function text(value: unknown): string {
  if (value === undefined) return ABSENT;
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
