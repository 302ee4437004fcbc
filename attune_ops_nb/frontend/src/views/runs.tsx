import { useEffect, useState } from "preact/hooks";
import { count, plural } from "../format";
import { pageOf, type RunFilter, type RunQuery, type State } from "../state";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { Empty } from "./empty";
import { useNow, useWidth } from "./hooks";
import type { ViewProps } from "./index";
import { Notice } from "./notice";
import { mentions, sorted, type Sorting } from "./run_columns";
import { RunItem } from "./run_item";
import { newestFirst, recordRows, rows } from "./run_rows";
import { RunTable } from "./run_table";
import { VirtualRows } from "./virtual_rows";
import { meant, nameOf } from "./workflow_names";

const FILTERS = {
  all: "All",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  stopped: "Stopped",
} as const satisfies Record<RunFilter, string>;
const NARROW = 560;
const ITEM_HEIGHT = 44;
const NEWEST: Sorting = { column: "started", descending: true };

/** All runs: those under way first, then the newest; filtered, sorted, as far back as one scrolls. */
export function Runs({ state, verbs }: ViewProps) {
  const [filter, setFilter] = useState<RunFilter>("all");
  const [text, setText] = useState("");
  const [sorting, setSorting] = useState(NEWEST);
  const [ref, width] = useWidth<HTMLDivElement>(NARROW + 1);
  const sought = text.trim();
  // Of a workflow the engine knows all runs; any other text is looked for among those that are here.
  const action = meant(state, sought);
  const query: RunQuery = action === null ? filter : `${filter} ${action}`;
  const page = pageOf(state, query);
  useEffect(() => {
    verbs.wantRuns(query);
    verbs.wantWorkflows();
  }, [query, page.asked, state.workflows, state.info]);
  const looked = state.recordPage.asked.is !== "wanted";
  useEffect(() => verbs.lookForRecords(), [looked, state.info === null]);
  useEffect(() => {
    addEventListener("focus", verbs.lookForRecords);
    return () => removeEventListener("focus", verbs.lookForRecords);
  }, []);

  const known = [...rows(state, query), ...recordRows(state, filter)];
  const chosen = known.filter((row) => row.action_ref === action || (action === null && mentions(row, sought)));
  const now = useNow(chosen.some(({ alive }) => alive));
  const newest = newestFirst(chosen);
  const ordered = sorting === NEWEST ? newest : sorted(newest, sorting, now);
  const root = state.info?.project_root ?? null;
  const name = nameOf(state);
  const olderRecords = state.records.size > 0 && state.recordPage.next !== null;
  const older = page.next !== null || olderRecords;
  const loading = [page, state.recordPage].some(({ asked }) => asked.is === "loading");
  const among = action === null ? (sought === "" ? "" : ` among the ${count(known.length)} shown`) : ` of ${action}`;
  const said = `${plural(ordered.length, "run")}${among}${older ? " so far" : ""}`;
  const loadMore = () => {
    verbs.moreRuns(query);
    verbs.moreRecords();
  };
  // Scrolling to the end asks for more; a text that fits little would ask without end.
  const more = () => (sought === "" || action !== null) && older && loadMore();
  return (
    <div ref={ref} class="attune-runs">
      <div class="attune-toolbar">
        <span class="attune-chips" role="group" aria-label="Runs to show">
          {(Object.entries(FILTERS) as [RunFilter, string][]).map(([each, label]) => (
            <Button
              key={each}
              look="chip"
              aria-pressed={each === filter}
              onClick={() => setFilter(each)}
            >
              {label}
            </Button>
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
          <Button onClick={() => verbs.moreRuns(query)}>
            Try again
          </Button>
        </Notice>
      )}
      {ordered.length === 0 ? (
        <Nothing state={state} verbs={verbs} query={query} filter={filter} text={sought} known={known.length} />
      ) : width >= NARROW ? (
        <RunTable
          rows={ordered}
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
          render={(at) => {
            const row = ordered[at];
            if (row === undefined) return null;
            return <RunItem key={row.key} row={row} name={name(row.action_ref)} root={root} now={now} verbs={verbs} />;
          }}
        />
      )}
      <div class="attune-foot">
        <span role="status">
          {ordered.length > 0 && said}
          {loading && " fetching more…"}
        </span>
        {state.recordPage.asked.is === "failed" && (
          <span class="attune-bad">Runs of other programs could not be listed: {state.recordPage.asked.message}</span>
        )}
        {older && (
          <Button disabled={loading} onClick={loadMore}>
            Load more
          </Button>
        )}
      </div>
    </div>
  );
}

interface NothingProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly query: RunQuery;
  readonly filter: RunFilter;
  readonly text: string;
  /** How many there are besides the text. */
  readonly known: number;
}

function Nothing({ state, verbs, query, filter, text, known }: NothingProps) {
  const { asked } = pageOf(state, query);
  if (asked.is === "failed") return null;
  if (asked.is !== "here") return <Empty title="Fetching the runs…" />;
  if (text !== "" && query === filter) return <Empty title={`None of the ${plural(known, "run")} shown mentions “${text}”.`} />;
  if (text !== "") return <Empty title={`${query.slice(filter.length + 1)} has no such run.`} />;
  if (filter !== "all") return <Empty title={`No run is ${FILTERS[filter].toLowerCase()}.`} />;
  return (
    <Empty title="Nothing has run yet.">
      <p>Choose a workflow and run it on a part of your project.</p>
      <Button onClick={() => verbs.open({ view: "workflows" })}>
        Show workflows
      </Button>
    </Empty>
  );
}
