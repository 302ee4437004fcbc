import { Chips } from "./chips";
import { useChoices } from "./choices";
import { HealthHelp } from "./health_help";
import { HealthSignals } from "./health_signals";
import { HealthSweeps } from "./health_sweeps";
import { HealthSystem } from "./health_system";
import { HealthWrites } from "./health_writes";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";

const PARTS = {
  signals: "Project",
  sweeps: "Sweeps",
  help: "Help pages",
  writes: "Pending writes",
  system: "System",
} as const;

const CHOICES = { part: "signals", text: "", page: "", sweep: "", order: "" } as const;

export type HealthChoices = Readonly<Record<keyof typeof CHOICES, string>>;

export interface HealthProps extends ViewProps {
  readonly chosen: HealthChoices;
  readonly onChoose: (change: Partial<HealthChoices>) => void;
  readonly now: number;
}

/** How the project and what surrounds the engine stand. */
export function Health(props: ViewProps) {
  const [chosen, choose] = useChoices(props, CHOICES);
  const now = useNow(false);
  const given: HealthProps = { ...props, chosen, onChoose: choose, now };
  return (
    <div class="attune-view">
      <Chips label="Part" choices={PARTS} chosen={chosen.part} onChoose={(part) => choose({ ...CHOICES, part })} />
      {chosen.part === "signals" && <HealthSignals {...given} />}
      {chosen.part === "sweeps" && <HealthSweeps {...given} />}
      {chosen.part === "help" && <HealthHelp {...given} />}
      {chosen.part === "writes" && <HealthWrites {...given} />}
      {chosen.part === "system" && <HealthSystem {...given} />}
    </div>
  );
}
