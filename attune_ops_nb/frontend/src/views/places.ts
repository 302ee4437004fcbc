/** The places of the views: what they are called, and how the address of the page names them. */

import type { Place, Query } from "../verbs";
import { isOverview, VIEWS } from "./index";

/** The scope is part of every address, and no view's own. */
const SCOPE = "scope";

/** What a place is called. */
export function titleOf(place: Place): string {
  if (place.view === "run") return `Run #${place.execution}`;
  return place.view === "record" ? `Record of ${place.workflow}` : VIEWS[place.view].label;
}

/** As the address of the page names it, such as `#/runs/12` or `#/costs?by=model&scope=src/auth`. */
export function hashOf(place: Place, scope = ""): string {
  const own = "query" in place ? (place.query ?? {}) : {};
  const query = new URLSearchParams({ ...own, ...(scope === "" ? {} : { [SCOPE]: scope }) }).toString();
  return `#/${pathOf(place)}${query === "" ? "" : `?${query.replaceAll("%2F", "/")}`}`;
}

function pathOf(place: Place): string {
  if (place.view === "run") return `runs/${place.execution}`;
  if (place.view !== "record") return place.view;
  return `records/${encodeURIComponent(place.workflow)}/${encodeURIComponent(place.id)}`;
}

/** The place an address names; home where it names none. */
export function placeOf(hash: string): Place {
  const [path = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view = "", first = "", second = ""] = path.split("/").map(decoded);
  if (view === "runs" && /^\d+$/.test(first)) return { view: "run", execution: Number(first) };
  if (view === "records" && first !== "" && second !== "") return { view: "record", workflow: first, id: second };
  if (!isOverview(view)) return { view: "home" };
  const query: Query = Object.fromEntries([...queryIn(hash)].filter(([name]) => name !== SCOPE));
  return Object.keys(query).length === 0 ? { view } : { view, query };
}

/** The scope an address names; empty where it names none. */
export const scopeOf = (hash: string): string => queryIn(hash).get(SCOPE) ?? "";

const queryIn = (hash: string): URLSearchParams =>
  new URLSearchParams(hash.includes("?") ? hash.slice(hash.indexOf("?")) : "");

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // somebody typed a % of his own
  }
}
