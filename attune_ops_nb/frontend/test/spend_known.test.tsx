/** Where nothing is known to be spent, no narrow place says that it was nothing. */

import { expect, test } from "vitest";
import { SpendItem } from "../src/lab/spend_item";
import type { Home } from "../src/types.gen";
import { knownSpend } from "../src/views/spend_known";
import { SpendLine } from "../src/views/spend_line";
import { verbs } from "./examples";
import { having, spend } from "./reading_examples";
import { show, text } from "./showing";

const NOTHING = { ...spend().numbers, today_usd: 0, seven_day_usd: 0, month_to_date_usd: 0, thirty_day_usd: 0 };
const silent = spend({ source: "local", numbers: NOTHING });
const home = (given: Partial<Home> = {}): Home =>
  ({ spend: silent, last_call_at: null, matters: [], unknown: [], ...given }) as unknown as Home;
const given = (value: Home) => ({ state: having({ "api/ops/home": value }), verbs: verbs() });

test("a home that knows of no call and no bill knows of no spending", () => {
  expect(knownSpend(home())).toBeNull();
  expect(knownSpend(home({ spend: null }))).toBeNull();
});

test("a call that was logged once or a bill that was fetched makes zero a fact", () => {
  expect(knownSpend(home({ last_call_at: "2026-01-01T00:00:00Z" }))).toBe(silent);
  const billed = spend({ source: "account", numbers: NOTHING });
  expect(knownSpend(home({ spend: billed }))).toBe(billed);
});

test("the status bar shows no spending of which nothing is known", () => {
  show(<SpendItem {...given(home())} />);
  expect(text()).toBe("");
});

test("the status bar says what a day cost on which there was nothing to pay", () => {
  show(<SpendItem {...given(home({ last_call_at: "2026-01-01T00:00:00Z" }))} />);
  expect(text()).toContain("$0.00 today");
});

test("the sidebar says in words that nothing is known to be spent", () => {
  show(<SpendLine {...given(home())} />);
  expect(text()).toContain("Nothing is known to be spent yet.");
  expect(text()).not.toContain("$");
});
