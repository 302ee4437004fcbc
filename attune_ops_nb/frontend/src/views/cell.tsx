import { useState } from "preact/hooks";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Button } from "./button";
import { Run } from "./run";
import type { FarAway } from "./use_far";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly execution: number;
  readonly far: FarAway;
  /** Where other places than a run are shown, and a run besides the cell; null where there is no such place. */
  readonly elsewhere: ((place: Place) => void) | null;
}

/** A run as the output of a cell. What is started from it takes its place, with a way back. */
export function Cell({ state, verbs, execution, far, elsewhere }: Props) {
  const [trail, setTrail] = useState<readonly number[]>([]);
  const id = trail[trail.length - 1] ?? execution;
  const open = (place: Place) => {
    if (place.view === "run") setTrail([...trail, place.execution]);
    else elsewhere?.(place);
  };
  return (
    <div class="attune-cell">
      {trail.length > 0 && (
        <Button look="link" onClick={() => setTrail(trail.slice(0, -1))}>
          ← back to run #{trail[trail.length - 2] ?? execution}
        </Button>
      )}
      <Run
        state={state}
        verbs={{ ...verbs, open }}
        id={id}
        far={far}
        inline
        onOpenElsewhere={elsewhere === null ? null : () => elsewhere({ view: "run", execution: id })}
      />
    </div>
  );
}
