/** What a cell's output says is to be shown, in its MIME bundle or its widget's trait. */

import { isRecord } from "./core/transport";
import type { Place } from "./verbs";
import { isOverview } from "./views/index";

/** The place a spec names; the workflows where it names none that we know. */
export function placeOfSpec(spec: unknown): Place {
  if (!isRecord(spec)) return { view: "workflows" };
  if (typeof spec.execution === "number") return { view: "run", execution: spec.execution };
  return typeof spec.view === "string" && isOverview(spec.view) ? { view: spec.view } : { view: "workflows" };
}

export interface ServerSpec {
  readonly base_url: string;
  readonly token: string;
}

/** The server a spec names, or null. */
export function serverOfSpec(server: unknown): ServerSpec | null {
  if (!isRecord(server) || typeof server.base_url !== "string") return null;
  return { base_url: server.base_url, token: typeof server.token === "string" ? server.token : "" };
}
