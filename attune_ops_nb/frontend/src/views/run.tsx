import { useEffect } from "preact/hooks";
import { sentence } from "../format";
import { running, type State } from "../state";
import type { Execution, WorkflowEntry } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { ConnectionNote } from "./connection_note";
import { Empty } from "./empty";
import { Provenance } from "./provenance";
import { RunArtifacts } from "./run_artifacts";
import { RunCost } from "./run_cost";
import { RunHeader } from "./run_header";
import { RunLog } from "./run_log";
import { RunEnd, RunOutcome } from "./run_outcome";
import { RunResult } from "./run_result";
import { Suggestions } from "./suggestions";
import { useFar, type FarAway } from "./use_far";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly id: number;
  readonly far: FarAway;
  /** Stands among other things, as in a cell; else it fills its place. */
  readonly inline?: boolean;
  readonly onOpenElsewhere?: (() => void) | null;
}

/** One run: its state, its log as it grows, and what came out of it. */
export function Run({ state, verbs, id, far, inline = false, onOpenElsewhere = null }: Props) {
  const execution = state.executions.get(id);
  const online = state.info !== null;
  useEffect(
    () => verbs.wantExecution(id),
    [id, online, state.connection.state, execution === undefined],
  );
  useEffect(() => verbs.wantWorkflows(), [online, state.workflows]);
  if (execution === undefined) return <Absent state={state} verbs={verbs} id={id} />;
  const alive = running(execution);
  const provenance = <Provenance execution={execution} info={state.info} verbs={verbs} />;
  const workflows = entries(state);
  const entry = workflows.find(({ ref }) => ref === execution.action_ref);
  return (
    <article class={`attune-run ${inline ? "attune-run-inline" : ""}`} aria-label={`Run ${id}`}>
      <ConnectionNote state={state} verbs={verbs} />
      <RunHeader
        execution={execution}
        entry={entry}
        info={state.info}
        verbs={verbs}
        far={far}
        onOpenElsewhere={onOpenElsewhere}
      />
      <RunCost key={id} state={state} verbs={verbs} execution={execution} inline={inline} />
      <RunOutcome execution={execution} />
      {conducted(execution) ? (
        <Far key={id} state={state} verbs={verbs} execution={execution} far={far} inline={inline} />
      ) : (
        <RunLog key={id} execution={execution} verbs={verbs} inline={inline} />
      )}
      {!alive && (
        <footer class="attune-run-footer">
          <RunEnd execution={execution} />
          <Suggestions execution={execution} workflows={workflows} verbs={verbs} />
          <RunResult execution={execution} />
          <RunArtifacts execution={id} artifacts={state.artifacts.get(id)} verbs={verbs} />
          {provenance}
        </footer>
      )}
      {alive && provenance}
    </article>
  );
}

/** No program writes a log of it: it is a workflow, or a question. */
const conducted = ({ queue, workflow_def }: Execution): boolean => workflow_def !== null || queue === "inquiry";

interface FarProps extends Omit<Props, "id" | "inline"> {
  readonly execution: Execution;
  readonly inline: boolean;
}

function Far({ far, ...given }: FarProps) {
  const { views, instead } = useFar(far, "the workflow");
  return <div class="attune-run-far">{views === null ? instead : <views.conducted {...given} />}</div>;
}

function Absent({ state, verbs, id }: Pick<Props, "state" | "verbs" | "id">) {
  const missing = state.missing.get(id);
  return (
    <div class="attune-run">
      <ConnectionNote state={state} verbs={verbs} />
      <Empty title={missing === undefined ? `Run #${id}` : `Run #${id} cannot be shown`}>
        <p role={missing === undefined ? "status" : "alert"}>{missing === undefined ? "Fetching it…" : sentence(missing)}</p>
        {missing !== undefined && <Button onClick={() => verbs.open({ view: "runs" })}>Show all runs</Button>}
      </Empty>
    </div>
  );
}

const entries = (state: State): readonly WorkflowEntry[] =>
  state.workflows.is === "here" ? state.workflows.value : [];
