import { useState } from "preact/hooks";
import { Refusal } from "../core/transport";
import { parameterFields, parameters, problemsOf, typedOf, type Problems } from "../parameters";
import type { Execution, Info, WorkflowEntry } from "../types.gen";
import type { Parameters, Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import { ParametersForm } from "./parameters_form";

interface Props {
  readonly execution: Execution;
  /** Its workflow, if it is one that is known. */
  readonly entry: WorkflowEntry | undefined;
  readonly info: Info | null;
  readonly verbs: Verbs;
}

/** Runs it once more: with the same parameters, or with others. */
export function RunAgain({ execution, entry, info, verbs }: Props) {
  // A secret is sealed with the run and is used again unless another is typed.
  const fields = entry === undefined ? [] : parameterFields(entry).map((field) => ({ ...field, required: field.required && !field.secret }));
  const before = execution.config ?? {};
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(() => typedOf(fields, before));
  const [problems, setProblems] = useState<Problems>({});
  const doing = useDoing();
  const off = info?.allow_run === false;
  const start = (ask: () => Promise<Execution>) =>
    doing.start(async () => {
      try {
        verbs.open({ view: "run", execution: (await ask()).id });
      } catch (error) {
        if (error instanceof Refusal) setProblems(problemsOf(error.details));
        throw error;
      }
    });
  const changed = () => {
    const read = parameters(fields, typed);
    setProblems(read.problems);
    if (Object.keys(read.problems).length === 0) start(() => again(verbs, execution, fields.map(({ name }) => name), read.values));
  };
  const said = off ? "Runs are switched off" : "Run it again with the same parameters";
  return (
    <>
      <Button disabled={doing.busy || off} title={said} onClick={() => start(() => verbs.rerun(execution))}>
        ↻ Run again
      </Button>
      {fields.length > 0 && (
        <Button
          disabled={off}
          aria-expanded={open}
          title="Run it again with other parameters"
          onClick={() => {
            if (!open) setTyped(typedOf(fields, before));
            setOpen(!open);
          }}
        >
          Change…
        </Button>
      )}
      {open && (
        <form
          class="attune-again"
          aria-label="Other parameters"
          onSubmit={(event) => {
            event.preventDefault();
            changed();
          }}
        >
          <ParametersForm fields={fields} typed={typed} problems={problems} onType={setTyped} />
          <Button look="primary" type="submit" disabled={doing.busy || off}>
            ▶ Run with these
          </Button>
        </form>
      )}
      {doing.problem !== null && (
        <p class="attune-bad attune-again" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </>
  );
}

/** A rerun keeps what it is not told; so one in which something was taken away is a run of its own. */
function again(verbs: Verbs, execution: Execution, names: readonly string[], values: Parameters): Promise<Execution> {
  const before = execution.config ?? {};
  const takenAway = names.some((name) => name in before && !(name in values));
  if (!takenAway) return verbs.rerun(execution, values);
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !names.includes(name)));
  const { action_ref, scope } = execution;
  return verbs.run({ action_ref, parameters: { ...kept, ...values }, scope, trigger: "manual" });
}
