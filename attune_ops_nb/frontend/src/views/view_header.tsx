import type { State } from "../state";
import type { OverviewPlace, Verbs } from "../verbs";
import { Notice } from "./notice";
import { titleOf } from "./places";
import { ScopePicker } from "./scope_picker";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: OverviewPlace;
}

/** Above every view: what it is, the one scope that filters them all, and whether anything may be changed. */
export const ViewHeader = ({ state, verbs, place }: Props) => (
  <>
    <header class="attune-view-header">
      <h1>{titleOf(place)}</h1>
      <ScopePicker state={state} verbs={verbs} />
    </header>
    {state.info?.read_only === true && (
      <Notice tone="info">
        This is read-only: everything can be looked at, nothing started or changed. For that, start it without{" "}
        <code class="attune-code">--read-only</code>.
      </Notice>
    )}
  </>
);
