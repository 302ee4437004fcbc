import { useEffect, useState } from "preact/hooks";
import type { State } from "../state";
import type { Verbs } from "../verbs";
import { Dashboard } from "./dashboard";
import { placeOf, titleOf } from "./places";
import { Record } from "./record";

/** The dashboard at the place that the address names, such as `#/runs/12`. */
export function PagedDashboard({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = () => setPlace(placeOf(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  useEffect(() => {
    document.title = `${titleOf(place)} · ${state.info?.project ?? "Attune Ops"}`;
  }, [place, state.info]);
  return <Dashboard state={state} verbs={verbs} place={place} record={Record} />;
}
