import { useMemo, useState } from "preact/hooks";
import { Refusal } from "../core/transport";
import { fieldsOf, parameters, problemsOf, typedOf, type ParameterField, type Problems, type Typed } from "../parameters";
import type { Action, Execution, StepShown } from "../types.gen";
import type { State } from "../state";
import type { Parameters, Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import { ParametersForm } from "./parameters_form";
import { Reading } from "./reading";
import { useReading } from "./use_reading";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly workflow: number;
  readonly action: string;
  readonly step: StepShown;
  /** The last that the step asked for: what it was given is in the form. */
  readonly execution: Execution | undefined;
  readonly onDone: () => void;
}

/** Goes on from a step that has ended, with what it was given or with something else. */
export function RerunForm(props: Props) {
  const path = `api/v1/actions/${encodeURIComponent(props.action)}`;
  const asked = useReading<Action>(props, path, { seconds: 600 });
  return (
    <Reading state={props.state} of={asked} what={`What ${props.action} takes`} again={() => props.verbs.refresh(path)}>
      {(action) => <Form key={props.step.number} {...props} schema={action.param_schema ?? {}} />}
    </Reading>
  );
}

function Form({ verbs, workflow, step, execution, schema, onDone }: Props & { readonly schema: Readonly<Record<string, unknown>> }) {
  const items = step.items !== null;
  // Each item was given something else: what is typed here goes to all of them.
  const had = items ? {} : (execution?.config ?? {});
  const fields = useMemo(() => fieldsOf(schema).map((field) => ({ ...field, required: false })), [schema]);
  const before = useMemo(() => withoutSecrets(fields, typedOf(fields, had)), [fields]);
  const [typed, setTyped] = useState<Typed>(before);
  const [failedOnly, setFailedOnly] = useState(items && (step.items?.failed ?? 0) > 0);
  const [problems, setProblems] = useState<Problems>({});
  const doing = useDoing();
  const start = () => {
    const changed = fields.filter(({ name }) => typed[name] !== before[name]);
    const read = parameters(changed, typed);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    doing.start(async () => {
      const input: Parameters = { ...emptied(changed, typed), ...read.values };
      const body = { step: step.number, input, failed_items: failedOnly };
      await verbs.send("POST", `api/v1/executions/${workflow}/rerun-from`, body).catch((error: unknown) => {
        if (error instanceof Refusal) setProblems(problemsOf(error.details));
        throw error;
      });
      onDone();
    });
  };
  return (
    <form
      class="attune-rerun"
      aria-label={`Rerun from ${step.task}`}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
      onKeyDown={(event) => event.key === "Escape" && onDone()}
    >
      <p>
        <strong>{step.task}</strong> and what came after it are run again; what came before is kept.
        {fields.length > 0 && (items ? " What stands here goes to every item; empty stays as it was." : " Change what it is given, or leave it.")}
      </p>
      {items && (
        <label class="attune-rerun-failed">
          <input type="checkbox" checked={failedOnly} onChange={(event) => setFailedOnly(event.currentTarget.checked)} />
          only the items that did not succeed{step.items === null ? "" : ` (${step.items.total - step.items.ended + step.items.failed})`}
        </label>
      )}
      {fields.length > 0 && <ParametersForm fields={fields} typed={typed} problems={problems} onType={setTyped} />}
      <div class="attune-chips">
        <Button look="primary" type="submit" disabled={doing.busy}>
          ↻ Rerun from {step.task}
        </Button>
        <Button onClick={onDone}>Leave it</Button>
      </div>
      {doing.problem !== null && (
        <p class="attune-bad" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </form>
  );
}

/** A secret is sealed with the run: it is used again unless another is typed. */
const withoutSecrets = (fields: readonly ParameterField[], typed: Typed): Typed =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, fields.some((field) => field.name === name && field.secret) ? "" : text]));

/** What was taken away is given as nothing: what is left out stays as it was. */
const emptied = (changed: readonly ParameterField[], typed: Typed): Parameters =>
  Object.fromEntries(changed.filter(({ name }) => typed[name] === "").map(({ name }) => [name, null]));
