/** What a cell's output says is to be shown, in its MIME bundle or its widget's trait. */

import { isRecord } from "./core/transport";
import type { Place, Query } from "./verbs";
import { isOverview } from "./views/index";

/** The place a spec names, such as `{view: "costs", query: {days: "30"}}`; home where it names none that we know. */
export function placeOfSpec(spec: unknown): Place {
  if (!isRecord(spec)) return { view: "home" };
  if (typeof spec.execution === "number") return { view: "run", execution: spec.execution };
  if (typeof spec.view !== "string" || !isOverview(spec.view)) return { view: "home" };
  return isRecord(spec.query) ? { view: spec.view, query: texts(spec.query) } : { view: spec.view };
}

/** The dashboard whose selection it is, or null. */
export const selectionOfSpec = (spec: unknown): string | null =>
  isRecord(spec) && typeof spec.selection === "string" ? spec.selection : null;

const texts = (query: Readonly<Record<string, unknown>>): Query =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

export interface ServerSpec {
  readonly base_url: string;
  readonly token: string;
}

/** The server a spec names, or null. */
export function serverOfSpec(server: unknown): ServerSpec | null {
  if (!isRecord(server) || typeof server.base_url !== "string") return null;
  return { base_url: server.base_url, token: typeof server.token === "string" ? server.token : "" };
}
