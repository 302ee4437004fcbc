/** What stands in a list of runs: executions of ours and, beside them, the records of other programs. */

import { fits, recordKey, running, runs, type RunFilter, type RunQuery, type State } from "../state";
import type { Execution, RunRecord, Status } from "../types.gen";
import type { Place } from "../verbs";

export interface Row {
  readonly key: string;
  readonly place: Place;
  /** Null for what other programs ran. */
  readonly execution: Execution | null;
  /** Its number; else whose run it was. */
  readonly label: string;
  readonly alive: boolean;
  readonly status: Status;
  readonly action_ref: string;
  readonly scope: string | null;
  readonly project: string | null;
  readonly asked: string | null;
  readonly started: string | null;
  readonly ended: string | null;
}

export const rowOf = (run: Execution): Row => ({
  key: String(run.id),
  place: { view: "run", execution: run.id },
  execution: run,
  label: `#${run.id}`,
  alive: running(run),
  status: run.status,
  action_ref: run.action_ref,
  scope: run.scope,
  project: run.project,
  asked: run.created,
  started: run.started_at,
  ended: run.completed_at,
});

const rowOfRecord = (record: RunRecord): Row => ({
  key: recordKey(record),
  place: { view: "record", workflow: record.workflow, id: record.id },
  execution: null,
  label: whose(record),
  alive: false,
  status: statusOf(record),
  action_ref: actionOfRecord(record),
  scope: record.path,
  project: record.project,
  asked: record.started_at ?? record.completed_at,
  started: record.started_at,
  ended: record.completed_at ?? endOf(record),
});

/** Some programs only note how long a run took. */
function endOf({ started_at, duration_seconds }: RunRecord): string | null {
  if (started_at === null || duration_seconds === null) return null;
  return new Date(Date.parse(started_at) + duration_seconds * 1_000).toISOString();
}

/** A record with a number is of a store that was here before; the others are attune-ai's. */
export const whose = ({ execution }: RunRecord): string => (execution === null ? "attune-ai" : "other store");

export const statusOf = ({ outcome, status }: RunRecord): Status => outcome ?? (status as Status);

export const actionOfRecord = ({ action_ref, workflow }: RunRecord): string => action_ref ?? `attune.${workflow}`;

/** The runs of a query as rows, newest first. */
export const rows = (state: State, query: RunQuery): readonly Row[] => runs(state, query).map(rowOf);

/** The records of other programs that a filter shows. */
export const recordRows = (state: State, filter: RunFilter): readonly Row[] =>
  [...state.records.values()].map(rowOfRecord).filter(({ status }) => fits(filter, status));

/** What runs first, then by time; runs of one moment by number. */
export const newestFirst = (some: readonly Row[]): readonly Row[] => [...some].sort(byTime);

function byTime(one: Row, other: Row): number {
  if (one.alive !== other.alive) return one.alive ? -1 : 1;
  const [a, b] = [time(one), time(other)];
  return a === b ? (other.execution?.id ?? 0) - (one.execution?.id ?? 0) : b - a;
}

const time = ({ asked }: Row): number => (asked === null ? 0 : Date.parse(asked));
