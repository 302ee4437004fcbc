/** A running workflow: looked at, paused, answered, rerun. */

import { expect, test, vi } from "vitest";
import { Refusal } from "../src/core/transport";
import type { Action, Execution } from "../src/types.gen";
import { PENDING } from "../src/views/pending";
import { Conducted } from "../src/views/workflow_run";
import { execution, knowing, read, state, verbs } from "./examples";
import { press, fill, show, submit, text, key } from "./showing";
import { inquiry, node, step, workflow } from "./workflow_examples";

const STATE = "api/v1/executions/7/workflow";
const run = (given: Partial<Execution> = {}) => execution({ id: 7, queue: "workflow", workflow_def: 1, ...given });
const ended = run({ status: "failed", completed_at: "2026-11-21T04:00:09Z" });
const child = (given: Partial<Execution>) => execution({ parent: 7, action_ref: "core.echo", ...given });

interface Shown {
  readonly of?: Execution;
  readonly children?: readonly Execution[];
  readonly readings?: Readonly<Record<string, unknown>>;
}

function shown({ of = run(), children = [], readings = {} }: Shown = {}, given = verbs()) {
  const known = state({ ...knowing(of, ...children), ...read({ [STATE]: workflow(), ...readings }) });
  return { place: show(<Conducted state={known} verbs={given} execution={of} inline={false} />), given };
}

const box = (place: HTMLElement, id: string) => place.querySelector<HTMLElement>(`[data-box="${id}"]`);

test("an error names its task once, and that is a button where there is such a task", () => {
  const faults = ["build", "gone"].map((task) => ({ message: `\`${task}\`: 1 of 3 items failed`, task, route: 0, transition: null, step: 0 }));
  const { place } = shown({ readings: { [STATE]: workflow({ errors: faults }) } });
  const said = [...place.querySelectorAll(".attune-faults li")].map((each) => each.textContent);
  expect(said).toEqual(["build: 1 of 3 items failed", "`gone`: 1 of 3 items failed"]);
});

test("each task says how it stands", () => {
  const { place } = shown();
  expect(box(place, "build")?.getAttribute("aria-label")).toBe("build, 2.0 s, succeeded, core.echo");
  expect(box(place, "ship")?.getAttribute("aria-label")).toBe("ship, not reached, demo.ship");
});

test("a task that is chosen shows what it was given, what it gave and what it published", async () => {
  const built = child({ id: 8, status: "completed", config: { message: "hi" }, result: { stdout: "hi there" } });
  shown({ children: [built], readings: { [STATE]: workflow({ variables: { revision: "abc" } }) } });
  await press("build, 2.0 s, succeeded, core.echo");
  for (const part of ["message: hi", "stdout: hi there", "revision: abc", "Open run #8"]) expect(text()).toContain(part);
});

test("the arrow keys lead from task to task", async () => {
  const { place } = shown();
  box(place, "build")?.focus();
  await key('[data-box="build"]', "ArrowDown");
  expect(document.activeElement?.getAttribute("data-box")).toBe("ship");
});

test("only one task is reached with the Tab key", () => {
  const { place } = shown();
  expect([...place.querySelectorAll("[data-box]")].map((each) => (each as HTMLElement).tabIndex)).toEqual([0, -1]);
});

test("the same can be read as a list", async () => {
  const { place } = shown();
  await press("List");
  expect([...place.querySelectorAll(".attune-step")].map(({ textContent }) => textContent)).toEqual(["✓buildsucceeded2.0 s", "·shipnot reached"]);
});

test("too many tasks are a list with a note", () => {
  const nodes = Array.from({ length: 501 }, (_, place) => node({ id: `t${place}` }));
  const { place } = shown({ readings: { [STATE]: workflow({ graph: { nodes, edges: [] }, steps: [] }) } });
  expect(text()).toContain("501 tasks are too many for a graph");
  expect(place.querySelectorAll(".attune-step")).toHaveLength(501);
});

test("it is paused, and goes on", async () => {
  const { given } = shown();
  await press("Pause");
  expect(given.send).toHaveBeenLastCalledWith("POST", "api/v1/executions/7/pause", {}, ["api/v1/inquiries"]);
  shown({ of: run({ paused_at: "2026-11-21T04:00:01Z" }), readings: { [STATE]: workflow({ stage: "paused" }) } }, given);
  expect(text()).toContain("paused: nothing begins");
  await press("Resume");
  expect(given.send).toHaveBeenLastCalledWith("POST", "api/v1/executions/7/resume", {}, ["api/v1/inquiries"]);
});

test("it is stopped after a question", async () => {
  const { given } = shown();
  await press("Stop…");
  expect(given.cancel).not.toHaveBeenCalled();
  await press("Stop it");
  expect(given.cancel).toHaveBeenCalledExactlyOnceWith(7);
});

test("a refusal is told", async () => {
  shown({}, verbs({ send: vi.fn().mockRejectedValue(new Refusal("the workflow has ended", "CONFLICT")) }));
  await press("Pause");
  expect(text()).toContain("the workflow has ended");
});

const failed = workflow({
  stage: "failed",
  steps: [step(0, "build", { outcome: "failed", executions: [8] })],
  errors: [{ message: "`build` failed: no disk", task: "build", route: 0, transition: null, step: 0 }],
});
const action = { ref: "core.echo", param_schema: { message: { type: "string" }, count: { type: "integer" } } } as unknown as Action;
const rerunnable: Shown = {
  of: ended,
  children: [child({ id: 8, status: "failed", config: { message: "hi", count: 2 } })],
  readings: { [STATE]: failed, "api/v1/actions/core.echo": action },
};

test("what went wrong leads to its task", async () => {
  shown(rerunnable);
  expect(text()).toContain("build failed: no disk");
  await press("build");
  expect(text()).toContain("Open run #8");
});

test("a task is rerun with what was changed of its input, and with nothing else", async () => {
  const { given } = shown(rerunnable);
  await press("build, failed · 2.0 s, core.echo");
  await press("Rerun from here…");
  await fill("form input", "ho");
  await submit();
  const body = { step: 0, input: { message: "ho" }, failed_items: false };
  expect(given.send).toHaveBeenLastCalledWith("POST", "api/v1/executions/7/rerun-from", body);
});

test("of a task with items those are rerun that did not succeed", async () => {
  const items = { total: 3, active: 0, ended: 3, failed: 1, states: "sfs" };
  const some = { ...failed, steps: [step(0, "build", { outcome: "failed", executions: [8], items })] };
  const { given } = shown({ ...rerunnable, readings: { ...rerunnable.readings, [STATE]: some } });
  await press("build, 3 of 3, 1 failed · 2.0 s, core.echo");
  await press("Rerun from here…");
  await submit();
  expect(given.send).toHaveBeenLastCalledWith("POST", "api/v1/executions/7/rerun-from", { step: 0, input: {}, failed_items: true });
});

test("all that failed is rerun after a question", async () => {
  const { given } = shown(rerunnable);
  await press("Rerun what failed…");
  await press("Rerun");
  expect(given.send).toHaveBeenLastCalledWith("POST", "api/v1/executions/7/rerun-from", {}, ["api/v1/inquiries"]);
});

test("a workflow shows the question that one of its tasks waits on", () => {
  const asking = child({ id: 9, queue: "inquiry", workflow_task: { task_name: "approve" } as Execution["workflow_task"] });
  shown({ children: [asking], readings: { [PENDING]: [inquiry(), inquiry({ id: 4, execution: 99, prompt: "Another?" })] } });
  expect(text()).toContain("Ship it?");
  expect(text()).toContain("Task approve waits for the answer.");
  expect(text()).not.toContain("Another?");
});
