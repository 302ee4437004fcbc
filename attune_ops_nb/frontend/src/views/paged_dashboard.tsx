import { useEffect, useState } from "preact/hooks";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Dashboard } from "./dashboard";
import { FAR } from "./far";
import { hashOf, placeOf, scopeOf, titleOf } from "./places";

/** The dashboard at the place that the address names, such as `#/runs/12` or `#/costs?days=30`. */
export function PagedDashboard({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  const replace = (next: Place) => {
    history.replaceState(history.state, "", hashOf(next, state.scope));
    setPlace(next);
  };
  useEffect(() => {
    const follow = () => {
      const scope = scopeOf(location.hash);
      if (scope !== "") verbs.chooseScope(scope);
      setPlace(placeOf(location.hash));
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  // The scope filters all views, so a link to any of them names it.
  useEffect(() => {
    if (state.info !== null) history.replaceState(history.state, "", hashOf(place, state.scope));
  }, [place, state.scope, state.info === null]);
  useEffect(() => {
    document.title = `${titleOf(place)} · ${state.info?.project ?? "Attune Ops"}`;
  }, [place, state.info]);
  return <Dashboard state={state} verbs={{ ...verbs, replace }} place={place} far={FAR} />;
}
