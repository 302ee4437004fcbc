import { useEffect, useState } from "preact/hooks";
import { message } from "../core/transport";
import type { State } from "../state";
import type { OverviewPlace, Place, RecordPlace, Verbs } from "../verbs";
import { Button } from "./button";
import { ConnectionNote } from "./connection_note";
import { Empty } from "./empty";
import type { FarViews } from "./far";
import { Notice } from "./notice";
import { Run } from "./run";

/** The views besides a run: here, or how to load them. */
export type FarAway = FarViews | (() => Promise<FarViews>);

export interface PlaceProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: Place;
  readonly far: FarAway;
}

/** What is at a place. A run is in every bundle; the others are loaded where they are not. */
export function View(props: PlaceProps) {
  const { state, verbs, place } = props;
  if (place.view === "run") return <Run key={place.execution} state={state} verbs={verbs} id={place.execution} />;
  return <Loaded {...props} place={place} />;
}

interface LoadedProps extends PlaceProps {
  readonly place: OverviewPlace | RecordPlace;
}

function Loaded({ state, verbs, place, far }: LoadedProps) {
  const [views, setViews] = useState<FarViews | null>(typeof far === "function" ? null : far);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (typeof far !== "function" || views !== null) return;
    setProblem(null);
    far().then(setViews, (error: unknown) => setProblem(message(error)));
  }, [attempt]);
  if (problem !== null) {
    return (
      <Notice tone="error">
        This view could not be loaded: {problem} <Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>
      </Notice>
    );
  }
  if (views === null) {
    return (
      <>
        <ConnectionNote state={state} verbs={verbs} />
        <Empty title="Loading the view…" />
      </>
    );
  }
  if (place.view === "record") return <views.record state={state} verbs={verbs} place={place} />;
  const Overview = views[place.view];
  return (
    <>
      <views.header state={state} verbs={verbs} place={place} />
      <ConnectionNote state={state} verbs={verbs} />
      <Overview key={place.view} state={state} verbs={verbs} place={place} />
    </>
  );
}
