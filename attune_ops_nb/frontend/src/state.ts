/** What the views show, and the one pure function that changes it. */

import { isRecord, type Connection, type FeedItem, type RefusalCode } from "./core/transport";
import {
  ENDS,
  type Artifact,
  type Execution,
  type Feature,
  type Info,
  type RunRecord,
  type Status,
  type WorkflowEntry,
} from "./types.gen";

/** What was asked for: not yet, under way, there, or why not. */
export type Asked<Value> =
  | { readonly is: "wanted" }
  | { readonly is: "loading" }
  /** It is shown until what is there now has been fetched. */
  | Here<Value>
  | { readonly is: "failed"; readonly message: string; readonly code?: RefusalCode };

interface Here<Value> {
  readonly is: "here";
  readonly value: Value;
  /** There may be something else by now. */
  readonly stale?: boolean;
  /** It is being read again. */
  readonly again?: boolean;
  /** Why it could not be read again: what is shown is older. */
  readonly trouble?: string;
  /** When it was read, as `Date.now()` counts. */
  readonly at?: number;
}

export interface State {
  readonly connection: Connection;
  readonly info: Info | null;
  /** Of the server; another than ours means that the page is older. */
  readonly serverVersion: string | null;
  readonly executions: ReadonlyMap<number, Execution>;
  /** Executions that were asked for by id and are not there, and why. */
  readonly missing: ReadonlyMap<number, string>;
  readonly pages: Pages;
  /** Runs of other programs, by `recordKey`, and how far back they are known. */
  readonly records: ReadonlyMap<string, RunRecord>;
  readonly recordPage: Page;
  readonly workflows: Asked<readonly WorkflowEntry[]>;
  readonly features: Asked<readonly Feature[]>;
  readonly artifacts: ReadonlyMap<number, Asked<readonly Artifact[]>>;
  /** What was read, by its path with the query, such as `api/ops/telemetry/rows?by=model`. */
  readonly readings: ReadonlyMap<string, Asked<unknown>>;
  /** What the user chose to run work on: empty is the whole project. */
  readonly scope: string;
}

export type RunFilter = "all" | "running" | "completed" | "failed" | "stopped";

/** Runs of a filter; followed by the ref of an action, those of that action alone. */
export type RunQuery = RunFilter | `${RunFilter} ${string}`;

type Pages = Readonly<Record<RunFilter, Page> & Partial<Record<RunQuery, Page>>>;

/** How far back the runs of a filter are known. */
export interface Page {
  readonly asked: Asked<null>;
  /** Where the next page begins; null when there is none. */
  readonly next: number | null;
}

export const STATUSES = {
  all: [],
  running: ["requested", "scheduling", "scheduled", "running", "canceling"],
  completed: ["completed"],
  failed: ["failed", "timeout", "abandoned"],
  stopped: ["cancelled"],
} as const satisfies Record<RunFilter, readonly Status[]>;

export type Event =
  | { readonly type: "connection"; readonly connection: Connection }
  | { readonly type: "welcome"; readonly info: Info; readonly version: string; readonly resumed: boolean }
  | { readonly type: "info"; readonly info: Info }
  | { readonly type: "changes"; readonly items: readonly FeedItem[] }
  | { readonly type: "execution"; readonly execution: Execution }
  | { readonly type: "missing"; readonly id: number; readonly message: string }
  | { readonly type: "page"; readonly query: RunQuery; readonly page: Page; readonly items: readonly Execution[] }
  | { readonly type: "records"; readonly page: Page; readonly items: readonly RunRecord[] }
  | { readonly type: "workflows"; readonly workflows: Asked<readonly WorkflowEntry[]> }
  | { readonly type: "features"; readonly features: Asked<readonly Feature[]> }
  | { readonly type: "artifacts"; readonly execution: number; readonly artifacts: Asked<readonly Artifact[]> }
  | { readonly type: "reading"; readonly path: string; readonly reading: Asked<unknown> }
  /** Readings below these paths may be out of date. */
  | { readonly type: "stale"; readonly below: readonly string[] }
  | { readonly type: "scope"; readonly scope: string };

const WANTED = { is: "wanted" } as const;
const FRESH: Page = { asked: WANTED, next: null };
const NO_PAGES = { all: FRESH, running: FRESH, completed: FRESH, failed: FRESH, stopped: FRESH };

export const NOTHING: State = {
  connection: { state: "connecting" },
  info: null,
  serverVersion: null,
  executions: new Map(),
  missing: new Map(),
  pages: NO_PAGES,
  records: new Map(),
  recordPage: FRESH,
  workflows: WANTED,
  features: WANTED,
  artifacts: new Map(),
  readings: new Map(),
  scope: "",
};

/** What a run leaves behind when it ends. */
const AFTER_RUNS = ["home", "telemetry", "spend", "sessions", "health", "bulletin", "candidates"].map((name) => `api/ops/${name}`);

/** What may read differently once a noun was written. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  pack: ["api/v1/packs", "api/v1/actions"],
  action: ["api/v1/packs", "api/v1/actions"],
  worker: ["api/v1/workers"],
  runtime: ["api/v1/runtimes"],
  inquiry: ["api/v1/inquiries"],
};

export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case "connection":
      return { ...state, connection: event.connection };
    case "welcome":
      return welcomed(state, event);
    case "info":
      return { ...state, info: event.info };
    case "changes":
      return withOldReadings(event.items.reduce(changed, withExecutions(state, event.items)), event.items);
    case "execution":
      return isOlder(state, event.execution) ? state : withExecutions(state, [written(event.execution)]);
    case "missing":
      return { ...state, missing: new Map(state.missing).set(event.id, event.message) };
    case "page":
      return {
        ...event.items.reduce(withPaged, state),
        pages: { ...state.pages, [event.query]: event.page },
      };
    case "records":
      return { ...state, records: withRecords(state.records, event.items), recordPage: event.page };
    case "workflows":
      return { ...state, workflows: refreshed(state.workflows, event.workflows) };
    case "features":
      return { ...state, features: refreshed(state.features, event.features) };
    case "artifacts":
      return { ...state, artifacts: new Map(state.artifacts).set(event.execution, event.artifacts) };
    case "reading":
      return { ...state, readings: new Map(state.readings).set(event.path, reread(readingOf(state, event.path), event.reading)) };
    case "stale":
      return { ...state, readings: withStale(state.readings, event.below) };
    case "scope":
      return { ...state, scope: event.scope };
  }
}

/** What was read at `path`; wanted where nobody asked yet. */
export const readingOf = <Value>(state: Pick<State, "readings">, path: string): Asked<Value> =>
  (state.readings.get(path) as Asked<Value> | undefined) ?? WANTED;

/** What is there, and why there is nothing, stays in view while it is read again, and when that fails. */
function reread(before: Asked<unknown>, now: Asked<unknown>): Asked<unknown> {
  if (before.is === "failed" && now.is === "loading") return before;
  if (before.is !== "here") return now;
  if (now.is === "loading") return { ...before, again: true, stale: false };
  if (now.is === "failed") return { ...before, again: false, stale: false, trouble: now.message };
  // What was written while it was read may not be in it.
  return now.is === "here" && before.again === true && before.stale === true ? { ...now, stale: true } : now;
}

function withStale(readings: State["readings"], below: readonly string[]): State["readings"] {
  const meant = (path: string) => below.some((start) => path.startsWith(start));
  if (![...readings].some(([path, { is }]) => is === "here" && meant(path))) return readings;
  return new Map([...readings].map(([path, asked]) => [path, meant(path) && asked.is !== "loading" ? stale(asked) : asked]));
}

/** An execution that an answer brought, as if the feed had. */
const written = (row: Execution): FeedItem => ({
  sequence: 0,
  noun: "execution",
  id: row.id,
  kind: "update",
  row,
});

/** After a reconnect the feed goes on; a new feed means that what we know may be out of date. */
function welcomed(state: State, event: Extract<Event, { type: "welcome" }>): State {
  const known = { ...state, info: event.info, serverVersion: event.version };
  if (event.resumed) return known;
  const readings = withStale(state.readings, [""]);
  const lists = { pages: NO_PAGES, recordPage: FRESH, workflows: WANTED, features: WANTED, artifacts: new Map(), readings };
  if (state.info === null) return { ...known, ...lists };
  return { ...known, ...lists, executions: new Map(), missing: new Map(), records: new Map() };
}

function changed(state: State, item: FeedItem): State {
  switch (item.noun) {
    case "artifact":
    case "artifact_version":
      return withStaleArtifacts(state, item.row);
    case "action":
    case "pack":
      return { ...state, workflows: stale(state.workflows) };
    default:
      return state;
  }
}

/** The readings that the changes may have made old. */
function withOldReadings(state: State, items: readonly FeedItem[]): State {
  const below = new Set(items.flatMap((item) => AFTER[item.noun] ?? []));
  for (const { noun, row } of items) if (noun === "execution" && row !== null) for (const path of conducted(row as Execution)) below.add(path);
  if (items.some(isEnd)) for (const path of AFTER_RUNS) below.add(path);
  return below.size === 0 ? state : { ...state, readings: withStale(state.readings, [...below]) };
}

/** The workflows whose state an execution is part of. */
const conducted = ({ id, parent, workflow_def }: Execution): readonly string[] =>
  [...(workflow_def === null ? [] : [id]), ...(parent === null ? [] : [parent])].map((each) => `api/v1/executions/${each}/workflow`);

const isEnd = ({ noun, row }: FeedItem): boolean => noun === "execution" && row !== null && ENDS.has((row as Execution).status);

const stale = <Value>(asked: Asked<Value>): Asked<Value> =>
  asked.is === "here" ? { ...asked, stale: true } : WANTED;

/** What is there stays in view while it is fetched again. */
const refreshed = <Value>(before: Asked<Value>, now: Asked<Value>): Asked<Value> =>
  before.is === "here" && now.is === "loading" ? { is: "here", value: before.value } : now;

/** The executions among `items`, in one go: a busy engine writes many, and each copy costs. */
function withExecutions(state: State, items: readonly FeedItem[]): State {
  const written = items.filter((item) => item.noun === "execution");
  if (written.length === 0) return state;
  const executions = new Map(state.executions);
  const missing = new Map(state.missing);
  for (const { id, kind, row } of written) {
    missing.delete(id);
    if (kind === "delete" || row === null) executions.delete(id);
    else executions.set(id, row as Execution);
  }
  return { ...state, executions, missing, workflows: withLastRuns(state.workflows, written) };
}

function withLastRuns(workflows: State["workflows"], items: readonly FeedItem[]): State["workflows"] {
  if (workflows.is !== "here") return workflows;
  const rows = items.flatMap(({ row }) => (row === null ? [] : [row as Execution]));
  const last = new Map<string, Execution>();
  for (const row of rows) {
    if (row.parent === null && row.id >= (last.get(row.action_ref)?.id ?? 0)) last.set(row.action_ref, row);
  }
  const value = workflows.value.map((entry) => {
    const run = last.get(entry.ref);
    if (run === undefined || run.id < (entry.last_run ?? 0)) return entry;
    return { ...entry, last_run: run.id, last_status: run.status };
  });
  return { ...workflows, value };
}

/** An answer may arrive after what the feed said since: then the feed's word stands. */
function isOlder(state: State, execution: Execution): boolean {
  return (state.executions.get(execution.id)?.updated ?? "") > (execution.updated ?? "");
}

function withPaged(state: State, execution: Execution): State {
  if (isOlder(state, execution)) return state;
  return { ...state, executions: new Map(state.executions).set(execution.id, execution) };
}

/** Runs of ours stand in the list of records too, but are no records yet. */
function withRecords(known: State["records"], items: readonly RunRecord[]): State["records"] {
  const foreign = items.filter(({ execution, persisted_at }) => execution === null || persisted_at !== null);
  return foreign.length === 0 ? known : new Map([...known, ...foreign.map((each) => [recordKey(each), each] as const)]);
}

export const recordKey = ({ workflow, id }: Pick<RunRecord, "workflow" | "id">): string => `${workflow}/${id}`;

function withStaleArtifacts(state: State, row: unknown): State {
  const execution = isRecord(row) ? row.execution : null;
  const artifacts = new Map(state.artifacts);
  if (typeof execution === "number") artifacts.delete(execution);
  else artifacts.clear();
  return { ...state, artifacts };
}

export const pageOf = (state: State, query: RunQuery): Page => state.pages[query] ?? FRESH;

export const filterOf = (query: RunQuery): RunFilter => query.split(" ", 1)[0] as RunFilter;

export const actionOf = (query: RunQuery): string | null => query.split(" ", 2)[1] ?? null;

export const fits = (filter: RunFilter, status: Status): boolean =>
  filter === "all" || (STATUSES[filter] as readonly Status[]).includes(status);

/** The runs of a query, newest first, as far back as is known without gaps. */
export function runs(state: State, query: RunQuery): readonly Execution[] {
  const { asked, next } = pageOf(state, query);
  const oldest = asked.is === "wanted" || next === null ? 0 : next;
  const [filter, action] = [filterOf(query), actionOf(query)];
  return [...state.executions.values()]
    .filter((each) => each.parent === null && (each.id >= oldest || !ENDS.has(each.status)))
    .filter((each) => fits(filter, each.status) && (action === null || action === each.action_ref))
    .sort((one, other) => other.id - one.id);
}

export const running = (execution: Execution): boolean => !ENDS.has(execution.status);
