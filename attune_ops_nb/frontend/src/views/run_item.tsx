import { ago, exactly } from "../format";
import type { Verbs } from "../verbs";
import { useDoing, problemText } from "./hooks";
import { cell } from "./run_columns";
import type { Row } from "./run_rows";
import { StatusBadge } from "./status_badge";
import { WriteButton } from "./write_button";

interface Props {
  readonly row: Row;
  readonly name: string;
  readonly root: string | null;
  readonly now: number;
  readonly verbs: Verbs;
}

/** A run in two short lines, for narrow places. */
export function RunItem({ row, name, root, now, verbs }: Props) {
  const run = row.execution;
  const began = row.started ?? row.asked;
  const doing = useDoing();
  return (
    <div class="attune-item">
      <button
        type="button"
        class="attune-item-main"
        title={`${row.label}, ${row.action_ref}`}
        onClick={() => verbs.open(row.place)}
      >
        <StatusBadge status={row.status} brief />
        <span class="attune-item-text">
          <span class="attune-item-name">{name}</span>
          <span class="attune-dim attune-item-more">
            <span title={began === null ? undefined : exactly(began)}>
              {row.alive ? cell.duration(row, now) || "waiting" : ago(began, now)}
            </span>
            {run === null && ` · ${row.label}`} · {cell.scope(row, root)}
          </span>
          {doing.problem !== null && <span class="attune-bad">{problemText(doing.problem)}</span>}
        </span>
      </button>
      {run !== null && row.alive && (
        <WriteButton
          look="stop"
          title={`Stop run #${run.id}`}
          aria-label={`Stop run ${run.id}`}
          disabled={run.status === "canceling" || doing.busy}
          onClick={() => doing.start(() => verbs.cancel(run.id))}
        >
          ◼
        </WriteButton>
      )}
    </div>
  );
}
