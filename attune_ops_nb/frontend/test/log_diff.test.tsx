/** The logs of two runs, line by line. */

import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { compared, folded, MOST_BYTES, MOST_LINES, tailOf } from "../src/core/log_diff";
import { LogComparison } from "../src/views/log_comparison";
import { execution, verbs } from "./examples";
import { press, show, text } from "./showing";

const bytes = (log: string) => new TextEncoder().encode(log);
const sides = (one: readonly string[], other: readonly string[]) => compared(one, other)?.map(({ side, text }) => `${side} ${text}`);
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);

test("what only one log has is told from what both have", () => {
  expect(sides(["a", "b", "c"], ["a", "x", "c"])).toEqual(["both a", "one b", "other x", "both c"]);
});

test.each([
  ["2026-11-21T04:00:09Z started", "2026-11-20 09:12:33,120 started"],
  ["[12:01:07] 5 passed in 0.31s", "[9:44:59.120] 5 passed in 12.4 s"],
])("%j and %j differ in their times alone", (one, other) => {
  expect(sides([one], [other])).toEqual([`both ${one}`]);
});

test("a number that is no time makes a difference", () => {
  expect(sides(["5 passed"], ["4 passed"])).toHaveLength(2);
});

test("a log is read without colours, and a line that was written over as it ended", () => {
  expect(tailOf(bytes("\x1b[31mred\x1b[0m\n10 %\r100 %\r\n")).lines).toEqual(["red", "100 %"]);
});

test("of a long log the last lines are compared, and that is known", () => {
  const tail = tailOf(bytes(numbered(MOST_LINES + 1).join("\n")));
  expect([tail.lines.length, tail.lines[0], tail.cut]).toEqual([MOST_LINES, "line 1", true]);
  expect(tailOf(bytes("all\n")).cut).toBe(false);
});

test("a line whose beginning was not fetched is left out", () => {
  const tail = tailOf(bytes(`${"x".repeat(MOST_BYTES)}\nwhole\n`));
  expect([tail.lines, tail.cut]).toEqual([["whole"], true]);
});

test("equal lines far from every difference are folded, but never a single one", () => {
  const parts = folded(compared([...numbered(10), "one"], [...numbered(10), "other"]) ?? []);
  expect(parts.map((part) => [part.folded, part.rows.length])).toEqual([[true, 7], [false, 5]]);
  const four = folded(compared([...numbered(4), "one"], [...numbered(4), "other"]) ?? []);
  expect(four.map((part) => part.folded)).toEqual([false, false]);
});

const settled = () => act(() => new Promise<void>((resolve) => setTimeout(resolve)));

async function look(logs: Readonly<Record<number, string>>) {
  const logRange = vi.fn(async (id: number) => bytes(logs[id] ?? ""));
  const [one, other] = [execution({ id: 3, status: "failed" }), execution({ id: 5, status: "completed" })];
  show(<LogComparison verbs={{ ...verbs(), logRange }} one={one} other={other} />);
  await settled();
  return logRange;
}

test("only the end of each log is fetched", async () => {
  const logRange = await look({ 3: "a\n", 5: "b\n" });
  expect(logRange.mock.calls).toEqual([[3, -MOST_BYTES, MOST_BYTES], [5, -MOST_BYTES, MOST_BYTES]]);
});

test("two logs are shown with what differs, and folded lines are shown when asked for", async () => {
  const same = numbered(20).join("\n");
  await look({ 3: `${same}\nfailed\n`, 5: `${same}\nok\n` });
  expect(text()).toContain("− 1 line only in #3, + 1 line only in #5");
  expect(text()).toContain("− only in #3: failed");
  expect(text()).not.toContain("line 5");
  await press("⋯ 17 equal lines");
  expect(text()).toContain("line 5");
  expect(document.activeElement?.textContent?.trim()).toBe("line 0");
});

test("logs that say the same say so, and so do two that are empty", async () => {
  await look({ 3: "took 1.2 s\n", 5: "took 3 s\n" });
  expect(text()).toContain("The logs say the same");
  await look({});
  expect(text()).toContain("Neither run printed anything.");
});

test("logs that cannot be fetched are no logs that say the same", async () => {
  const logRange = vi.fn(() => Promise.reject(new Error("no disk")));
  show(<LogComparison verbs={{ ...verbs(), logRange }} one={execution()} other={execution({ id: 8 })} />);
  await settled();
  expect(text()).toContain("The logs could not be read: no disk");
});
