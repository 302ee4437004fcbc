import { useEffect, useState } from "preact/hooks";
import { plural } from "../format";
import { running, runs, type RunFilter, type State } from "../state";
import type { Verbs } from "../verbs";
import { Empty } from "./empty";
import { useNow, useWidth } from "./hooks";
import { Notice } from "./notice";
import { mentions, sorted, type Sorting } from "./run_columns";
import { RunItem } from "./run_item";
import { RunTable } from "./run_table";
import { VirtualRows } from "./virtual_rows";
import { nameOf } from "./workflow_names";

const FILTERS = {
  all: "All",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  stopped: "Stopped",
} as const satisfies Record<RunFilter, string>;

const NARROW = 560;
const ITEM_HEIGHT = 44;
const NEWEST: Sorting = { column: "id", descending: true };

/** All runs: those under way first, then the newest; filtered, sorted, as far back as one scrolls. */
export function Runs({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  const [filter, setFilter] = useState<RunFilter>("all");
  const [text, setText] = useState("");
  const [sorting, setSorting] = useState(NEWEST);
  const [ref, width] = useWidth<HTMLDivElement>(NARROW + 1);
  const page = state.pages[filter];
  useEffect(() => {
    verbs.wantRuns(filter);
    verbs.wantWorkflows();
  }, [filter, page.asked, state.workflows, state.info]);

  const known = runs(state, filter);
  const alive = known.filter(running);
  const now = useNow(alive.length > 0);
  const chosen = known.filter((run) => mentions(run, text.trim()));
  const ordered =
    sorting === NEWEST
      ? [...chosen.filter(running), ...chosen.filter((run) => !running(run))]
      : sorted(chosen, sorting, now);
  const root = state.info?.project_root ?? null;
  const name = nameOf(state);
  // Scrolling to the end asks for more; a text filter that matches little would ask without end.
  const more = () => text === "" && page.next !== null && verbs.moreRuns(filter);
  return (
    <div ref={ref} class="attune-runs">
      <div class="attune-toolbar">
        <span class="attune-chips" role="group" aria-label="Runs to show">
          {(Object.entries(FILTERS) as [RunFilter, string][]).map(([each, label]) => (
            <button
              key={each}
              type="button"
              class="attune-chip attune-chip-button"
              aria-pressed={each === filter}
              onClick={() => setFilter(each)}
            >
              {label}
            </button>
          ))}
        </span>
        <input
          class="attune-input attune-grow"
          type="search"
          placeholder="Filter by workflow, scope or number"
          aria-label="Filter runs by workflow, scope or number"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {page.asked.is === "failed" && (
        <Notice tone="error">
          The runs could not be listed: {page.asked.message}{" "}
          <button type="button" class="attune-button" onClick={() => verbs.moreRuns(filter)}>
            Try again
          </button>
        </Notice>
      )}
      {ordered.length === 0 ? (
        <Nothing state={state} verbs={verbs} filter={filter} text={text} />
      ) : width >= NARROW ? (
        <RunTable
          runs={ordered}
          nameOf={name}
          root={root}
          now={now}
          sorting={sorting}
          onSort={setSorting}
          onEnd={more}
          verbs={verbs}
        />
      ) : (
        <VirtualRows
          class="attune-items"
          rows={ordered.length}
          rowHeight={ITEM_HEIGHT}
          onShown={(_, to) => to >= ordered.length && more()}
          render={(row) => {
            const run = ordered[row];
            if (run === undefined) return null;
            return <RunItem key={run.id} run={run} name={name(run.action_ref)} root={root} now={now} verbs={verbs} />;
          }}
        />
      )}
      <div class="attune-foot">
        <span role="status">
          {plural(ordered.length, "run")}
          {page.next !== null && " so far"}
          {page.asked.is === "loading" && ", fetching more…"}
        </span>
        {page.next !== null && (
          <button
            type="button"
            class="attune-button"
            disabled={page.asked.is === "loading"}
            onClick={() => verbs.moreRuns(filter)}
          >
            Load more
          </button>
        )}
      </div>
    </div>
  );
}

interface NothingProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly filter: RunFilter;
  readonly text: string;
}

function Nothing({ state, verbs, filter, text }: NothingProps) {
  const { asked } = state.pages[filter];
  if (asked.is === "failed") return null;
  if (asked.is !== "here") return <Empty title="Fetching the runs…" />;
  if (text !== "") return <Empty title={`No run among those fetched mentions “${text}”.`} />;
  if (filter !== "all") return <Empty title={`No run is ${FILTERS[filter].toLowerCase()}.`} />;
  return (
    <Empty title="Nothing has run yet.">
      <p>Choose a workflow and run it on a part of your project.</p>
      <button type="button" class="attune-button" onClick={() => verbs.open({ view: "workflows" })}>
        Show workflows
      </button>
    </Empty>
  );
}
