/** What a view can ask for: the engine's verbs, and the ways from one view to another. */

import type { LogSink } from "./core/transport";
import type { RunQuery } from "./state";
import type { Execution, RunRecord, RunTrigger } from "./types.gen";

export type Parameters = Readonly<Record<string, unknown>>;

export interface RunRequest {
  readonly action_ref: string;
  readonly parameters?: Parameters;
  readonly scope?: string | null;
  readonly trigger?: RunTrigger;
  readonly chained_from?: number;
}

export type Place =
  | { readonly view: "workflows" }
  | { readonly view: "runs" }
  | { readonly view: "run"; readonly execution: number }
  | RecordPlace;

/** Where the record of another program's run is shown. */
export interface RecordPlace {
  readonly view: "record";
  readonly workflow: string;
  readonly id: string;
}

export interface Verbs {
  readonly run: (request: RunRequest) => Promise<Execution>;
  readonly rerun: (execution: Execution) => Promise<Execution>;
  readonly cancel: (id: number) => Promise<void>;
  readonly allowRun: (allowed: boolean) => Promise<void>;

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
  readonly retry: () => void;
}
