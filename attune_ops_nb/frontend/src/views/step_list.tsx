import { duration, plural } from "../format";
import { inOrder, standing, stepsByNode, took } from "../steps";
import type { StepShown, WorkflowGraph } from "../types.gen";
import { ItemBar, itemWords } from "./item_dots";

interface Props {
  readonly graph: WorkflowGraph;
  /** None where it does not run. */
  readonly steps: readonly StepShown[] | null;
  readonly asked?: ReadonlySet<number>;
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly now: number;
}

/** The tasks of a workflow one below the other: for narrow places, for large workflows, and for readers of screens. */
export function StepList({ graph, steps, asked, chosen, onChoose, now }: Props) {
  const byNode = stepsByNode({ graph, steps: steps ?? [] });
  const tasks = inOrder(graph.nodes, byNode).filter(({ kind, id }) => kind === "task" || byNode.has(id));
  return (
    <ol class="attune-steps" aria-label={`${plural(tasks.length, "task")} of the workflow`}>
      {tasks.map((node) => {
        const of = byNode.get(node.id) ?? [];
        const last = of[of.length - 1];
        const stands = standing(last, asked);
        const seconds = last === undefined ? null : took(last, now);
        const longest = of.some(({ critical }) => critical);
        return (
          <li key={node.id}>
            <button
              type="button"
              class={`attune-step attune-box-${steps === null ? "plain" : stands.tone} ${longest ? "attune-step-longest" : ""}`}
              aria-pressed={chosen === node.id}
              onClick={() => onChoose(chosen === node.id ? null : node.id)}
            >
              {steps !== null && (
                <span class="attune-box-mark" aria-hidden="true">
                  {stands.mark}
                </span>
              )}
              <span class="attune-step-name">
                {node.label}
                {of.length > 1 && <span class="attune-dim"> ×{of.length}</span>}
              </span>
              <span class="attune-step-said">
                {steps === null ? node.action : last?.items == null ? stands.word : itemWords(last.items)}
                {longest && <span class="attune-unseen">, on the longest way</span>}
              </span>
              <span class="attune-step-time">{seconds === null ? "" : duration(seconds, last?.state !== "ended")}</span>
              {last?.items != null && <ItemBar items={last.items} />}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
