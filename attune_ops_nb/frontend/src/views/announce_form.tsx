import { useState } from "preact/hooks";
import type { State } from "../state";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import { Notice } from "./notice";

interface Props {
  readonly state: State;
  readonly verbs: Pick<Verbs, "send">;
  readonly onDone: () => void;
}

/** Says on the bulletin that something runs that does not say so itself. */
export function AnnounceForm({ state, verbs, onDone }: Props) {
  const [workflow, setWorkflow] = useState("");
  const [scope, setScope] = useState(state.scope);
  const doing = useDoing();
  const submit = (event: Event) => {
    event.preventDefault();
    doing.start(async () => {
      await verbs.send("POST", "api/ops/bulletin", { workflow: workflow.trim(), ...(scope.trim() === "" ? {} : { scope: scope.trim() }) });
      onDone();
    });
  };
  return (
    <form class="attune-toolbar" aria-label="Announce a run" onSubmit={submit}>
      <label class="attune-field attune-grow">
        <span class="attune-label">What runs</span>
        <input class="attune-input" required value={workflow} onInput={(event) => setWorkflow(event.currentTarget.value)} />
      </label>
      <label class="attune-field attune-grow">
        <span class="attune-label">On what (empty: all of the project)</span>
        <input class="attune-input" value={scope} onInput={(event) => setScope(event.currentTarget.value)} />
      </label>
      <Button type="submit" look="primary" disabled={workflow.trim() === "" || doing.busy}>
        {doing.busy ? "Announcing…" : "Announce"}
      </Button>
      <Button onClick={onDone}>Cancel</Button>
      {doing.problem !== null && <Notice tone="error">It was not announced: {problemText(doing.problem)}</Notice>}
    </form>
  );
}
