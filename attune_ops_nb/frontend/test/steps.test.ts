/** What the steps of a workflow say about its boxes and arrows. */

import { expect, test } from "vitest";
import { inOrder, standing, stepsByNode, taken, took } from "../src/steps";
import { edge, node, step } from "./workflow_examples";

const graph = {
  nodes: [node({ id: "a" }), node({ id: "b" }), node({ id: "c", join: "all" }), node({ id: "command:fail@b", kind: "command" })],
  edges: [edge("a", "b"), edge("a", "c", { kind: "succeeded" }), edge("b", "c", { kind: "succeeded" }), edge("b", "command:fail@b", { kind: "failed" })],
};

test("a task stands as its last step does, without what was rerun since", () => {
  const steps = [step(0, "a", { outcome: "failed", superseded: true }), step(1, "a", { outcome: "succeeded" })];
  expect(stepsByNode({ graph, steps }).get("a")).toEqual([steps[1]]);
});

test("a command stands at the task that led to it", () => {
  const steps = [step(0, "b", { outcome: "failed" }), step(1, "fail", { cause: 0, outcome: "failed" })];
  expect(stepsByNode({ graph, steps }).get("command:fail@b")).toEqual([steps[1]]);
});

test("an arrow was taken when what it leads to came from there", () => {
  const steps = [step(0, "a"), step(1, "b", { cause: 0, state: "active", outcome: null })];
  expect(taken({ graph, steps })).toEqual(["yes", "no", "no", "no"]);
});

test("an arrow into a join was taken by each that arrived, also on a condition and before the join lets through", () => {
  const edges = graph.edges.map((each) => (each.source === "a" && each.target === "c" ? { ...each, kind: "condition" as const } : each));
  const steps = [step(0, "a", { joins: ["c"] }), step(1, "b", { cause: 0, state: "active", outcome: null })];
  expect(taken({ graph: { ...graph, edges }, steps })).toEqual(["yes", "yes", "no", "no"]);
  const ended = [step(0, "a", { joins: ["c"] }), step(1, "b", { cause: 0, joins: ["c"] }), step(2, "c", { cause: 1 })];
  expect(taken({ graph, steps: ended })).toEqual(["yes", "yes", "yes", "no"]);
});

test("the longest way is marked on the arrows between its steps", () => {
  const steps = [step(0, "a", { critical: true }), step(1, "b", { cause: 0, critical: true })];
  expect(taken({ graph, steps })[0]).toBe("longest");
});

test.each([
  [undefined, "not reached"],
  [step(0, "a", { state: "active", outcome: null, started_at: null }), "queued"],
  [step(0, "a", { state: "active", outcome: null }), "running"],
  [step(0, "a", { state: "held", outcome: null }), "held back"],
  [step(0, "a", { outcome: "timed_out" }), "timed out"],
])("%j is %s", (given, word) => expect(standing(given).word).toBe(word));

test("a step whose execution waits for an answer says so", () => {
  const waiting = step(0, "a", { state: "active", outcome: null, executions: [7] });
  expect(standing(waiting, new Set([7])).word).toBe("waits for an answer");
});

test("what runs has taken until now, and what never began took nothing that is known", () => {
  const now = Date.parse("2026-11-21T04:00:05Z");
  expect(took(step(0, "a", { state: "active", outcome: null, completed_at: null }), now)).toBe(5);
  expect(took(step(0, "a", { started_at: null }), now)).toBeNull();
});

test("tasks stand in the order in which they were reached", () => {
  const byNode = stepsByNode({ graph, steps: [step(0, "b"), step(1, "a")] });
  expect(inOrder(graph.nodes, byNode).map(({ id }) => id).slice(0, 3)).toEqual(["b", "a", "c"]);
});
