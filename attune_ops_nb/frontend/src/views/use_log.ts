/** A log that is followed, searched and filtered while its view is shown. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { levelOf, passes, type LevelFilter } from "../core/levels";
import { LogStore } from "../core/log_store";
import { fitsQuery, Scan, type Fits, type Query } from "../core/scan";
import type { Verbs } from "../verbs";

/** The log of an execution as far as it is here; redrawn at most once a frame. */
export function useLog(execution: number, verbs: Verbs): LogStore {
  const store = useMemo(
    () => new LogStore((offset, limit) => verbs.logRange(execution, offset, limit)),
    [execution],
  );
  useEffect(
    () =>
      verbs.follow(execution, store.size, {
        bytes: (offset, bytes, size) => store.append(offset, bytes, size),
        end: (size) => store.end(size),
        trouble: (message) => store.troubled(message),
      }),
    [store],
  );
  const redraw = useRedraw();
  useEffect(() => store.subscribe(redraw), [store]);
  return store;
}

/** A function that asks for one redraw in the next frame, however often it is called. */
export function useRedraw(): () => void {
  const [, draw] = useState(0);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useMemo(
    () => () => {
      if (frame.current !== 0) return;
      frame.current = requestAnimationFrame(() => {
        frame.current = 0;
        draw((times) => times + 1);
      });
    },
    [],
  );
}

export interface Search {
  readonly scan: Scan | null;
  /** Why the pattern cannot be read. */
  readonly problem: string | null;
}

/** The lines that fit the query and pass the filter. */
export function useSearch(store: LogStore, query: Query, level: LevelFilter): Search {
  const redraw = useRedraw();
  const { text, regex, matchCase } = query;
  const fits = useMemo(
    () => (text === "" ? null : fitsQuery({ text, regex, matchCase })),
    [text, regex, matchCase],
  );
  const both: Fits | null =
    typeof fits === "function" ? (line) => fits(line) && passesLevel(line, level) : null;
  const scan = useScan(store, both, redraw, [fits, level]);
  return { scan, problem: typeof fits === "string" ? fits : null };
}

/** The lines of that level and above, or null for all. */
export function useFilter(store: LogStore, level: LevelFilter): Scan | null {
  const redraw = useRedraw();
  const fits: Fits | null = level === "all" ? null : (line) => passesLevel(line, level);
  return useScan(store, fits, redraw, [level]);
}

const passesLevel = (line: string, level: LevelFilter): boolean =>
  level === "all" || passes(levelOf(line), level);

function useScan(
  store: LogStore,
  fits: Fits | null,
  progressed: () => void,
  reasons: readonly unknown[],
): Scan | null {
  const [scan, setScan] = useState<Scan | null>(null);
  useEffect(() => {
    if (fits === null) {
      setScan(null);
      return undefined;
    }
    const begun = new Scan(store, fits, progressed);
    setScan(begun);
    return () => begun.stop();
  }, [store, ...reasons]);
  return fits === null ? null : scan;
}
