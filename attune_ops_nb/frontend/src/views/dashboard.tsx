import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { ConnectionNote } from "./connection_note";
import { VIEWS, type Overview } from "./index";
import { Run } from "./run";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: Place;
}

/** The views with a navigation beside them, as on the page and in a widget. */
export function Dashboard({ state, verbs, place }: Props) {
  const overview = place.view === "run" ? null : VIEWS[place.view];
  return (
    <div class="attune-dashboard">
      <nav class="attune-nav" aria-label="Views">
        <span class="attune-brand" title={state.info?.project_root}>
          {state.info?.project ?? "Attune Ops"}
        </span>
        {(Object.entries(VIEWS) as [Overview, (typeof VIEWS)[Overview]][]).map(([view, { label }]) => (
          <button
            key={view}
            type="button"
            class="attune-nav-item"
            aria-current={place.view === view ? "page" : undefined}
            onClick={() => verbs.open({ view })}
          >
            {label}
          </button>
        ))}
        {place.view === "run" && (
          <span class="attune-nav-item" aria-current="page">
            Run #{place.execution}
          </span>
        )}
      </nav>
      <main class="attune-main">
        {overview !== null && <ConnectionNote state={state} verbs={verbs} />}
        {overview !== null && <overview.View state={state} verbs={verbs} />}
        {place.view === "run" && <Run state={state} verbs={verbs} id={place.execution} />}
      </main>
    </div>
  );
}
