import { useEffect, useState } from "preact/hooks";
import { duration, exactly, plural, seconds } from "../format";
import { running, type State } from "../state";
import { standing, took } from "../steps";
import type { Execution, GraphNode, StepShown, WorkflowState } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { Fact } from "./fact";
import { ItemDots } from "./item_dots";
import { JsonTree } from "./json_tree";
import { Notice } from "./notice";
import { RerunForm } from "./rerun_form";
import { RunLog } from "./run_log";
import { StatusBadge } from "./status_badge";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly workflow: WorkflowState;
  readonly node: GraphNode;
  /** The steps drawn at the node, in order; none if it was not reached. */
  readonly steps: readonly StepShown[];
  readonly asked: ReadonlySet<number>;
  readonly ended: boolean;
  readonly now: number;
  readonly onClose: () => void;
}

/** One task of a running workflow: how it went, each time that the workflow came to it. */
export function StepDetail(props: Props) {
  const { node, steps, onClose } = props;
  const [picked, pick] = useState<number | null>(null);
  const step = steps.find(({ number }) => number === picked) ?? steps[steps.length - 1];
  const stands = standing(step, props.asked);
  return (
    <section class="attune-step-detail" aria-label={`Task ${node.label}`} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div class="attune-part-head">
        <h4 class={`attune-detail-title attune-step-title attune-box-${stands.tone}`}>
          <span class="attune-box-mark" aria-hidden="true">
            {stands.mark}
          </span>{" "}
          {node.label} <span class="attune-step-word">{stands.word}</span>
        </h4>
        <Button look="quiet" aria-label="Close" title="Close (Esc)" onClick={onClose}>
          ✕
        </Button>
      </div>
      {node.action !== null && <code class="attune-code attune-dim">{node.action}</code>}
      {steps.length > 1 && (
        <div class="attune-chips" role="group" aria-label="Each time">
          {steps.map((each, place) => (
            <Button key={each.number} look="chip" aria-pressed={each === step} onClick={() => pick(each.number)}>
              {standing(each, props.asked).mark} time {place + 1}
            </Button>
          ))}
        </div>
      )}
      {step === undefined ? (
        <p class="attune-dim">{props.ended ? "The workflow never came to it." : "The workflow has not come to it yet."}</p>
      ) : (
        <One key={step.number} {...props} step={step} />
      )}
    </section>
  );
}

function One(props: Props & { readonly step: StepShown }) {
  const { state, verbs, workflow, node, step, ended, now } = props;
  const [rerunning, setRerunning] = useState(false);
  const online = state.info !== null;
  useEffect(() => step.executions.forEach((id) => verbs.wantExecution(id)), [step.executions.join(), online]);
  const executions = step.executions.flatMap((id) => state.executions.get(id) ?? []);
  const last = executions[executions.length - 1];
  const faults = workflow.errors.filter((fault) => fault.step === step.number);
  const published = publishedBy(workflow, node);
  const time = took(step, now);
  const rerunnable = ended && step.state === "ended" && node.kind === "task" && node.action !== null;
  return (
    <>
      {faults.map(({ message }, place) => (
        <Notice key={place} tone="error">
          {message}
        </Notice>
      ))}
      {step.items !== null && <ItemDots items={step.items} />}
      <dl class="attune-facts">
        {step.started_at !== null && <Fact name="Started">{exactly(step.started_at)}</Fact>}
        {time !== null && <Fact name="Took">{duration(time, step.state !== "ended")}</Fact>}
        {step.attempt > 1 && <Fact name="Attempt">{step.attempt}</Fact>}
        {step.critical && <Fact name="Longest way">it is on it</Fact>}
        {node.join !== null && <Fact name="Joins">{node.join === "all" ? "all that lead to it" : `${node.join} of what leads to it`}</Fact>}
      </dl>
      {rerunnable && !rerunning && (
        <div>
          <Button disabled={state.info?.allow_run === false} aria-expanded={false} onClick={() => setRerunning(true)}>
            ↻ Rerun from here…
          </Button>
        </div>
      )}
      {rerunnable && rerunning && (
        <RerunForm state={state} verbs={verbs} workflow={workflow.execution} action={node.action ?? ""} step={step} execution={last} onDone={() => setRerunning(false)} />
      )}
      {published.length > 0 && (
        <div>
          <h5 class="attune-label">Published</h5>
          {published.map(([name, value]) => (
            <JsonTree key={name} name={name} value={value} open={0} />
          ))}
        </div>
      )}
      {last !== undefined && <Last execution={last} verbs={verbs} />}
      {executions.length > 1 && <Executions executions={executions} verbs={verbs} now={now} />}
    </>
  );
}

/** What a task sets on its ways, as it is now. */
function publishedBy({ graph, variables }: WorkflowState, { id }: GraphNode): readonly (readonly [string, unknown])[] {
  const names = new Set(graph.edges.filter(({ source }) => source === id).flatMap(({ publish }) => publish));
  return [...names].filter((name) => name in variables).map((name) => [name, variables[name]]);
}

/** The execution that a step asked for last: what it was given, what it gave, what it said. */
function Last({ execution, verbs }: { readonly execution: Execution; readonly verbs: Verbs }) {
  const [open, setOpen] = useState(false);
  const { config, result, id } = execution;
  const conducted = execution.workflow_def !== null;
  return (
    <>
      <div class="attune-chips">
        <Button look="link" onClick={() => verbs.open({ view: "run", execution: id })}>
          {conducted ? `▤ Open its workflow, run #${id}` : `Open run #${id}`}
        </Button>
      </div>
      {config !== null && Object.keys(config).length > 0 && <JsonTree name="input" value={config} open={1} />}
      {result !== null && <JsonTree name="result" value={result} open={1} />}
      {!conducted && execution.queue !== "inquiry" && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Log</summary>
          {open && (
            <div class="attune-run-inline">
              <RunLog key={id} execution={execution} verbs={verbs} inline />
            </div>
          )}
        </details>
      )}
    </>
  );
}

interface ExecutionsProps {
  readonly executions: readonly Execution[];
  readonly verbs: Verbs;
  readonly now: number;
}

const Executions = ({ executions, verbs, now }: ExecutionsProps) => (
  <details>
    <summary>{plural(executions.length, "execution")}, the newest last</summary>
    <ul class="attune-step-executions">
      {executions.map((each) => {
        const time = seconds(each.started_at, each.completed_at, now);
        const item = each.workflow_task?.task_index ?? null;
        return (
          <li key={each.id}>
            <StatusBadge status={each.status} brief />{" "}
            <Button look="link" onClick={() => verbs.open({ view: "run", execution: each.id })}>
              #{each.id}
            </Button>
            {item !== null && <span class="attune-dim"> item {item}</span>}
            {time !== null && <span class="attune-dim"> {duration(time, running(each))}</span>}
          </li>
        );
      })}
    </ul>
  </details>
);
