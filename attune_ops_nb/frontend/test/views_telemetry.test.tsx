import { expect, test, vi } from "vitest";
import { Telemetry } from "../src/views/telemetry";
import { verbs } from "./examples";
import { having, telemetry, usageRow } from "./reading_examples";
import { press, props, show, text } from "./showing";

const NO_MEMORY = {
  total_events: 0,
  total_est_tokens: 0,
  distinct_sessions: 0,
  by_event: {},
  by_day: {},
  per_session_avg_tokens: null,
  malformed_lines: 0,
  malformed: [],
};
const QUERY = { period: "custom", from: "2026-11-01", to: "2026-11-20" };
const ROWS = "api/ops/telemetry/rows?by=workflow&since=2026-11-01&until=2026-11-21";

const shown = (readings: Readonly<Record<string, unknown>>, query: Readonly<Record<string, string>> = QUERY) => ({
  ...props("telemetry"),
  state: having({ "api/ops/telemetry": telemetry(), "api/ops/memory/events": NO_MEMORY, ...readings }),
  place: { view: "telemetry" as const, query },
});

test("calls without a known price make the cost the least it can be", () => {
  show(<Telemetry {...shown({ "api/ops/telemetry": telemetry({ unpriced_events: 87 }) })} />);
  expect(text()).toContain("Cost≥ $108.08+ 87 calls without a known price");
});

test("every line that could not be read is named with its file and its offset", () => {
  const malformed = [{ file: "/srv/.attune/telemetry/usage.jsonl", offset: 41_166, reason: "it is cut off" }];
  show(<Telemetry {...shown({ "api/ops/telemetry": telemetry({ malformed_lines: 3, malformed }) })} />);
  expect(text()).toContain("3 lines could not be read");
  expect(text()).toContain("/srv/.attune/telemetry/usage.jsonl at byte 41,166: it is cut off");
  expect(text()).toContain("and 2 more");
});

test("calls are listed by the chosen side, with a total", () => {
  const rows = [usageRow({ workflow: "review", cost: 2 }), usageRow({ workflow: "audit", cost: 5, unpriced_events: 1 })];
  const place = show(<Telemetry {...shown({ [ROWS]: rows })} />);
  const lines = [...place.querySelectorAll(".attune-data-table [role=row]")].map((row) => row.textContent);
  expect(lines[1]).toContain("audit≥ $5.00 (+1 unpriced)");
  expect(lines.at(-1)).toContain("All, Nov 1 to Nov 20≥ $7.00");
});

test("a price that is not known is not zero", () => {
  show(<Telemetry {...shown({ [ROWS]: [usageRow({ workflow: "local", cost: 0, events: 2, unpriced_events: 2 })] })} />);
  expect(text()).toContain("unpriced");
});

test("the side is chosen in the address", async () => {
  const replace = vi.fn();
  show(<Telemetry {...shown({})} verbs={verbs({ replace })} />);
  await press("tier");
  expect(replace).toHaveBeenCalledWith({ view: "telemetry", query: { ...QUERY, by: "tier" } });
});

test("a home without calls says where they would be written", () => {
  show(<Telemetry {...shown({ "api/ops/telemetry": telemetry({ total_events: 0 }) })} />);
  expect(text()).toContain("No call has been logged yet.");
  expect(text()).toContain("/srv/.attune/telemetry/usage.jsonl");
});

test("a period without calls is not an error", () => {
  show(<Telemetry {...shown({ [ROWS]: [] })} />);
  expect(text()).toContain("No call was logged: Nov 1 to Nov 20.");
});

test("each signal of the memory has its caption", () => {
  const signals = {
    memory: { counts: {}, scored: 4, unscored: 2, wrong_rate: null, ignored_rate: 0.5, candidate_noise_rate: 0.5, headline: "wrong_rate" },
    intervention: { rule_surfacings: 9, distinct_rules: 2, top_rules: [["utc-dates", 5]], caption: "It is an upper bound.", noise_denominator: null },
    feedback: { rejected: 1, by_source: {}, findings_written: 4, rejection_rate: 0.25, caption: "It is a lower bound." },
  };
  show(<Telemetry {...shown({ "api/ops/memory/events": { ...NO_MEMORY, total_events: 3 }, "api/ops/memory/signals": signals })} />);
  expect(text()).toContain("Wrong when acted on: unknown");
  expect(text()).toContain("It is an upper bound.");
  expect(text()).toContain("It is a lower bound.");
});
