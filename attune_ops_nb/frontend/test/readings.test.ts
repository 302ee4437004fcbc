/** Readings: kept while they are read again, and read again when they may be old. */

import { expect, test } from "vitest";
import { Refusal } from "../src/core/transport";
import { Readings } from "../src/readings";
import { NOTHING, readingOf, reduce, type Event, type State } from "../src/state";
import { execution, info } from "./examples";

const PATH = "api/ops/spend?days=7";

function reading(answers: (unknown | Error)[]) {
  let state: State = { ...NOTHING, info, connection: { state: "online" } };
  let time = 1_000_000;
  const asked: string[] = [];
  const request = async (method: string, path: string) => {
    asked.push(`${method} ${path}`);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const tell = (event: Event) => {
    state = reduce(state, event);
  };
  const seen = { now: true };
  const readings = new Readings({ request }, () => state, tell, () => time, () => seen.now);
  const pass = async (seconds: number) => {
    time += seconds * 1_000;
    readings.look();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { readings, asked, tell, pass, seen, at: () => readingOf<unknown>(state, PATH) };
}

test("what is watched is read at once, and again when it is old", async () => {
  const { readings, asked, pass, at } = reading([{ data: 1 }, { data: 2 }]);
  const stop = readings.watch(PATH, 60);
  await pass(0);
  expect(at()).toMatchObject({ is: "here", value: 1 });
  await pass(59);
  expect(asked).toHaveLength(1);
  await pass(1);
  expect(at()).toMatchObject({ is: "here", value: 2 });
  stop();
});

test("what fails to be read again stays, with the reason, and is asked for less often", async () => {
  const { readings, asked, pass, at } = reading([{ data: 1 }, new Refusal("no disk", "SERVICE_UNAVAILABLE")]);
  const stop = readings.watch(PATH, 10);
  await pass(0);
  await pass(10);
  expect(at()).toMatchObject({ is: "here", value: 1, trouble: "no disk" });
  await pass(1);
  expect(asked).toHaveLength(2);
  await pass(10);
  expect(asked).toHaveLength(3);
  stop();
});

test("a page that nobody sees asks nothing", async () => {
  const { readings, asked, pass, seen } = reading([{ data: 1 }]);
  const stop = readings.watch(PATH, 10);
  await pass(0);
  seen.now = false;
  await pass(1_000);
  expect(asked).toHaveLength(1);
  stop();
});

test("the end of a run makes what is spent old, and a run under way does not", async () => {
  const { readings, asked, tell, pass } = reading([{ data: 1 }]);
  const stop = readings.watch(PATH, 600);
  await pass(0);
  const item = (status: "running" | "completed") =>
    ({ type: "changes", items: [{ sequence: 1, noun: "execution", id: 7, kind: "update", row: execution({ status }) }] }) as const;
  tell(item("running"));
  await pass(4);
  expect(asked).toHaveLength(1);
  tell(item("completed"));
  await pass(4);
  expect(asked).toHaveLength(2);
  stop();
});

test("what is written makes its noun old", async () => {
  const { readings, asked, pass } = reading([{ data: 1 }]);
  const stop = readings.watch(PATH, 600);
  await pass(0);
  await pass(10);
  await readings.send("POST", "api/ops/spend/refresh", {});
  expect(asked).toEqual([`GET ${PATH}`, "POST api/ops/spend/refresh", `GET ${PATH}`]);
  stop();
});

test("what one wrote oneself is read at once, however lately it was read", async () => {
  const { readings, pass, at } = reading([{ data: "before" }, { data: null }, { data: "after" }]);
  const stop = readings.watch(PATH, 600);
  await pass(0);
  await readings.send("PUT", "api/ops/alarm", {}, ["api/ops/spend"]);
  await pass(0);
  expect(at()).toMatchObject({ is: "here", value: "after" });
  stop();
});

test("an answer that was asked for before one wrote does not stand in for the one after", async () => {
  let slow: (answer: unknown) => void = () => {};
  const waiting = new Promise((resolve) => (slow = resolve));
  const { readings, pass, at } = reading([{ data: "first" }, waiting, { data: null }, { data: "after" }]);
  const stop = readings.watch(PATH, 10);
  await pass(0);
  await pass(10);
  await readings.send("POST", "api/ops/spend/refresh");
  slow({ data: "before" });
  await pass(0);
  expect(at()).toMatchObject({ is: "here", value: "after" });
  stop();
});

test("a list and a thing are given without their envelopes", async () => {
  const { readings } = reading([{ items: [1, 2], pagination: {} }, { data: { a: 1 } }]);
  expect(await readings.send("GET", "api/ops/specs")).toEqual([1, 2]);
  expect(await readings.send("GET", "api/ops/specs")).toEqual({ a: 1 });
});

test("how a workflow stands is read again within a quarter of a second of a change", async () => {
  const path = "api/v1/executions/7/workflow";
  const { readings, asked, tell, pass } = reading([{ data: 1 }]);
  const stop = readings.watch(path, 600);
  await pass(0);
  const row = execution({ id: 8, parent: 7 });
  tell({ type: "changes", items: [{ sequence: 1, noun: "execution", id: 8, kind: "update", row }] });
  await pass(0.2);
  expect(asked).toHaveLength(1);
  await pass(0.05);
  expect(asked).toHaveLength(2);
  stop();
});

test("what was written while it was read makes it old again", async () => {
  let slow: (answer: unknown) => void = () => {};
  const waiting = new Promise((resolve) => (slow = resolve));
  const { readings, tell, pass, at } = reading([{ data: 1 }, waiting, { data: 3 }]);
  const stop = readings.watch(PATH, 10);
  await pass(0);
  await pass(10);
  tell({ type: "stale", below: [PATH] });
  slow({ data: 2 });
  await pass(0);
  expect(at()).toMatchObject({ value: 2, stale: true });
  stop();
});

test("an inquiry that was written makes the inquiries old", async () => {
  const { readings, asked, tell, pass } = reading([{ items: [] }]);
  const stop = readings.watch("api/v1/inquiries?status=pending", 600);
  await pass(0);
  tell({ type: "changes", items: [{ sequence: 1, noun: "inquiry", id: 1, kind: "add", row: null }] });
  await pass(1);
  expect(asked).toHaveLength(2);
  stop();
});
