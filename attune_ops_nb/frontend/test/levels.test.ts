import { expect, test } from "vitest";
import { levelOf, passes } from "../src/core/levels";

test.each([
  ["2026-11-21 04:00:01 ERROR no disk", "error"],
  ["E       AssertionError: assert 12 == 13", "error"],
  ["Traceback (most recent call last):", "error"],
  ["FAILED tests/test_cart.py::test_total", "error"],
  ["1 failed, 40 passed in 2.31s", "error"],
  ["error: no such file", "error"],
  ['{"level":"error","msg":"x"}', "error"],
  ["0 errors, 2 warnings", "warning"],
  ["found 0 errors", "info"],
  ["WARNING the cart is old", "warning"],
  ["cart.py:3: DeprecationWarning: old", "warning"],
  ["DEBUG opened", "debug"],
  ["40 passed in 2.31s", "info"],
  ["test_error_page PASSED", "info"],
  ["", "info"],
])("%j is %s", (line, level) => expect(levelOf(line)).toBe(level));

test("a filter lets its own level and all above pass", () => {
  expect(["debug", "info", "warning", "error"].map((level) => passes(level as "info", "warning"))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
