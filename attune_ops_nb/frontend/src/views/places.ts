/** The places of the views: what they are called, and how the address of the page names them. */

import type { Place } from "../verbs";
import { isOverview, VIEWS } from "./index";

/** What a place is called. */
export function titleOf(place: Place): string {
  if (place.view === "run") return `Run #${place.execution}`;
  return place.view === "record" ? `Record of ${place.workflow}` : VIEWS[place.view].label;
}

/** As the address of the page names it, such as `#/runs/12`. */
export function hashOf(place: Place): string {
  if (place.view === "run") return `#/runs/${place.execution}`;
  if (place.view !== "record") return `#/${place.view}`;
  return `#/records/${encodeURIComponent(place.workflow)}/${encodeURIComponent(place.id)}`;
}

/** The place an address names; the workflows where it names none. */
export function placeOf(hash: string): Place {
  const [view = "", first = "", second = ""] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  if (view === "runs" && /^\d+$/.test(first)) return { view: "run", execution: Number(first) };
  if (view === "records" && first !== "" && second !== "") return { view: "record", workflow: first, id: second };
  return isOverview(view) ? { view } : { view: "workflows" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // somebody typed a % of his own
  }
}
