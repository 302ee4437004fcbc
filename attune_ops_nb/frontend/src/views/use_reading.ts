/** A reading that a view shows, kept fresh while somebody looks at it. */

import { useEffect, useRef } from "preact/hooks";
import { readingOf, type Asked, type State } from "../state";
import type { Verbs } from "../verbs";

interface Options {
  /** How old it may become while somebody looks. */
  readonly seconds?: number;
  /** While another path is read, go on showing what the last one gave: for periods and filters. */
  readonly keep?: boolean;
}

/** What is at `path`, such as `api/ops/telemetry/rows?by=model`; null asks for nothing. */
export function useReading<Value>(
  { state, verbs }: { readonly state: State; readonly verbs: Verbs },
  path: string | null,
  { seconds = 60, keep = false }: Options = {},
): Asked<Value> {
  const online = state.info !== null;
  useEffect(() => (path === null ? undefined : verbs.watch(path, seconds)), [path, online, seconds]);
  const asked = path === null ? ({ is: "wanted" } as const) : readingOf<Value>(state, path);
  const last = useRef<Asked<Value>>({ is: "wanted" });
  if (asked.is === "here") last.current = asked;
  const coming = asked.is === "wanted" || asked.is === "loading";
  return keep && coming && last.current.is === "here" ? { ...last.current, again: true } : asked;
}
