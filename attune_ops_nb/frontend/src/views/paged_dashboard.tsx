import { useEffect, useState } from "preact/hooks";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Dashboard } from "./dashboard";
import { isOverview } from "./index";

/** The dashboard at the place that the address names, such as `#/runs/12`. */
export function PagedDashboard({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = () => setPlace(placeOf(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  useEffect(() => {
    document.title = title(place, state);
  }, [place, state.info]);
  return <Dashboard state={state} verbs={verbs} place={place} />;
}

export function placeOf(hash: string): Place {
  const [view = "", id = ""] = hash.replace(/^#\/?/, "").split("/");
  if (view === "runs" && /^\d+$/.test(id)) return { view: "run", execution: Number(id) };
  return isOverview(view) ? { view } : { view: "workflows" };
}

function title(place: Place, state: State): string {
  const here = place.view === "run" ? `Run #${place.execution}` : place.view;
  return `${here} · ${state.info?.project ?? "Attune Ops"}`;
}
