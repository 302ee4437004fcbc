/** What the steps of a running workflow say about the boxes and arrows of its graph. */

import type { GraphEdge, GraphNode, StepShown, WorkflowState } from "./types.gen";

export type Tone = "good" | "bad" | "running" | "waiting" | "stopped" | "ahead";

/** How a step stands, by a mark, a word and a colour: none of them alone. */
export interface Standing {
  readonly mark: string;
  readonly word: string;
  readonly tone: Tone;
}

export const AHEAD: Standing = { mark: "·", word: "not reached", tone: "ahead" };
const QUEUED: Standing = { mark: "◌", word: "queued", tone: "waiting" };
const ASKED: Standing = { mark: "?", word: "waits for an answer", tone: "waiting" };

const STATES: Readonly<Record<string, Standing>> = {
  held: { mark: "‖", word: "held back", tone: "waiting" },
  waiting: { mark: "◷", word: "waiting", tone: "waiting" },
  active: { mark: "▶", word: "running", tone: "running" },
};

const OUTCOMES: Readonly<Record<string, Standing>> = {
  succeeded: { mark: "✓", word: "succeeded", tone: "good" },
  failed: { mark: "✗", word: "failed", tone: "bad" },
  timed_out: { mark: "◷", word: "timed out", tone: "bad" },
  cancelled: { mark: "◼", word: "stopped", tone: "stopped" },
};

/** `asked` are the executions that wait for an answer. */
export function standing(step: StepShown | undefined, asked: ReadonlySet<number> = NONE): Standing {
  if (step === undefined) return AHEAD;
  if (step.state === "ended") return OUTCOMES[step.outcome ?? ""] ?? AHEAD;
  if (step.executions.some((id) => asked.has(id))) return ASKED;
  if (step.state === "active" && step.started_at === null) return QUEUED;
  return STATES[step.state] ?? AHEAD;
}

const NONE: ReadonlySet<number> = new Set();

/** The steps by the box at which they are drawn, each in order; what was rerun since is left out. */
export function stepsByNode({ graph, steps }: Pick<WorkflowState, "graph" | "steps">): ReadonlyMap<string, readonly StepShown[]> {
  const tasks = new Set(graph.nodes.map(({ id }) => id));
  const byNumber = numbered(steps);
  const found = new Map<string, StepShown[]>();
  for (const step of steps) {
    if (step.superseded) continue;
    const node = nodeOf(step, byNumber, tasks);
    found.set(node, [...(found.get(node) ?? []), step]);
  }
  return found;
}

/** A command has a box for each task that leads to it. */
function nodeOf(step: StepShown, byNumber: ReadonlyMap<number, StepShown>, tasks: ReadonlySet<string>): string {
  if (tasks.has(step.task)) return step.task;
  const cause = step.cause === null ? undefined : byNumber.get(step.cause);
  return `command:${step.task}@${cause?.task ?? ""}`;
}

const numbered = (steps: readonly StepShown[]): ReadonlyMap<number, StepShown> =>
  new Map(steps.map((step) => [step.number, step]));

export type Taken = "no" | "yes" | "longest";

/** Which arrows were taken, by their place in the graph, and whether on the way that took longest. */
export function taken({ graph, steps }: Pick<WorkflowState, "graph" | "steps">): readonly Taken[] {
  const byNode = stepsByNode({ graph, steps });
  const byNumber = numbered(steps);
  return graph.edges.map((edge) => {
    const reached = byNode.get(edge.target) ?? [];
    const led = reached.filter((step) => ledBy(edge, step, byNumber));
    if (led.length > 0) return led.some((step) => onLongest(step, byNumber)) ? "longest" : "yes";
    const arrived = (byNode.get(edge.source) ?? []).some((step) => step.joins.includes(edge.target) && isFor(edge, step));
    return arrived ? "yes" : "no";
  });
}

function ledBy(edge: GraphEdge, step: StepShown, byNumber: ReadonlyMap<number, StepShown>): boolean {
  const cause = step.cause === null ? undefined : byNumber.get(step.cause);
  return cause !== undefined && cause.task === edge.source && isFor(edge, cause);
}

function isFor({ kind }: GraphEdge, { state, outcome }: StepShown): boolean {
  if (state !== "ended") return false;
  return kind === "always" || kind === "condition" || kind === outcome;
}

const onLongest = (step: StepShown, byNumber: ReadonlyMap<number, StepShown>): boolean =>
  step.critical && step.cause !== null && byNumber.get(step.cause)?.critical === true;

/** How long a step took, or has taken until now, in seconds; null where nothing of it ran. */
export function took({ started_at, completed_at, state }: StepShown, now: number): number | null {
  if (started_at === null || (state === "ended" && completed_at === null)) return null;
  const until = completed_at === null ? now : Date.parse(completed_at);
  return Math.max(0, (until - Date.parse(started_at)) / 1_000);
}

/** The tasks in the order in which they were reached; those that were not, after them as in the file. */
export function inOrder(nodes: readonly GraphNode[], byNode: ReadonlyMap<string, readonly StepShown[]>): readonly GraphNode[] {
  const first = ({ id }: GraphNode) => byNode.get(id)?.[0]?.number ?? Number.MAX_SAFE_INTEGER;
  return nodes.map((node, place) => ({ node, place })).sort((one, other) => first(one.node) - first(other.node) || one.place - other.place).map(({ node }) => node);
}
