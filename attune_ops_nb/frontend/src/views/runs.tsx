import { useEffect, useState } from "preact/hooks";
import { count, plural } from "../format";
import { pageOf, STATUSES, type RunFilter, type RunQuery, type State } from "../state";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { useChoices } from "./choices";
import { Comparison } from "./comparison";
import { CopyMenu } from "./copy_menu";
import { Empty } from "./empty";
import { useNow, useWidth } from "./hooks";
import type { ViewProps } from "./index";
import { NoneFits } from "./none_fits";
import { Notice } from "./notice";
import { csvOf, isUnder, mentions, sorted, sortingOf } from "./run_columns";
import { RunItem } from "./run_item";
import { newestFirst, recordRows, rows, type Row } from "./run_rows";
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
const isFilter = (word: string): word is RunFilter => word in FILTERS;

/** All runs: those under way first, then the newest; filtered, sorted, as far back as one scrolls. */
export function Runs(props: ViewProps) {
  const { state, verbs } = props;
  const [chosen, choose] = useChoices(props, { filter: "all", text: "", order: "-started", compare: "", here: "" });
  const filter = isFilter(chosen.filter) ? chosen.filter : "all";
  const { text } = chosen;
  const sorting = sortingOf(chosen.order);
  const [picked, setPicked] = useState<readonly number[]>([]);
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
  const root = state.info?.project_root ?? null;
  const onScope = (row: Row) => chosen.here === "" || isUnder(row.scope, state.scope, root);
  const fitting = known.filter((row) => onScope(row) && (row.action_ref === action || (action === null && mentions(row, sought))));
  const now = useNow(fitting.some(({ alive }) => alive));
  const newest = newestFirst(fitting);
  const ordered = chosen.order === "-started" ? newest : sorted(newest, sorting, now);
  const pick = (ids: readonly number[]) => {
    setPicked(ids);
    verbs.select(ids.flatMap((id) => state.executions.get(id) ?? []));
  };
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
  const compared = chosen.compare.split(",").map(Number);
  const [one, other] = compared;
  if (compared.length === 2 && one !== undefined && other !== undefined) {
    return <Comparison state={state} verbs={verbs} ids={[one, other]} onBack={() => choose({ compare: "" })} />;
  }
  return (
    <div ref={ref} class="attune-runs">
      <div class="attune-toolbar">
        <span class="attune-chips" role="group" aria-label="Runs to show">
          {(Object.entries(FILTERS) as [RunFilter, string][]).map(([each, label]) => (
            <Button
              key={each}
              look="chip"
              aria-pressed={each === filter}
              onClick={() => choose({ filter: each })}
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
          onInput={(event) => choose({ text: event.currentTarget.value })}
        />
        {state.scope !== "" && (
          <Button
            look="chip"
            aria-pressed={chosen.here !== ""}
            title={`Only runs on ${state.scope}`}
            onClick={() => choose({ here: chosen.here === "" ? "1" : "" })}
          >
            On {state.scope}
          </Button>
        )}
        {picked.length === 2 && <Button onClick={() => choose({ compare: picked.join(",") })}>Compare {picked.map((id) => `#${id}`).join(" and ")}</Button>}
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
        <Nothing
          state={state}
          verbs={verbs}
          query={query}
          filter={filter}
          text={sought}
          known={known.length}
          onClear={() => choose({ filter: "all", text: "", here: "" })}
        />
      ) : width >= NARROW ? (
        <RunTable
          rows={ordered}
          nameOf={name}
          root={root}
          now={now}
          sorting={sorting}
          picked={picked}
          onPick={pick}
          onSort={(to) => choose({ order: `${to.descending ? "-" : ""}${to.column}` })}
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
        {ordered.length > 0 && <CopyMenu python={pythonOf(filter, action)} csv={() => csvOf(ordered, now)} />}
      </div>
    </div>
  );
}

/** What gives these runs as a DataFrame. */
function pythonOf(filter: RunFilter, action: string | null): string {
  const all = `df = %attune runs${action === null ? "" : ` --workflow ${action}`} --number 200`;
  return filter === "all" ? all : `${all}\ndf = df[df["status"].isin(${JSON.stringify(STATUSES[filter])})]`;
}

interface NothingProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly query: RunQuery;
  readonly filter: RunFilter;
  readonly text: string;
  /** How many there are besides the text. */
  readonly known: number;
  readonly onClear: () => void;
}

function Nothing({ state, verbs, query, filter, text, known, onClear }: NothingProps) {
  const { asked } = pageOf(state, query);
  if (asked.is === "failed") return null;
  if (asked.is !== "here") return <Empty title="Fetching the runs…" />;
  if (text !== "" && query === filter) return <NoneFits title={`None of the ${plural(known, "run")} shown mentions “${text}”.`} onClear={onClear} />;
  if (text !== "") return <NoneFits title={`${query.slice(filter.length + 1)} has no such run.`} onClear={onClear} />;
  if (filter !== "all") return <NoneFits title={`No run is ${FILTERS[filter].toLowerCase()}.`} onClear={onClear} />;
  return (
    <Empty title="Nothing has run yet.">
      <p>Choose a workflow and run it on a part of your project.</p>
      <Button onClick={() => verbs.open({ view: "workflows" })}>
        Show workflows
      </Button>
    </Empty>
  );
}
