/** What views share: the time that passes, the width they have, verbs that may fail. */

import { createContext } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { message } from "../core/transport";

const COARSELY = 20_000;

/**
 * An id for an element that no other of the page has.
 *
 * Preact's own begins anew in each root, and a notebook has a root for every output and tab: a label
 * would then name a field of another.
 */
export const useId = (): string => useState(() => `attune-${Math.random().toString(36).slice(2)}`)[0];

/** The time, renewed each second while `ticking`, else now and then. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), ticking ? 1_000 : COARSELY);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}

/** The width of an element, whenever it comes; `fallback` until it is known. */
export function useWidth<E extends HTMLElement>(fallback: number) {
  const [element, ref] = useState<E | null>(null);
  const [width, setWidth] = useState(fallback);
  useLayoutEffect(() => {
    if (element === null || typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) setWidth(element.clientWidth);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [ref, width] as const;
}

/** Whether nothing may be written here, so that what writes can say so before it is pressed. */
export const ReadOnly = createContext(false);

export interface Doing {
  readonly busy: boolean;
  readonly problem: unknown;
  readonly start: (verb: () => Promise<unknown>) => void;
}

/** A verb under way: no second one beside it, and its problem stays until the next attempt. */
export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const start = useCallback((verb: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    verb()
      .catch((error: unknown) => here.current && setProblem(error))
      .finally(() => here.current && setBusy(false));
  }, []);
  return { busy, problem, start };
}

export const problemText = (problem: unknown): string | null =>
  problem === null ? null : message(problem);
