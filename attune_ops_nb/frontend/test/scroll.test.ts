import { describe, expect, test } from "vitest";
import { atBottom, elementHeight, highestTop, placed, scrolled, TALLEST, type Extent } from "../src/core/scroll";

const few: Extent = { rows: 1_000, rowHeight: 18, viewport: 400 };
const many: Extent = { rows: 5_000_000, rowHeight: 18, viewport: 400 };

describe("scrolling", () => {
  test("over few rows is pixel by pixel", () => {
    expect(scrolled(few, { top: 0, bar: 0 }, 117)).toEqual({ top: 117, bar: 117 });
  });

  test("over many rows keeps the element at a height that browsers can draw", () => {
    expect(elementHeight(many)).toBe(TALLEST);
  });

  test("over many rows moves by the same pixels when the movement is small", () => {
    const before = placed(many, 40_000_000);
    expect(scrolled(many, before, before.bar + 36).top).toBe(40_000_036);
  });

  test("over many rows jumps in proportion when the movement is large", () => {
    const half = (TALLEST - many.viewport) / 2;
    expect(scrolled(many, { top: 0, bar: 0 }, half).top).toBeCloseTo(highestTop(many) / 2, 0);
  });

  test("reaches both ends", () => {
    expect(scrolled(many, { top: 900, bar: 3 }, 0).top).toBe(0);
    const end = scrolled(many, { top: 900, bar: TALLEST - 700 }, TALLEST - many.viewport);
    expect(end.top).toBe(highestTop(many));
    expect(atBottom(many, end.top)).toBe(true);
  });

  test("goes nowhere when all rows are in view", () => {
    expect(placed({ rows: 3, rowHeight: 18, viewport: 400 }, 50)).toEqual({ top: 0, bar: 0 });
  });
});
