import { useState } from "preact/hooks";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Dashboard } from "./dashboard";
import type { FarAway } from "./view";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly first: Place;
  readonly far: FarAway;
  /** Hears what is selected, for Python. */
  readonly onSelect?: ((records: readonly object[]) => void) | undefined;
}

/** The dashboard that keeps its place to itself, as in the output of a cell. */
export function LocalDashboard({ state, verbs, first, far, onSelect }: Props) {
  const [place, setPlace] = useState(first);
  const select = onSelect ?? verbs.select;
  return (
    <div class="attune-framed">
      <Dashboard state={state} verbs={{ ...verbs, select, open: setPlace, replace: setPlace }} place={place} far={far} />
    </div>
  );
}
