import { running } from "../state";
import type { Execution } from "../types.gen";
import type { Verbs } from "../verbs";
import { useDoing, problemText } from "./hooks";
import { cell } from "./run_columns";
import { StatusBadge } from "./status_badge";

interface Props {
  readonly run: Execution;
  readonly name: string;
  readonly root: string | null;
  readonly now: number;
  readonly verbs: Verbs;
}

/** A run in two short lines, for narrow places. */
export function RunItem({ run, name, root, now, verbs }: Props) {
  const doing = useDoing();
  return (
    <div class="attune-item">
      <button
        type="button"
        class="attune-item-main"
        title={`Run #${run.id}, ${run.action_ref}`}
        onClick={() => verbs.open({ view: "run", execution: run.id })}
      >
        <StatusBadge status={run.status} brief />
        <span class="attune-item-text">
          <span class="attune-item-name">{name}</span>
          <span class="attune-dim attune-item-more">
            {cell.scope(run, root)} · {running(run) ? cell.duration(run, now) || "waiting" : cell.started(run, now)}
          </span>
          {doing.problem !== null && <span class="attune-bad">{problemText(doing.problem)}</span>}
        </span>
      </button>
      {running(run) && (
        <button
          type="button"
          class="attune-button attune-button-stop"
          title={`Stop run #${run.id}`}
          aria-label={`Stop run ${run.id}`}
          disabled={run.status === "canceling" || doing.busy}
          onClick={() => doing.start(() => verbs.cancel(run.id))}
        >
          ◼
        </button>
      )}
    </div>
  );
}
