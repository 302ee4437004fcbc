import type { State } from "../state";
import type { OverviewPlace, Verbs } from "../verbs";
import { titleOf } from "./places";
import { ScopePicker } from "./scope_picker";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: OverviewPlace;
}

/** Above every view: what it is, and the one scope that filters them all. */
export const ViewHeader = ({ state, verbs, place }: Props) => (
  <header class="attune-view-header">
    <h1>{titleOf(place)}</h1>
    <ScopePicker state={state} verbs={verbs} />
  </header>
);
