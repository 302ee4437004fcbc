import { useState } from "preact/hooks";
import { MOST_BOXES } from "../graph_layout";
import type { State } from "../state";
import type { WorkflowGraph as Graph } from "../types.gen";
import type { Verbs } from "../verbs";
import { GraphView } from "./graph_view";
import { useNow, useWidth } from "./hooks";
import { Reading } from "./reading";
import { StepList } from "./step_list";
import { useNested } from "./use_nested";
import { useReading } from "./use_reading";

const NARROW = 260;
const HEIGHT = 420;

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly workflow: string;
}

/** What a workflow would do, before it is run. */
export function WorkflowGraph({ state, verbs, workflow }: Props) {
  const path = `api/v1/workflows/${encodeURIComponent(workflow)}/graph`;
  const asked = useReading<Graph>({ state, verbs }, path, { seconds: 600 });
  const [chosen, choose] = useState<string | null>(null);
  const [ref, width] = useWidth<HTMLDivElement>(400);
  const nested = useNested({ state, verbs });
  const now = useNow(false);
  return (
    <div ref={ref}>
      <Reading state={state} of={asked} what="The graph" again={() => verbs.refresh(path)}>
        {(graph) => {
          const given = { graph, steps: null, chosen, onChoose: choose, now };
          if (graph.nodes.length > MOST_BOXES || width < NARROW) return <StepList {...given} />;
          return <GraphView {...given} nested={nested} height={HEIGHT} />;
        }}
      </Reading>
    </div>
  );
}
