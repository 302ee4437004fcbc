/** Workflows for tests, with what matters given. */

import type { GraphEdge, GraphNode, Inquiry, StepShown, WorkflowState } from "../src/types.gen";

export const node = (given: Partial<GraphNode> = {}): GraphNode => ({
  id: "build",
  kind: "task",
  label: given.id ?? "build",
  action: given.kind === "command" ? null : "core.echo",
  first: false,
  join: null,
  items: false,
  retries: false,
  ...given,
});

export const edge = (source: string, target: string, given: Partial<GraphEdge> = {}): GraphEdge => ({
  source,
  target,
  kind: "always",
  label: null,
  when: null,
  transition: 0,
  publish: [],
  back: false,
  ...given,
});

/** One that ended well in two seconds. */
export const step = (number: number, task: string, given: Partial<StepShown> = {}): StepShown => ({
  number,
  task,
  route: "",
  iteration: 0,
  state: "ended",
  outcome: "succeeded",
  cause: null,
  attempt: 1,
  items: null,
  joins: [],
  executions: [],
  started_at: "2026-11-21T04:00:00Z",
  completed_at: "2026-11-21T04:00:02Z",
  superseded: false,
  critical: false,
  ...given,
});

/** `build`, and after it `ship`. */
export const workflow = (given: Partial<WorkflowState> = {}): WorkflowState => ({
  execution: 7,
  stage: "running",
  graph: {
    nodes: [node({ id: "build", first: true }), node({ id: "ship", action: "demo.ship" })],
    edges: [edge("build", "ship", { kind: "succeeded", label: "succeeded", publish: ["revision"] })],
  },
  steps: [step(0, "build", { executions: [8] })],
  errors: [],
  variables: {},
  ...given,
});

export const inquiry = (given: Partial<Inquiry> = {}): Inquiry => ({
  id: 3,
  execution: 9,
  prompt: "Ship it?",
  response_schema: null,
  assigned_to: null,
  status: "pending",
  response: null,
  timeout_at: null,
  responded_at: null,
  created: "2026-11-21T04:00:00Z",
  updated: "2026-11-21T04:00:00Z",
  ...given,
});
