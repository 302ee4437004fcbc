/** The first view: what is spent, what wants to be looked at, and honest empty and broken states. */

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { State } from "../src/state";
import type { Home as HomeReading, Spend } from "../src/types.gen";
import { Home } from "../src/views/home";
import { failures } from "../src/views/home_matters";
import { PENDING } from "../src/views/pending";
import { execution, knowing, read, state, verbs } from "./examples";
import { inquiry } from "./workflow_examples";

const PATH = "api/ops/home";
const NOW = Date.parse("2026-11-21T12:00:00Z");
const place = document.body.appendChild(document.createElement("div"));
afterEach(() => render(null, place));

const spend: Spend = {
  source: "local",
  known: true,
  today: "2026-11-21",
  numbers: {
    today_usd: 7.43,
    yesterday_usd: 5,
    seven_day_usd: 39.78,
    month_to_date_usd: 129.09,
    thirty_day_usd: 182,
    series: [["2026-11-20", 5], ["2026-11-21", 7.43]],
  },
  forecast: null,
  alarm: { level: "ok", triggered_by: [], today_cost: 7.43, baseline_mean: 5, baseline_days: 30, method: "zscore", z_score: 0, month_to_date: 129, monthly_ceiling: 350, ceiling_pct: 37, source: "local", detail: "as usual" },
  budget: null,
  unpriced: 0,
  complete: true,
  problem: null,
  problem_kind: null,
  fetched_at: null,
};
const home = (given: Partial<HomeReading> = {}): HomeReading =>
  ({ at: "", today: "2026-11-21", spend, bill_age_seconds: null, calls_today: 3, last_call_at: "2026-11-21T11:00:00Z", matters: [], unknown: [], ...given }) as HomeReading;

function show(given: Partial<State>) {
  act(() => render(<Home state={state(given)} verbs={verbs()} place={{ view: "home" }} />, place));
  return place.textContent ?? "";
}

test("the first view says what is spent and of how much it is not known", () => {
  expect(show(read({ [PATH]: home({ spend: { ...spend, unpriced: 2 } }) }))).toContain("≥ $129.09");
});

test("a home in which no call was ever logged is not one that cost nothing", () => {
  const nothing = { ...spend, known: false, numbers: { ...spend.numbers, thirty_day_usd: 0 } };
  const text = show(read({ [PATH]: home({ spend: nothing }) }));
  expect(text).toContain("Nothing is known to be spent yet.");
  expect(text).not.toContain("$0.00");
});

test("what could not be read says why, and what was read before stays beside it", () => {
  const broken = new Map([[PATH, { is: "failed", message: "no disk" } as const]]);
  expect(show({ readings: broken })).toContain("What is spent could not be read: no disk");
  const older = new Map([[PATH, { is: "here", value: home(), at: NOW, trouble: "no disk" } as const]]);
  expect(show({ readings: older })).toMatch(/could not be read again: no disk.*\$7\.43/);
});

test("while the server is away a reading waits instead of failing", () => {
  const away = new Map([[PATH, { is: "failed", message: "The server cannot be reached.", code: "UNREACHABLE" } as const]]);
  const text = show({ readings: away, connection: { state: "reconnecting", since: 0 } });
  expect(text).toContain("Waiting for the server");
  expect(text).not.toContain("could not be read");
});

test("a workflow that failed and completed since wants nobody to look", () => {
  const failed = execution({ id: 3, status: "failed", completed_at: "2026-11-21T11:00:00Z" });
  const mended = execution({ id: 4, status: "completed", completed_at: "2026-11-21T11:30:00Z" });
  const listed = { pages: { ...state().pages, all: { asked: { is: "here", value: null }, next: null } } } as const;
  expect(failures(state({ ...knowing(failed), ...listed }), NOW).map(({ id }) => id)).toEqual([3]);
  expect(failures(state({ ...knowing(failed, mended), ...listed }), NOW)).toEqual([]);
});

test("a question that waits is the first thing to look at", () => {
  const text = show(read({ [PATH]: home(), [PENDING]: [inquiry({ prompt: "Ship it?" })] }));
  expect(text).toContain("1 question waits for an answer: Ship it?");
});
