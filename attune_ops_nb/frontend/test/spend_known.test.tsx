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
const silent = spend({ source: "local", known: false, numbers: NOTHING });
const idle = spend({ source: "local", known: true, numbers: NOTHING });
const home = (given: Partial<Home> = {}): Home =>
  ({ spend: silent, matters: [], unknown: [], ...given }) as unknown as Home;
const given = (value: Home) => ({ state: having({ "api/ops/home": value }), verbs: verbs() });

test("what is not known to be spent is not there", () => {
  expect(knownSpend(home())).toBeNull();
  expect(knownSpend(home({ spend: null }))).toBeNull();
  expect(knownSpend(home({ spend: idle }))).toBe(idle);
});

test("the status bar shows no spending of which nothing is known", () => {
  show(<SpendItem {...given(home())} />);
  expect(text()).toBe("");
});

test("the status bar says what a day cost on which there was nothing to pay", () => {
  show(<SpendItem {...given(home({ spend: idle }))} />);
  expect(text()).toContain("$0.00 today");
});

test("the sidebar says in words that nothing is known to be spent", () => {
  show(<SpendLine {...given(home())} />);
  expect(text()).toContain("Nothing is known to be spent yet.");
  expect(text()).not.toContain("$");
});
