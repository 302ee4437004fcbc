import type { ComponentChildren } from "preact";
import { duration, plural } from "../format";
import { running } from "../state";
import type { Execution, StepShown, WorkflowState } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { ConfirmButton } from "./confirm_button";
import { problemText, useDoing } from "./hooks";
import { took } from "../steps";

const STAGES: Readonly<Record<string, string>> = {
  pausing: "pausing: what runs may end",
  paused: "paused: nothing begins",
  canceling: "stopping",
};

interface Props {
  readonly execution: Execution;
  /** Null until it has begun. */
  readonly workflow: WorkflowState | null;
  readonly verbs: Verbs;
  readonly allowed: boolean;
  readonly now: number;
  /** How it is shown. */
  readonly children: ComponentChildren;
}

/** How far a workflow is, and what can be done with it as a whole. */
export function WorkflowBar({ execution, workflow, verbs, allowed, now, children }: Props) {
  const doing = useDoing();
  const alive = running(execution);
  const paused = execution.paused_at !== null;
  const ask = (what: string, body: object = {}) =>
    verbs.send("POST", `api/v1/executions/${execution.id}/${what}`, body, ["api/v1/inquiries"]);
  const badly = workflow !== null && !alive && execution.status !== "completed";
  const stage = alive && workflow !== null ? STAGES[workflow.stage] : undefined;
  return (
    <div class="attune-workflow-bar">
      <span class="attune-workflow-far" role="status">
        {workflow !== null && farWords(workflow.steps, now, alive)}
      </span>
      {stage !== undefined && <span class="attune-tag attune-tag-warn">‖ {stage}</span>}
      <span class="attune-chips attune-workflow-buttons">
        {children}
        {alive && workflow !== null && execution.status === "running" && (
          <Button
            disabled={doing.busy || (paused && !allowed)}
            title={paused ? "Go on" : "Begin nothing any more; what runs may end"}
            onClick={() => doing.start(() => ask(paused ? "resume" : "pause"))}
          >
            {paused ? "▶ Resume" : "‖ Pause"}
          </Button>
        )}
        {alive && (
          <ConfirmButton
            label="◼ Stop…"
            question="Stop the whole workflow?"
            yes="Stop it"
            disabled={execution.status === "canceling"}
            onYes={() => verbs.cancel(execution.id)}
          />
        )}
        {badly && (
          <ConfirmButton
            label="↻ Rerun what failed…"
            question="Go on from all that ended badly, with what succeeded kept?"
            yes="Rerun"
            disabled={!allowed}
            onYes={() => ask("rerun-from")}
          />
        )}
      </span>
      {doing.problem !== null && (
        <p class="attune-bad" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </div>
  );
}

/** "7 of 9 steps ended, 1 running, 1 failed · longest way 12 s". */
function farWords(all: readonly StepShown[], now: number, alive: boolean): string {
  const steps = all.filter(({ superseded }) => !superseded);
  const ended = steps.filter(({ state }) => state === "ended").length;
  const active = steps.filter(({ state }) => state === "active");
  const begun = active.filter(({ started_at }) => started_at !== null).length;
  const failed = steps.filter(({ outcome }) => outcome === "failed" || outcome === "timed_out").length;
  const longest = steps.filter(({ critical }) => critical).reduce((sum, step) => sum + (took(step, now) ?? 0), 0);
  const counted = alive ? `${ended} of ${plural(steps.length, "step")} ended` : plural(steps.length, "step");
  return [counted, begun > 0 ? `${begun} running` : "", active.length > begun ? `${active.length - begun} queued` : "", failed > 0 ? `${failed} failed` : "", longest > 0 && !alive ? `━ longest way ${duration(longest)}` : ""]
    .filter((each) => each !== "")
    .join(" · ");
}
