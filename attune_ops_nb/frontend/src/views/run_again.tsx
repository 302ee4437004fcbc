import { useState } from "preact/hooks";
import { parameterFields } from "../parameters";
import type { Execution, Info, WorkflowEntry } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import type { ChangedProps } from "./run_changed";
import { useFar, type FarAway } from "./use_far";

interface Props {
  readonly execution: Execution;
  /** Its workflow, if it is one that is known. */
  readonly entry: WorkflowEntry | undefined;
  readonly info: Info | null;
  readonly verbs: Verbs;
  readonly far: FarAway;
}

/** Runs it once more: with the same parameters, or with others. */
export function RunAgain({ execution, entry, info, verbs, far }: Props) {
  const [open, setOpen] = useState(false);
  const doing = useDoing();
  const off = info?.allow_run === false;
  const start = () =>
    doing.start(async () => verbs.open({ view: "run", execution: (await verbs.rerun(execution)).id }));
  const said = off ? "Runs are switched off" : "Run it again with the same parameters";
  return (
    <>
      <Button disabled={doing.busy || off} title={said} onClick={start}>
        ↻ Run again
      </Button>
      {entry !== undefined && parameterFields(entry).length > 0 && (
        <Button disabled={off} aria-expanded={open} title="Run it again with other parameters" onClick={() => setOpen(!open)}>
          Change…
        </Button>
      )}
      {open && !off && entry !== undefined && <Changed execution={execution} entry={entry} verbs={verbs} far={far} />}
      {doing.problem !== null && (
        <p class="attune-bad attune-again" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </>
  );
}

function Changed({ far, ...given }: ChangedProps & { readonly far: FarAway }) {
  const { views, instead } = useFar(far, "the form");
  return <div class="attune-again">{views === null ? instead : <views.changed {...given} />}</div>;
}
