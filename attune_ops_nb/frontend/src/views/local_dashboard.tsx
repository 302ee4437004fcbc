import { useState } from "preact/hooks";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Dashboard, type RecordView } from "./dashboard";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly first: Place;
  readonly record?: RecordView;
}

/** The dashboard that keeps its place to itself, as in the output of a cell. */
export function LocalDashboard({ state, verbs, first, record }: Props) {
  const [place, setPlace] = useState(first);
  return (
    <div class="attune-framed">
      <Dashboard state={state} verbs={{ ...verbs, open: setPlace }} place={place} record={record} />
    </div>
  );
}
