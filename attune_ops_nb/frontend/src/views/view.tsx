import type { State } from "../state";
import type { OverviewPlace, Place, RecordPlace, Verbs } from "../verbs";
import { ConnectionNote } from "./connection_note";
import { ReadOnly } from "./hooks";
import { Run } from "./run";
import { useFar, type FarAway } from "./use_far";

export interface PlaceProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: Place;
  readonly far: FarAway;
}

/** What is at a place. A run is in every bundle; the others are loaded where they are not. */
export function View(props: PlaceProps) {
  const { state, verbs, place } = props;
  if (place.view === "run") return <Run key={place.execution} state={state} verbs={verbs} id={place.execution} far={props.far} />;
  return <Loaded {...props} place={place} />;
}

interface LoadedProps extends PlaceProps {
  readonly place: OverviewPlace | RecordPlace;
}

function Loaded({ state, verbs, place, far }: LoadedProps) {
  const { views, instead, problem } = useFar(far, "this view");
  if (views === null) {
    return (
      <>
        {problem === null && <ConnectionNote state={state} verbs={verbs} />}
        {instead}
      </>
    );
  }
  if (place.view === "record") return <views.record state={state} verbs={verbs} place={place} />;
  const Overview = views[place.view];
  return (
    <>
      <views.header state={state} verbs={verbs} place={place} />
      <ConnectionNote state={state} verbs={verbs} />
      <ReadOnly.Provider value={state.info?.read_only === true}>
        <Overview key={place.view} state={state} verbs={verbs} place={place} />
      </ReadOnly.Provider>
    </>
  );
}
