import { useEffect, useMemo, useState } from "preact/hooks";
import { count } from "../format";
import { MOST_BOXES } from "../graph_layout";
import { running, type State } from "../state";
import { stepsByNode } from "../steps";
import type { Execution, Fault, WorkflowState } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { Empty } from "./empty";
import { GraphView } from "./graph_view";
import { useNow, useWidth } from "./hooks";
import { useQuestionsOf } from "./inquiries";
import { InquiryForm } from "./inquiry_form";
import { JsonTree } from "./json_tree";
import { Notice } from "./notice";
import { Reading } from "./reading";
import { StepDetail } from "./step_detail";
import { StepList } from "./step_list";
import { useNested } from "./use_nested";
import { useReading } from "./use_reading";
import { WorkflowBar } from "./workflow_bar";

/** Below this a graph is not read: the steps stand one below the other. */
const NARROW = 400;
const WIDE = 860;
const HEIGHT = 380;
/** Of the window, where nothing stands below. */
const SHARE = 0.58;

export interface ConductedProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly execution: Execution;
  readonly inline: boolean;
}

/** What a run has in place of a log where no program writes one: a question, or the graph of a workflow. */
export const Conducted = (props: ConductedProps) =>
  props.execution.workflow_def === null ? <Asked {...props} /> : <WorkflowRun {...props} />;

function Asked({ state, verbs, execution }: ConductedProps) {
  const questions = useQuestionsOf({ state, verbs }, execution.id);
  if (questions.length > 0) return <>{questions.map((each) => <InquiryForm key={each.id} inquiry={each} verbs={verbs} />)}</>;
  const { prompt } = execution.config ?? {};
  return (
    <div class="attune-inquiry">
      <p class="attune-inquiry-prompt">{typeof prompt === "string" ? prompt : "A question"}</p>
      <p class="attune-dim">{running(execution) ? "It is about to be asked." : "It waits no longer."}</p>
    </div>
  );
}

/** A workflow that runs: its graph with the state of each task, what waits for an answer, and what can be done. */
function WorkflowRun({ state, verbs, execution, inline }: ConductedProps) {
  const alive = running(execution);
  const begun = execution.started_at !== null;
  const path = begun ? `api/v1/executions/${execution.id}/workflow` : null;
  const asked = useReading<WorkflowState>({ state, verbs }, path, { seconds: alive ? 5 : 120 });
  const questions = useQuestionsOf({ state, verbs }, execution.id);
  const now = useNow(alive);
  const workflow = asked.is === "here" ? asked.value : null;
  const [ref, width] = useWidth<HTMLElement>(720);
  const [listed, setListed] = useState(false);
  const both = workflow !== null && workflow.graph.nodes.length <= MOST_BOXES && width >= NARROW;
  return (
    <section ref={ref} class="attune-workflow" aria-label="Workflow">
      <WorkflowBar execution={execution} workflow={workflow} verbs={verbs} allowed={state.info?.allow_run !== false} now={now}>
        {both && (
          <span class="attune-chips" role="group" aria-label="Shown as">
            <Button look="chip" aria-pressed={!listed} onClick={() => setListed(false)}>
              Graph
            </Button>
            <Button look="chip" aria-pressed={listed} onClick={() => setListed(true)}>
              List
            </Button>
          </span>
        )}
      </WorkflowBar>
      {questions.map((each) => (
        <InquiryForm key={each.id} inquiry={each} verbs={verbs} about={aboutOf(state, each.execution)} />
      ))}
      {begun ? (
        <Reading state={state} of={asked} what="How the workflow stands" again={() => path !== null && verbs.refresh(path)}>
          {(shown) => (
            <Steps
              state={state}
              verbs={verbs}
              workflow={shown}
              ended={!alive}
              asked={new Set(questions.map((each) => each.execution))}
              now={now}
              listed={listed || width < NARROW}
              width={width}
              height={inline ? HEIGHT : Math.max(HEIGHT, Math.round(innerHeight * SHARE))}
            />
          )}
        </Reading>
      ) : (
        <Empty title={alive ? "It is about to begin…" : "It ended before it began."} />
      )}
    </section>
  );
}

function aboutOf(state: State, execution: number): string | null {
  const task = state.executions.get(execution)?.workflow_task?.task_name;
  return task === undefined ? null : `Task ${task} waits for the answer.`;
}

interface StepsProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly workflow: WorkflowState;
  readonly ended: boolean;
  readonly asked: ReadonlySet<number>;
  readonly now: number;
  /** Rather than as a graph. */
  readonly listed: boolean;
  readonly width: number;
  readonly height: number;
}

function Steps({ state, verbs, workflow, ended, asked, now, listed, width, height }: StepsProps) {
  const { graph, steps } = workflow;
  const [chosen, choose] = useState<string | null>(null);
  const nested = useNested({ state, verbs });
  const waiting = useMemo(() => asked, [[...asked].join()]);
  const byNode = useMemo(() => stepsByNode(workflow), [workflow]);
  const large = graph.nodes.length > MOST_BOXES;
  const list = listed || large;
  const node = graph.nodes.find(({ id }) => id === chosen);
  useEffect(() => {
    if (chosen !== null && node === undefined) choose(null);
  }, [node]);
  const given = { graph, steps, asked: waiting, chosen, onChoose: choose, now };
  return (
    <div class="attune-workflow-body">
      <Errors faults={workflow.errors} onChoose={choose} tasks={graph.nodes.map(({ id }) => id)} />
      {large && <p class="attune-dim">{count(graph.nodes.length)} tasks are too many for a graph: here they are as a list.</p>}
      <div class={`attune-workflow-parts ${width >= WIDE && node !== undefined ? "attune-workflow-beside" : ""}`}>
        {list ? <StepList {...given} /> : <GraphView {...given} nested={nested} height={height} room={width} />}
        {node !== undefined && (
          <StepDetail
            key={node.id}
            state={state}
            verbs={verbs}
            workflow={workflow}
            node={node}
            steps={byNode.get(node.id) ?? []}
            asked={waiting}
            ended={ended}
            now={now}
            onClose={() => choose(null)}
          />
        )}
      </div>
      {Object.keys(workflow.variables).length > 0 && (
        <section class="attune-block">
          <JsonTree name="variables" value={workflow.variables} open={0} />
        </section>
      )}
    </div>
  );
}

interface ErrorsProps {
  readonly faults: readonly Fault[];
  readonly tasks: readonly string[];
  readonly onChoose: (task: string) => void;
}

/** The error log: what went wrong, and where. */
function Errors({ faults, tasks, onChoose }: ErrorsProps) {
  if (faults.length === 0) return null;
  return (
    <Notice tone="error">
      <ul class="attune-faults">
        {faults.map((fault, place) => {
          const named = fault.task !== null && tasks.includes(fault.task) ? fault.task : null;
          return (
            <li key={place}>
              {named !== null && (
                <Button look="link" onClick={() => onChoose(named)}>
                  {named}
                </Button>
              )}
              {named === null ? fault.message : besides(named, fault.message)}
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}

/** What is said of a task, after its name. */
function besides(task: string, message: string): string {
  const name = `\`${task}\``;
  return message.startsWith(name) ? message.slice(name.length) : ` ${message}`;
}
