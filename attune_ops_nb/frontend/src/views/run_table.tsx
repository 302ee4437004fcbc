import { running } from "../state";
import type { Execution } from "../types.gen";
import type { Verbs } from "../verbs";
import { useDoing } from "./hooks";
import { cell, HEADINGS, type Column, type Sorting } from "./run_columns";
import { StatusBadge } from "./status_badge";
import { VirtualRows } from "./virtual_rows";

const ROW_HEIGHT = 30;

interface Props {
  readonly runs: readonly Execution[];
  readonly nameOf: (ref: string) => string;
  readonly root: string | null;
  readonly now: number;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly onEnd: () => void;
  readonly verbs: Verbs;
}

/** Runs in columns, of which only those in view exist. */
export function RunTable(props: Props) {
  const { runs, sorting, onSort } = props;
  const columns = Object.entries(HEADINGS) as readonly (readonly [Column, string])[];
  return (
    <div class="attune-table" role="table" aria-label="Runs" aria-rowcount={runs.length + 1}>
      <div class="attune-table-head attune-columns" role="row">
        {columns.map(([column, heading]) => {
          const here = sorting.column === column;
          return (
            <span
              key={column}
              role="columnheader"
              aria-sort={here ? (sorting.descending ? "descending" : "ascending") : "none"}
            >
              <button
                type="button"
                class="attune-link-button"
                onClick={() => onSort({ column, descending: here ? !sorting.descending : column !== "workflow" })}
              >
                {heading}
                {here && <span aria-hidden="true"> {sorting.descending ? "▾" : "▴"}</span>}
              </button>
            </span>
          );
        })}
        <span role="columnheader" class="attune-unseen">
          Actions
        </span>
      </div>
      <VirtualRows
        class="attune-table-rows"
        rows={runs.length}
        rowHeight={ROW_HEIGHT}
        attributes={{ role: "rowgroup", "aria-label": "Runs" }}
        onShown={(_, to) => to >= runs.length && props.onEnd()}
        render={(row) => {
          const run = runs[row];
          return run === undefined ? null : <Row key={run.id} run={run} {...props} />;
        }}
      />
    </div>
  );
}

function Row({ run, nameOf, root, now, verbs }: Props & { readonly run: Execution }) {
  const doing = useDoing();
  const open = () => verbs.open({ view: "run", execution: run.id });
  const scope = cell.scope(run, root);
  return (
    <div class="attune-table-row attune-columns" role="row" onClick={open}>
      <span role="cell">
        <button type="button" class="attune-link-button" onClick={open} aria-label={`Open run ${run.id}`}>
          #{run.id}
        </button>
      </span>
      <span role="cell">
        <StatusBadge status={run.status} />
      </span>
      <span role="cell" title={run.action_ref}>
        {nameOf(run.action_ref)}
      </span>
      <span role="cell" class="attune-dim" title={run.scope ?? scope}>
        {scope}
      </span>
      <span role="cell">{cell.started(run, now)}</span>
      <span role="cell" class="attune-number">
        {cell.duration(run, now)}
      </span>
      <span role="cell">
        {running(run) && (
          <button
            type="button"
            class="attune-button attune-button-stop"
            aria-label={`Stop run ${run.id}`}
            disabled={run.status === "canceling" || doing.busy}
            onClick={(event) => {
              event.stopPropagation();
              doing.start(() => verbs.cancel(run.id));
            }}
          >
            {run.status === "canceling" ? "stopping…" : "Stop"}
          </button>
        )}
      </span>
    </div>
  );
}
