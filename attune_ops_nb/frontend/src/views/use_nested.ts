/** Which actions are workflows themselves, so that what runs in them can be opened. */

import { useMemo } from "preact/hooks";
import type { State } from "../state";
import type { WorkflowSummary } from "../types.gen";
import type { Verbs } from "../verbs";
import { useReading } from "./use_reading";

const NONE: readonly WorkflowSummary[] = [];

/** By ref; empty until they are known. */
export function useNested(given: { readonly state: State; readonly verbs: Verbs }): ReadonlySet<string> {
  const asked = useReading<readonly WorkflowSummary[]>(given, "api/v1/workflows", { seconds: 600 });
  const workflows = asked.is === "here" ? asked.value : NONE;
  return useMemo(() => new Set(workflows.map(({ ref }) => ref)), [workflows]);
}
