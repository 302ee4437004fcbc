import { useState } from "preact/hooks";
import { Refusal } from "../core/transport";
import { parameterFields, parameters, problemsOf, untouched, type Problems } from "../parameters";
import type { State } from "../state";
import type { WorkflowEntry } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import { ParametersForm } from "./parameters_form";
import { StatusBadge } from "./status_badge";
import { WorkflowGraph } from "./workflow_graph";

const TIERS: Readonly<Record<string, string>> = { cheap: "Light", capable: "Standard", premium: "Deep" };

interface Props {
  readonly entry: WorkflowEntry;
  readonly state: State;
  readonly verbs: Verbs;
  /** Name and button only, for narrow places. */
  readonly brief?: boolean;
  /** It is made of tasks, so there is something to look at before it is run. */
  readonly graph?: boolean;
}

/** A workflow: what it does, how it went last, and the button that runs it on the chosen scope. */
export function WorkflowCard({ entry, state, verbs, brief = false, graph = false }: Props) {
  const fields = parameterFields(entry);
  const [typed, setTyped] = useState(() => untouched(fields));
  const [open, setOpen] = useState(false);
  const [problems, setProblems] = useState<Problems>({});
  const doing = useDoing();
  const off = state.info?.allow_run === false;

  const run = () => {
    const read = parameters(fields, typed);
    const unscoped = entry.path_arg?.required === true && state.scope === "";
    setProblems({ ...read.problems, ...(unscoped ? { "": "Choose a scope first: this workflow needs one." } : {}) });
    if (Object.keys(read.problems).length > 0) setOpen(true);
    if (Object.keys(read.problems).length > 0 || unscoped) return;
    doing.start(async () => {
      try {
        const scope = entry.path_arg === null || state.scope === "" ? null : state.scope;
        const request = { action_ref: entry.ref, parameters: read.values, scope, trigger: "manual" } as const;
        verbs.open({ view: "run", execution: (await verbs.run(request)).id });
      } catch (error) {
        const said = error instanceof Refusal ? problemsOf(error.details) : {};
        setProblems(said);
        if (fields.some(({ name }) => name in said)) setOpen(true);
        throw error;
      }
    });
  };
  return (
    <section class={`attune-card ${brief ? "attune-card-brief" : ""}`} aria-label={entry.name}>
      <div class="attune-card-head">
        <span class="attune-card-name" title={`${entry.name}: ${entry.description ?? entry.ref}`}>
          {entry.name}
        </span>
        {entry.last_status !== null && entry.last_run !== null && (
          <LastRun status={entry.last_status} brief={brief} onOpen={openRun(verbs, entry.last_run)} />
        )}
        <Button
          look="primary"
          disabled={off || doing.busy}
          title={off ? "Runs are switched off" : `Run ${entry.ref}`}
          aria-label={`Run ${entry.name}`}
          onClick={run}
        >
          ▶ {brief ? "" : "Run"}
        </Button>
      </div>
      {!brief && <About entry={entry} />}
      {graph && <Tasks entry={entry} state={state} verbs={verbs} />}
      {problems[""] !== undefined && <p class="attune-bad">{problems[""]}</p>}
      {doing.problem !== null && (
        <p class="attune-bad" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
      {fields.length > 0 && (!brief || open) && (
        <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Parameters…</summary>
          <ParametersForm fields={fields} typed={typed} problems={problems} onType={setTyped} />
        </details>
      )}
    </section>
  );
}

/** The graph of a workflow, drawn when it is asked for. */
function Tasks({ entry, state, verbs }: Pick<Props, "entry" | "state" | "verbs">) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Tasks…</summary>
      {open && <WorkflowGraph state={state} verbs={verbs} workflow={entry.ref} />}
    </details>
  );
}

const openRun = (verbs: Verbs, execution: number) => () => verbs.open({ view: "run", execution });

interface LastProps {
  readonly status: NonNullable<WorkflowEntry["last_status"]>;
  readonly brief: boolean;
  readonly onOpen: () => void;
}

const LastRun = ({ status, brief, onOpen }: LastProps) => (
  <Button look="link" title={`The last run: ${status}`} onClick={onOpen}>
    <StatusBadge status={status} brief={brief} />
  </Button>
);

function About({ entry }: { readonly entry: WorkflowEntry }) {
  const stages = entry.stages.length > 0 ? entry.stages : Object.keys(entry.tier_map);
  return (
    <>
      {entry.description !== null && <p class="attune-card-about">{entry.description}</p>}
      {entry.notice !== null && <p class="attune-card-notice">⚠ {entry.notice}</p>}
      <div class="attune-chips">
        <span class="attune-dim">{entry.ref}</span>
        {stages.map((stage) => (
          <span key={stage} class="attune-chip" title={entry.tier_map[stage]}>
            {stage}
            {entry.tier_map[stage] === undefined ? "" : `: ${TIERS[entry.tier_map[stage]] ?? entry.tier_map[stage]}`}
          </span>
        ))}
        {entry.path_arg === null && <span class="attune-dim">takes no scope</span>}
      </div>
    </>
  );
}
