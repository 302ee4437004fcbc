/** Questions that executions wait on, and which of them are about a run. */

import { useEffect } from "preact/hooks";
import type { State } from "../state";
import type { Inquiry } from "../types.gen";
import type { Verbs } from "../verbs";
import { usePending } from "./pending";

/** A workflow may run another, but not for ever. */
const DEEPEST = 20;

interface Given {
  readonly state: State;
  readonly verbs: Verbs;
}

/** Those of one run: asked by itself, or by what it asked for. */
export function useQuestionsOf(given: Given, run: number): readonly Inquiry[] {
  const { state, verbs } = given;
  const asked = usePending(given);
  const pending = asked.is === "here" ? asked.value : [];
  const ways = pending.map(({ execution }) => way(state, execution));
  const unknown = ways.flatMap((known) => known.filter((id) => !state.executions.has(id)));
  useEffect(() => {
    for (const id of unknown) if (!state.missing.has(id)) verbs.wantExecution(id);
  }, [unknown.join()]);
  return pending.filter((_, place) => ways[place]?.includes(run) === true);
}

/** An execution, what asked for it, and so on, as far as is known. */
function way(state: State, execution: number): readonly number[] {
  const found = [execution];
  while (found.length < DEEPEST) {
    const parent = state.executions.get(found[found.length - 1] ?? 0)?.parent ?? null;
    if (parent === null) return found;
    found.push(parent);
  }
  return found;
}
