import { useEffect, useRef } from "preact/hooks";
import { GROUPS, isOverviewPlace, VIEWS, type Overview } from "./index";
import { usePending } from "./pending";
import { titleOf } from "./places";
import { View, type PlaceProps } from "./view";

const NAMES = Object.keys(VIEWS) as readonly Overview[];

/** The views with a navigation beside them, or above them where it is narrow; as on the page and in a widget. */
export function Dashboard(props: PlaceProps) {
  const { state, verbs, place } = props;
  const pending = usePending(props);
  const waiting = pending.is === "here" ? pending.value.length : 0;
  const nav = useRef<HTMLElement>(null);
  // Where it is narrow the names do not all fit, and the one in front has to be among those that are seen.
  useEffect(() => {
    const [strip, here] = [nav.current, nav.current?.querySelector<HTMLElement>("[aria-current=page]")];
    if (strip && here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
  }, [place.view]);
  const item = (view: Overview) => (
    <button
      key={view}
      type="button"
      class="attune-nav-item"
      aria-current={place.view === view ? "page" : undefined}
      onClick={() => verbs.open({ view })}
    >
      {VIEWS[view].label}
      {view === "approvals" && waiting > 0 && (
        <>
          {" "}
          <span class="attune-badge">
            {waiting}
            <span class="attune-unseen"> waiting</span>
          </span>
        </>
      )}
    </button>
  );
  const within = (group: keyof typeof GROUPS) => NAMES.filter((view) => VIEWS[view].group === group);
  return (
    <div class="attune-dashboard">
      <nav ref={nav} class="attune-nav" aria-label="Views">
        <span class="attune-brand" title={state.info?.project_root}>
          {state.info?.project ?? "Attune Ops"}
        </span>
        {(Object.entries(GROUPS) as [keyof typeof GROUPS, string][])
          .filter(([group]) => within(group).length > 0)
          .map(([group, label]) => (
            <div key={group} class="attune-nav-group" role="group" aria-label={label}>
              <span class="attune-nav-title" aria-hidden="true">
                {label}
              </span>
              {within(group).map(item)}
              {group === "work" && (place.view === "run" || place.view === "record") && (
                <span class="attune-nav-item attune-nav-here" aria-current="page">
                  {titleOf(place)}
                </span>
              )}
            </div>
          ))}
      </nav>
      <main class="attune-main">
        {!isOverviewPlace(place) && <h1 class="attune-unseen">{titleOf(place)}</h1>}
        <View {...props} />
      </main>
    </div>
  );
}
