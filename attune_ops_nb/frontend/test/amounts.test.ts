import { expect, test } from "vitest";
import { atLeast, cents, difference, least } from "../src/amounts";

test("an amount that leaves calls out says that it is the least it can be", () => {
  expect(least(84.5, 66)).toBe("≥ $84.50 (+66 unpriced)");
  expect(least(84.5, 0)).toBe("$84.50");
});

test("what is not known is not nothing", () => {
  expect(atLeast(null, true)).toBe("unknown");
  expect(atLeast(3, false)).toBe("≥ $3.00");
});

test("less than a cent is not nothing", () => {
  expect([0, 0.0004, -0.0004, 0.938, 1234.5].map(cents)).toEqual(["$0.00", "< $0.01", "−< $0.01", "$0.94", "$1,234.50"]);
});

test("a difference has its sign, and none where it is below half a cent", () => {
  expect([1.5, -2.25, 0.001, -0.004].map(difference)).toEqual(["+$1.50", "−$2.25", "$0.00", "$0.00"]);
});
