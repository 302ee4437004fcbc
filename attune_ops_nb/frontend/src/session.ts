/** One transport, one state, and the verbs that join them: what a mounted view is given. */

import { message, Refusal, type Transport } from "./core/transport";
import { Readings } from "./readings";
import { rememberedScope, rememberScope } from "./remembered";
import {
  actionOf,
  filterOf,
  NOTHING,
  pageOf,
  reduce,
  running,
  STATUSES,
  type Asked,
  type Event,
  type Page,
  type RunQuery,
  type State,
} from "./state";
import type { Artifact, Execution, Feature, Identity, Info, RunRecord, WorkflowEntry } from "./types.gen";
import type { Place, Verbs } from "./verbs";

export interface Session {
  readonly state: () => State;
  readonly subscribe: (listener: () => void) => () => void;
  readonly verbs: (open: (place: Place) => void) => Verbs;
  readonly close: () => void;
}

interface Listing<Item> {
  readonly items: readonly Item[];
  readonly pagination?: { readonly next: number | null };
}

/** What reads differently with other settings. */
const AFTER_SETTINGS = ["api/ops/spend", "api/ops/home", "api/ops/candidates"];
const RUNS_A_PAGE = 100;
const sessions = new WeakMap<Transport, Session>();

/** The session over a transport; views of one page share it and so show the same at the same moment. */
export function session(transport: Transport): Session {
  const known = sessions.get(transport);
  if (known !== undefined) return known;
  const made = open(transport);
  sessions.set(transport, made);
  return made;
}

function open(transport: Transport): Session {
  let state = NOTHING;
  const listeners = new Set<() => void>();
  const tell = (event: Event): void => {
    state = reduce(state, event);
    for (const listener of [...listeners]) listener();
  };
  const read = () => state;
  const readings = new Readings(transport, read, tell);
  // Who comes back sees what is there now, not what was there when he left.
  document.addEventListener("visibilitychange", readings.look);
  const stop = transport.listen((event) => {
    if (event.type !== "welcome") {
      tell(event);
      if (event.type === "changes") readings.hurry();
      return;
    }
    const { info, version } = event.welcome;
    const early = [...state.executions.values()].filter(running);
    tell({ type: "welcome", info, version, resumed: event.resumed });
    // What was fetched before the feed began may have moved in between.
    if (!event.resumed) for (const { id } of early) fetchExecution(transport, tell, id);
    // A link may have named another before the server answered.
    if (state.scope === "") tell({ type: "scope", scope: rememberedScope(info.project_root) });
    readings.look();
  });
  const shared = engineVerbs(transport, read, tell, readings);
  return {
    state: read,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    verbs: (show) => ({ ...shared, open: show, replace: () => undefined }),
    close: () => {
      stop();
      readings.close();
      document.removeEventListener("visibilitychange", readings.look);
      sessions.delete(transport);
    },
  };
}

function engineVerbs(
  transport: Transport,
  state: () => State,
  tell: (event: Event) => void,
  readings: Readings,
): Omit<Verbs, "open" | "replace"> {
  const execution = async (path: string, body: unknown): Promise<Execution> => {
    const answer = (await transport.request("POST", path, body)) as { readonly data: Execution };
    tell({ type: "execution", execution: answer.data });
    return answer.data;
  };
  const info = (answer: unknown): void => {
    tell({ type: "info", info: (answer as { readonly data: Info }).data });
  };
  const page = (query: RunQuery, before: number | null): void => {
    const asked = new URLSearchParams({ top_level_only: "true", ...paged(before) });
    for (const status of STATUSES[filterOf(query)]) asked.append("status", status);
    const action = actionOf(query);
    if (action !== null) asked.set("action_ref", action);
    pages<Execution>(transport, `api/v1/executions?${asked}`, pageOf(state(), query).next, (page, items) =>
      tell({ type: "page", query, page, items }),
    );
  };
  const records = (before: number | null): void => {
    const held = state().recordPage;
    // Another look at the newest page does not change how far back the rest is known.
    const again = before === null && held.asked.is === "here";
    pages<RunRecord>(transport, `api/ops/runs?${new URLSearchParams(paged(before))}`, held.next, (page, items) =>
      tell({ type: "records", page: again ? { ...page, next: held.next } : page, items }),
    );
  };
  const workflows = (): void =>
    list<WorkflowEntry>(transport, "api/ops/workflows", (workflows) => tell({ type: "workflows", workflows }));
  const features = (): void =>
    list<Feature>(transport, "api/ops/features", (features) => tell({ type: "features", features }));
  const logins = new Map<number, string>();
  const wants = (asked: Asked<unknown>): boolean => (asked.is === "wanted" || (asked.is === "here" && asked.stale === true)) && ready(state());

  return {
    run: (request) => execution("api/v1/executions/execute", request),
    rerun: ({ id }, parameters) => execution(`api/v1/executions/${id}/rerun`, parameters === undefined ? {} : { parameters }),
    cancel: async (id) => {
      await execution(`api/v1/executions/${id}/cancel`, {});
    },
    allowRun: async (allowed) => {
      const answer = await transport.request("PUT", "api/ops/allow-run", { allow_run: allowed });
      info(answer);
      if (state().info?.allow_run === allowed) return;
      throw new Refusal("It was started with runs switched on: start it without --allow-run.", "CONFLICT");
    },
    change: async (name, value) => {
      await readings.send("PUT", `api/ops/settings/${name}`, { value }, AFTER_SETTINGS);
      info(await transport.request("GET", "api/ops/info"));
    },
    wantRuns: (query) => {
      if (wants(pageOf(state(), query).asked)) page(query, null);
    },
    moreRuns: (query) => {
      const { asked, next } = pageOf(state(), query);
      if (asked.is !== "loading" && (next !== null || asked.is === "failed")) page(query, next);
    },
    lookForRecords: () => {
      if (state().recordPage.asked.is !== "loading" && ready(state())) records(null);
    },
    moreRecords: () => {
      const { asked, next } = state().recordPage;
      if (asked.is !== "loading" && next !== null) records(next);
    },
    wantExecution: (id) => {
      if (!state().executions.has(id)) fetchExecution(transport, tell, id);
    },
    wantWorkflows: () => wants(state().workflows) && workflows(),
    wantFeatures: () => wants(state().features) && features(),
    wantArtifacts: (id) => {
      if (state().artifacts.has(id)) return;
      list<Artifact>(transport, `api/v1/executions/${id}/artifacts`, (artifacts) =>
        tell({ type: "artifacts", execution: id, artifacts }),
      );
    },
    reload: () => {
      workflows();
      features();
      page("all", null);
      transport.retry();
    },
    want: readings.want,
    refresh: readings.refresh,
    watch: readings.watch,
    send: readings.send,
    select: () => undefined,
    record: async (workflow, id) => {
      const path = `api/ops/runs/${encodeURIComponent(workflow)}/${encodeURIComponent(id)}`;
      return ((await transport.request("GET", path)) as { readonly data: RunRecord }).data;
    },
    login: async (identity) => {
      const known = logins.get(identity);
      if (known !== undefined) return known;
      const answer = await transport.request("GET", `api/v1/identities/${identity}`);
      const { login } = (answer as { readonly data: Identity }).data;
      logins.set(identity, login);
      return login;
    },
    follow: transport.follow,
    logRange: (id, offset, limit) =>
      transport.bytes(`api/v1/executions/${id}/logs/log?offset=${offset}&limit=${limit}`),
    download: async (path, name) => {
      const address = transport.href(path);
      if (address === null) save(await transport.bytes(path), name);
      else give(address, name);
    },
    downloadText: (text, name) => save(new TextEncoder().encode(text), name),
    chooseScope: (scope) => {
      rememberScope(state().info?.project_root ?? "", scope);
      tell({ type: "scope", scope });
    },
    retry: transport.retry,
  };
}

function fetchExecution(transport: Transport, tell: (event: Event) => void, id: number): void {
  transport.request("GET", `api/v1/executions/${id}`).then(
    (answer) => tell({ type: "execution", execution: (answer as { readonly data: Execution }).data }),
    (error: unknown) => {
      const unreachable = error instanceof Refusal && error.code === "UNREACHABLE";
      if (!unreachable) tell({ type: "missing", id, message: message(error) });
    },
  );
}

/** Lists are asked for after the welcome, so that no change falls between them and the feed. */
const ready = (state: State): boolean => state.info !== null;

const listing = async <Item>(transport: Transport, path: string): Promise<Listing<Item>> =>
  (await transport.request("GET", path)) as Listing<Item>;

function list<Item>(
  transport: Transport,
  path: string,
  tell: (asked: Asked<readonly Item[]>) => void,
): void {
  tell({ is: "loading" });
  listing<Item>(transport, path).then(
    ({ items }) => tell({ is: "here", value: items }),
    (error: unknown) => tell({ is: "failed", message: message(error) }),
  );
}

const paged = (before: number | null): Readonly<Record<string, string>> => ({
  per_page: String(RUNS_A_PAGE),
  ...(before === null ? {} : { before: String(before) }),
});

/** Fetches a page of a list; until it is there, the list ends where it ended before. */
function pages<Item>(
  transport: Transport,
  path: string,
  held: number | null,
  tell: (page: Page, items: readonly Item[]) => void,
): void {
  tell({ asked: { is: "loading" }, next: held }, []);
  listing<Item>(transport, path).then(
    ({ items, pagination }) => tell({ asked: { is: "here", value: null }, next: pagination?.next ?? null }, items),
    (error: unknown) => tell({ asked: { is: "failed", message: message(error) }, next: held }, []),
  );
}

function save(bytes: Uint8Array, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()]));
  give(address, name);
  URL.revokeObjectURL(address);
}

function give(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
