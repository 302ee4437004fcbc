import { expect, test } from "vitest";
import { queryOf, rangeOf, within } from "../src/periods";

const TODAY = "2026-11-21";
const chosen = (period: string, from = "", to = "") => rangeOf({ period, from, to }, TODAY);

test.each([
  ["today", "2026-11-21"],
  ["7d", "2026-11-15"],
  ["30d", "2026-10-23"],
  ["month", "2026-11-01"],
  ["all", null],
  ["nonsense", "2026-10-23"],
])("%s begins on %s", (period, from) => {
  expect(chosen(period)).toEqual({ from, to: TODAY });
});

test("yesterday is one day, and not the last", () => {
  expect(chosen("yesterday")).toEqual({ from: "2026-11-20", to: "2026-11-20" });
});

test("a period of one's own has both ends, whichever was typed first", () => {
  expect(chosen("custom", "2026-11-09", "2026-11-02")).toEqual({ from: "2026-11-02", to: "2026-11-09" });
});

test("a day that is none gives thirty days", () => {
  expect(chosen("custom", "2026-13-77", "")).toEqual({ from: "2026-10-23", to: TODAY });
});

test("readings are asked for up to the day after the last", () => {
  expect(queryOf({ from: "2026-11-01", to: "2026-11-30" })).toBe("since=2026-11-01&until=2026-12-01");
});

test("the last day belongs to a period", () => {
  expect([TODAY, "2026-11-22", null].map((day) => within(day, chosen("7d")))).toEqual([true, false, false]);
});
