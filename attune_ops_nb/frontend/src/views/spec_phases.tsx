import type { Phase, Spec } from "../types.gen";

export type PhaseState = "missing" | "begun" | "ready" | "waived";

const READY = ["approved", "complete", "completed", "done", "shipped", "superseded", "active", "living"];

/** A status as its first word, without the date behind it. */
export const wordOf = (status: string): string => /^[\w-]+/.exec(status.toLowerCase())?.[0] ?? status;

export function stateOf({ name, exists, status }: Phase, waived: readonly string[]): PhaseState {
  if (!exists) return waived.includes(name) ? "waived" : "missing";
  return status !== null && READY.includes(wordOf(status)) ? "ready" : "begun";
}

/** The four phases as four small boxes: empty, begun, ready or waived. */
export function Phases({ spec }: { readonly spec: Pick<Spec, "phases" | "waived_phases"> }) {
  const said = spec.phases.map((phase) => `${phase.name}: ${phase.status ?? (phase.exists ? "no status" : stateOf(phase, spec.waived_phases))}`);
  return (
    <span class="attune-phases" role="img" aria-label={said.join(", ")} title={said.join("\n")}>
      {spec.phases.map((phase) => (
        <span key={phase.name} class={`attune-phase attune-phase-${stateOf(phase, spec.waived_phases)}`} />
      ))}
    </span>
  );
}
