/** What a run cost: known, guessed, unknown, none and broken are five things. */

import { act } from "preact/test-utils";
import { render } from "preact";
import { expect, test, vi } from "vitest";
import type { Execution, RunCost as Cost } from "../src/types.gen";
import { RunCost } from "../src/views/run_cost";
import { execution, state, verbs } from "./examples";
import { having } from "./reading_examples";
import { show, text } from "./showing";

const PATH = "api/v1/executions/7/cost";
const ended = execution({ status: "completed", completed_at: "2026-11-21T04:05:00Z" });
const cost = (given: Partial<Cost> = {}): Cost => ({
  execution: 7,
  known: "by id",
  calls: 14,
  tokens: 83_120,
  usd: 0.42,
  unpriced_calls: 0,
  baseline_usd: null,
  estimated_savings_usd: null,
  by_model: [],
  ...given,
});
const given = (value: Cost, run: Execution = ended, inline = false) =>
  show(<RunCost state={having({ [PATH]: value })} verbs={verbs()} execution={run} inline={inline} />);

test("what is known by id is said plainly", () => {
  given(cost());
  expect(text()).toBe("Cost $0.42, 14 calls, 83.1k tokens");
});

test("calls without a price make it the least that it can be", () => {
  given(cost({ unpriced_calls: 2 }));
  expect(text()).toContain("≥ $0.42 (+2 unpriced)");
});

test("where no call has a price the cost is unknown and not zero", () => {
  given(cost({ usd: null, unpriced_calls: 14 }));
  expect(text()).toContain("Cost unknown, 14 calls");
});

test("what is guessed by time is said to be about right, and why", () => {
  const place = given(cost({ known: "by time" }));
  expect(text()).toContain("Cost about $0.42");
  expect(place.querySelector("p")?.title).toContain("another run of it may have gone on");
});

test("where no call was recorded no sum is shown, and nothing at all among other things", () => {
  const none = cost({ known: null, calls: null, tokens: 0, usd: null });
  given(none);
  expect(text()).toBe("No calls of models were recorded.");
  expect(given(none, ended, true).textContent).toBe("");
});

test("while a run goes on its cost is that so far", () => {
  given(cost(), execution());
  expect(text()).toContain("tokens so far");
});

test("a cost that cannot be read says why", () => {
  const broken = state({ readings: new Map([[PATH, { is: "failed", message: "no disk" } as const]]) });
  show(<RunCost state={broken} verbs={verbs()} execution={ended} inline={false} />);
  expect(text()).toBe("What it cost could not be read: no disk");
});

test("a run that has not begun is asked nothing", () => {
  const watch = vi.fn(() => () => undefined);
  show(<RunCost state={state()} verbs={{ ...verbs(), watch }} execution={execution({ started_at: null })} inline={false} />);
  expect(watch).not.toHaveBeenCalled();
});

test("when a run ends its cost is read once more", () => {
  const refresh = vi.fn();
  const line = (run: Execution) => <RunCost state={state()} verbs={{ ...verbs(), refresh }} execution={run} inline={false} />;
  const place = show(line(execution()));
  expect(refresh).not.toHaveBeenCalled();
  act(() => render(line(ended), place));
  expect(refresh).toHaveBeenCalledWith(PATH);
});
