import type { ComponentType } from "preact";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { ConnectionNote } from "./connection_note";
import { Empty } from "./empty";
import { VIEWS, type Overview } from "./index";
import { titleOf } from "./places";
import type { RecordProps } from "./record";
import { Run } from "./run";

/** Shows the record of another program's run; bundles that must be small have none. */
export type RecordView = ComponentType<RecordProps> | undefined;

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: Place;
  readonly record?: RecordView;
}

/** The views with a navigation beside them, as on the page and in a widget. */
export function Dashboard({ state, verbs, place, record: Record }: Props) {
  const overview = place.view === "run" || place.view === "record" ? null : VIEWS[place.view];
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
        {overview === null && (
          <span class="attune-nav-item" aria-current="page">
            {titleOf(place)}
          </span>
        )}
      </nav>
      <main class="attune-main">
        {overview !== null && <ConnectionNote state={state} verbs={verbs} />}
        {overview !== null && <overview.View state={state} verbs={verbs} />}
        {place.view === "run" && <Run state={state} verbs={verbs} id={place.execution} />}
        {place.view === "record" && Record !== undefined && <Record state={state} verbs={verbs} place={place} />}
        {place.view === "record" && Record === undefined && (
          <Empty title="Records of other programs are shown in JupyterLab and on the page of `attune ops`." />
        )}
      </main>
    </div>
  );
}
