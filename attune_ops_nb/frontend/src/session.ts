/** One transport, one state, and the verbs that join them: what a mounted view is given. */

import { message, Refusal, type Transport } from "./core/transport";
import { rememberedScope, rememberScope } from "./remembered";
import { NOTHING, reduce, running, STATUSES, type Asked, type Event, type RunFilter, type State } from "./state";
import type { Artifact, Execution, Feature, Info, WorkflowEntry } from "./types.gen";
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
  const stop = transport.listen((event) => {
    if (event.type !== "welcome") return tell(event);
    const { info, version } = event.welcome;
    const early = [...state.executions.values()].filter(running);
    tell({ type: "welcome", info, version, resumed: event.resumed });
    // What was fetched before the feed began may have moved in between.
    if (!event.resumed) for (const { id } of early) fetchExecution(transport, tell, id);
    tell({ type: "scope", scope: rememberedScope(info.project_root) });
  });
  const read = () => state;
  const shared = engineVerbs(transport, read, tell);
  return {
    state: read,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    verbs: (show) => ({ ...shared, open: show }),
    close: () => {
      stop();
      sessions.delete(transport);
    },
  };
}

function engineVerbs(
  transport: Transport,
  state: () => State,
  tell: (event: Event) => void,
): Omit<Verbs, "open"> {
  const execution = async (path: string, body: unknown): Promise<Execution> => {
    const answer = (await transport.request("POST", path, body)) as { readonly data: Execution };
    tell({ type: "execution", execution: answer.data });
    return answer.data;
  };
  const info = (answer: unknown): void => {
    tell({ type: "info", info: (answer as { readonly data: Info }).data });
  };
  const page = (filter: RunFilter, before: number | null): void => {
    const held = state().pages[filter].next;
    tell({ type: "page", filter, page: { asked: { is: "loading" }, next: held }, items: [] });
    const query = new URLSearchParams({ top_level_only: "true", per_page: String(RUNS_A_PAGE) });
    for (const status of STATUSES[filter]) query.append("status", status);
    if (before !== null) query.set("before", String(before));
    listing<Execution>(transport, `api/v1/executions?${query}`).then(
      ({ items, pagination }) => {
        const found = { asked: { is: "here", value: null }, next: pagination?.next ?? null } as const;
        tell({ type: "page", filter, page: found, items });
      },
      (error: unknown) => {
        const asked = { is: "failed", message: message(error) } as const;
        tell({ type: "page", filter, page: { asked, next: held }, items: [] });
      },
    );
  };
  const workflows = (): void =>
    list<WorkflowEntry>(transport, "api/ops/workflows", (workflows) => tell({ type: "workflows", workflows }));
  const features = (): void =>
    list<Feature>(transport, "api/ops/features", (features) => tell({ type: "features", features }));
  const wants = (asked: Asked<unknown>): boolean => (asked.is === "wanted" || (asked.is === "here" && asked.stale === true)) && ready(state());

  return {
    run: (request) => execution("api/v1/executions/execute", request),
    rerun: ({ id }) => execution(`api/v1/executions/${id}/rerun`, {}),
    cancel: async (id) => {
      await execution(`api/v1/executions/${id}/cancel`, {});
    },
    allowRun: async (allowed) => {
      info(await transport.request("PUT", "api/ops/allow-run", { allow_run: allowed }));
    },
    wantRuns: (filter) => {
      if (wants(state().pages[filter].asked)) page(filter, null);
    },
    moreRuns: (filter) => {
      const { asked, next } = state().pages[filter];
      if (asked.is !== "loading" && (next !== null || asked.is === "failed")) page(filter, next);
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
    follow: transport.follow,
    logRange: (id, offset, limit) =>
      transport.bytes(`api/v1/executions/${id}/logs/log?offset=${offset}&limit=${limit}`),
    download: async (path, name) => save(transport, path, name),
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

async function save(transport: Transport, path: string, name: string): Promise<void> {
  const address = transport.href(path);
  const link = document.createElement("a");
  link.href = address ?? URL.createObjectURL(new Blob([(await transport.bytes(path)).slice()]));
  link.download = name;
  link.click();
  if (address === null) URL.revokeObjectURL(link.href);
}
