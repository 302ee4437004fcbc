import { useRef, useState } from "preact/hooks";
import { message } from "../core/transport";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Dashboard } from "./dashboard";
import { Notice } from "./notice";
import type { FarAway } from "./use_far";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly first: Place;
  readonly far: FarAway;
  /** By which name Python asks for what is selected here; null where there is no Python. */
  readonly selection: string | null;
}

/** The dashboard that keeps its place to itself, as in the output of a cell. */
export function LocalDashboard({ state, verbs, first, far, selection }: Props) {
  const [place, setPlace] = useState(first);
  const sent = useRef(Promise.resolve<unknown>(null));
  const [problem, setProblem] = useState<string | null>(null);
  // One after the other: what was selected last has to be what arrives last.
  const select = (records: readonly object[]) => {
    if (selection === null) return;
    const send = () => verbs.send("PUT", `api/ops/selections/${selection}`, { records });
    sent.current = sent.current.then(send).then(
      () => setProblem(null),
      (error: unknown) => setProblem(message(error)),
    );
  };
  return (
    <div class="attune-framed">
      {problem !== null && <Notice tone="error">What is selected did not reach Python: {problem}</Notice>}
      <Dashboard state={state} verbs={{ ...verbs, select, open: setPlace, replace: setPlace }} place={place} far={far} />
    </div>
  );
}
