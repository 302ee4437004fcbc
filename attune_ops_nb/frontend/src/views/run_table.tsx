import { exactly } from "../format";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { useDoing } from "./hooks";
import { cell, HEADINGS, type Column, type Sorting } from "./run_columns";
import type { Row } from "./run_rows";
import { StatusBadge } from "./status_badge";
import { VirtualRows } from "./virtual_rows";
import { WriteButton } from "./write_button";

const ROW_HEIGHT = 30;

interface Props {
  readonly rows: readonly Row[];
  readonly nameOf: (ref: string) => string;
  readonly root: string | null;
  readonly now: number;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  readonly onEnd: () => void;
  /** The runs that are selected, in the order they were. */
  readonly picked: readonly number[];
  readonly onPick: (ids: readonly number[]) => void;
  readonly verbs: Verbs;
}

/** Runs in columns, of which only those in view exist. */
export function RunTable(props: Props) {
  const { rows, sorting, onSort } = props;
  const columns = Object.entries(HEADINGS) as readonly (readonly [Column, string])[];
  return (
    <div class="attune-table" role="table" aria-label="Runs" aria-rowcount={rows.length + 1}>
      <div class="attune-table-head attune-columns" role="row">
        <span role="columnheader" class="attune-unseen">
          Selected
        </span>
        {columns.map(([column, heading]) => {
          const here = sorting.column === column;
          return (
            <span
              key={column}
              role="columnheader"
              aria-sort={here ? (sorting.descending ? "descending" : "ascending") : "none"}
            >
              <Button
                look="link"
                onClick={() => onSort({ column, descending: here ? !sorting.descending : column !== "workflow" })}
              >
                {heading}
                {here && <span aria-hidden="true"> {sorting.descending ? "▾" : "▴"}</span>}
              </Button>
            </span>
          );
        })}
        <span role="columnheader" class="attune-unseen">
          Actions
        </span>
      </div>
      <VirtualRows
        class="attune-table-rows"
        rows={rows.length}
        rowHeight={ROW_HEIGHT}
        attributes={{ role: "rowgroup", "aria-label": "Runs" }}
        onShown={(_, to) => to >= rows.length && props.onEnd()}
        render={(at) => {
          const row = rows[at];
          return row === undefined ? null : <Line key={row.key} row={row} {...props} />;
        }}
      />
    </div>
  );
}

function Line({ row, nameOf, root, now, verbs, picked, onPick }: Props & { readonly row: Row }) {
  const doing = useDoing();
  const open = () => verbs.open(row.place);
  const scope = cell.scope(row, root);
  const run = row.execution;
  return (
    <div class="attune-table-row attune-columns" role="row" onClick={open}>
      <span role="cell" onClick={(event) => event.stopPropagation()}>
        {run !== null && (
          <input
            type="checkbox"
            aria-label={`Select run ${run.id}`}
            title="Select: two runs can be compared, and Python sees what is selected"
            checked={picked.includes(run.id)}
            onChange={() => onPick(picked.includes(run.id) ? picked.filter((id) => id !== run.id) : [...picked, run.id])}
          />
        )}
      </span>
      <span role="cell">
        <Button
          look="link"
          onClick={open}
          aria-label={run === null ? `${row.label}: open the record of ${row.key}` : `Open run ${run.id}`}
        >
          {row.label}
        </Button>
      </span>
      <span role="cell">
        <StatusBadge status={row.status} />
      </span>
      <span role="cell" title={row.action_ref}>
        {nameOf(row.action_ref)}
      </span>
      <span role="cell" class="attune-dim" title={row.scope ?? scope}>
        {scope}
      </span>
      <span role="cell" title={row.asked === null ? undefined : exactly(row.started ?? row.asked)}>
        {cell.started(row, now)}
      </span>
      <span role="cell" class="attune-number">
        {cell.duration(row, now)}
      </span>
      <span role="cell">
        {run !== null && row.alive && (
          <WriteButton
            look="stop"
            aria-label={`Stop run ${run.id}`}
            disabled={run.status === "canceling" || doing.busy}
            onClick={(event) => {
              event.stopPropagation();
              doing.start(() => verbs.cancel(run.id));
            }}
          >
            {run.status === "canceling" ? "stopping…" : "Stop"}
          </WriteButton>
        )}
      </span>
    </div>
  );
}
