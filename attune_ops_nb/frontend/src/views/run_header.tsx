import { duration, insideProject, seconds } from "../format";
import { running } from "../state";
import type { Execution, Info, WorkflowEntry } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing, useNow } from "./hooks";
import { ProgressBar } from "./progress_bar";
import { RunAgain } from "./run_again";
import { StatusBadge } from "./status_badge";
import type { FarAway } from "./use_far";

interface Props {
  readonly execution: Execution;
  readonly entry: WorkflowEntry | undefined;
  readonly info: Info | null;
  readonly verbs: Verbs;
  readonly far: FarAway;
  readonly onOpenElsewhere: (() => void) | null;
}

/** Which run this is, how it stands, and what can be done with it. */
export function RunHeader({ execution, entry, info, verbs, far, onOpenElsewhere }: Props) {
  const alive = running(execution);
  const now = useNow(alive);
  const doing = useDoing();
  const took = seconds(execution.started_at, execution.completed_at, now);
  const stopping = execution.status === "canceling";
  return (
    <header class="attune-run-header">
      <div class="attune-run-line">
        <span role="status" aria-label={`Run ${execution.id}`}>
          <StatusBadge status={execution.status} />
        </span>
        <h2 class="attune-run-name" title={execution.action_ref}>
          {entry?.name ?? execution.action_ref}
        </h2>
        <span class="attune-dim attune-run-scope" title={execution.scope ?? undefined}>
          {insideProject(execution.scope, execution.project ?? info?.project_root ?? null)}
        </span>
        <span class="attune-elapsed" role="timer" aria-label="elapsed">
          {took === null ? "" : duration(took, alive)}
        </span>
        <span class="attune-dim">#{execution.id}</span>
        {execution.parent !== null && <Button look="link" onClick={() => verbs.open({ view: "run", execution: execution.parent ?? 0 })}>
          ↑ {execution.workflow_task?.task_name} of #{execution.parent}
        </Button>}
        <span class="attune-run-buttons">
          {alive ? execution.workflow_def === null && (
            <Button
              look="stop"
              disabled={stopping || doing.busy}
              onClick={() => doing.start(() => verbs.cancel(execution.id))}
            >
              {stopping ? "stopping…" : "◼ Stop"}
            </Button>
          ) : (
            <RunAgain key={execution.id} execution={execution} entry={entry} info={info} verbs={verbs} far={far} />
          )}
          {onOpenElsewhere !== null && (
            <Button title="Open in a tab of its own" aria-label="Open in a tab of its own" onClick={onOpenElsewhere}>
              ↗
            </Button>
          )}
        </span>
      </div>
      {alive && execution.progress !== null && <ProgressBar progress={execution.progress} />}
      {doing.problem !== null && (
        <p class="attune-bad" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </header>
  );
}
