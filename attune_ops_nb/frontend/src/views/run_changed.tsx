import { useState } from "preact/hooks";
import { Refusal } from "../core/transport";
import { parameterFields, parameters, problemsOf, typedOf, type Problems } from "../parameters";
import type { Execution, WorkflowEntry } from "../types.gen";
import type { Parameters, Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import { ParametersForm } from "./parameters_form";

export interface ChangedProps {
  readonly execution: Execution;
  readonly entry: WorkflowEntry;
  readonly verbs: Verbs;
}

/** Runs it once more with other parameters: those that it had are in the form. */
export function RunChanged({ execution, entry, verbs }: ChangedProps) {
  // A secret is sealed with the run and is used again unless another is typed.
  const fields = parameterFields(entry).map((field) => ({ ...field, required: field.required && !field.secret }));
  const [typed, setTyped] = useState(() => typedOf(fields, execution.config ?? {}));
  const [problems, setProblems] = useState<Problems>({});
  const doing = useDoing();
  const start = () => {
    const read = parameters(fields, typed);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    doing.start(async () => {
      try {
        const names = fields.map(({ name }) => name);
        verbs.open({ view: "run", execution: (await again(verbs, execution, names, read.values)).id });
      } catch (error) {
        if (error instanceof Refusal) setProblems(problemsOf(error.details));
        throw error;
      }
    });
  };
  return (
    <form
      aria-label="Other parameters"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <ParametersForm fields={fields} typed={typed} problems={problems} onType={setTyped} />
      <Button look="primary" type="submit" disabled={doing.busy}>
        ▶ Run with these
      </Button>
      {doing.problem !== null && (
        <p class="attune-bad" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </form>
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
