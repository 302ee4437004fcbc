/** What a view can ask for: the engine's verbs, and the ways from one view to another. */

import type { LogSink, Method } from "./core/transport";
import type { RunQuery } from "./state";
import type { Execution, RunRecord, RunTrigger } from "./types.gen";
import type { Overview } from "./views/index";

export type Parameters = Readonly<Record<string, unknown>>;

export interface RunRequest {
  readonly action_ref: string;
  readonly parameters?: Parameters;
  readonly scope?: string | null;
  readonly trigger?: RunTrigger;
  readonly chained_from?: number;
}

/** What a view was asked to show: its filters, period, order, selection. All of it is in its address. */
export type Query = Readonly<Record<string, string>>;

export type Place = OverviewPlace | { readonly view: "run"; readonly execution: number } | RecordPlace;

export interface OverviewPlace {
  readonly view: Overview;
  readonly query?: Query;
}

/** Where the record of another program's run is shown. */
export interface RecordPlace {
  readonly view: "record";
  readonly workflow: string;
  readonly id: string;
}

export interface Verbs {
  readonly run: (request: RunRequest) => Promise<Execution>;
  /** Once more; of the parameters only those that are given change. */
  readonly rerun: (execution: Execution, parameters?: Parameters) => Promise<Execution>;
  readonly cancel: (id: number) => Promise<void>;
  readonly allowRun: (allowed: boolean) => Promise<void>;
  /** Change a setting for all faces, from now on. */
  readonly change: (name: string, value: boolean | number) => Promise<void>;

  /** Each asks for what a view needs and is not known yet; the answer arrives as state. */
  readonly wantRuns: (query: RunQuery) => void;
  readonly moreRuns: (query: RunQuery) => void;
  /** Look for runs of other programs: nobody tells us of new ones. */
  readonly lookForRecords: () => void;
  readonly moreRecords: () => void;
  readonly wantExecution: (id: number) => void;
  readonly wantWorkflows: () => void;
  readonly wantFeatures: () => void;
  readonly wantArtifacts: (execution: number) => void;
  readonly reload: () => void;

  /** Read what is at `path` (with its query) unless it is known; see `readings.ts`. */
  readonly want: (path: string) => void;
  /** Read it again now. */
  readonly refresh: (path: string) => void;
  /** Read it, and again each `seconds` while somebody looks; the answer ends that. */
  readonly watch: (path: string, seconds: number) => () => void;
  /**
   * Ask the engine to do something, such as `send("POST", "api/ops/cost/refresh", {refresh: true})`,
   * and give what it answers. What was read below the same noun, and below `stale`, is read again.
   */
  readonly send: <Answer>(method: Method, path: string, body?: unknown, stale?: readonly string[]) => Promise<Answer>;
  /** What is selected in the view, for Python's `dashboard.selected`. */
  readonly select: (records: readonly object[]) => void;

  /** A record with its log. */
  readonly record: (workflow: string, id: string) => Promise<RunRecord>;
  /** Who that identity is, by login. */
  readonly login: (identity: number) => Promise<string>;

  readonly follow: (execution: number, offset: number, sink: LogSink) => () => void;
  readonly logRange: (execution: number, offset: number, limit: number) => Promise<Uint8Array>;
  /** Give a file below `attune/` to the user, under that name. */
  readonly download: (path: string, name: string) => Promise<void>;
  readonly downloadText: (text: string, name: string) => void;

  readonly chooseScope: (scope: string) => void;
  readonly open: (place: Place) => void;
  /** The same view with another query: no step back leads to what it was. */
  readonly replace: (place: Place) => void;
  readonly retry: () => void;
}
