import { describe, expect, test } from "vitest";
import { BlocksChart } from "../src/charts/blocks";
import { CacheChart, saved } from "../src/charts/cache";
import { Columns } from "../src/charts/columns";
import { everyDay } from "../src/charts/days";
import { ModelsChart } from "../src/charts/models";
import { parts } from "../src/charts/parts";
import { upwards } from "../src/charts/scale";
import { SessionsChart } from "../src/charts/sessions";
import { SpendChart } from "../src/charts/spend";
import { TelemetryChart } from "../src/charts/telemetry";
import type { PriceTable } from "../src/types.gen";
import { block, sessionRow, spend, usageRow } from "./reading_examples";
import { key, press, show, text } from "./showing";

const PRICES: PriceTable = {
  batch: 0.5,
  geography: {},
  web_search: 0.01,
  models: {
    sonnet: [
      { input: 3, output: 15, cache_write_5m: 3.75, cache_write_1h: 6, cache_read: 0.3, valid_from: null, fast: null, bands: [], source: "" },
    ],
  },
  note: "",
};

describe("a scale", () => {
  test("ends on a round number that nothing is above", () => {
    const scale = upwards(13.2, 100, 0);
    expect(scale.ticks).toEqual([0, 5, 10, 15]);
    expect(scale.place(15)).toBe(0);
  });

  test("of nothing has its zero", () => {
    expect(upwards(0, 100, 0).ticks).toEqual([0]);
  });
});

test("days without anything stand between those with something", () => {
  expect(everyDay(["2026-10-30", null, "2026-11-02"])).toEqual(["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"]);
});

test("the greatest five have a colour of their own and the rest share one", () => {
  const rows = ["a", "b", "c", "d", "e", "f", "g"].map((workflow, at) => usageRow({ workflow, day: "2026-11-21", cost: 10 - at }));
  const series = parts(rows, ["2026-11-21"], ({ day }) => day, ({ workflow }) => workflow, ({ cost }) => cost);
  expect(series.map(({ name, values }) => [name, values[0]])).toEqual([["a", 10], ["b", 9], ["c", 8], ["d", 7], ["e", 6], ["others", 9]]);
});

describe("columns", () => {
  const columns = (
    <Columns title="Cost" description="two days" labels={["11-20", "11-21"]} series={[{ name: "a", values: [1, 2] }, { name: "b", values: [0, 3] }]} format={(value) => `$${value}`} />
  );

  test("are read out with the arrow keys", async () => {
    const place = show(columns);
    await key("svg[role=img]", "ArrowLeft");
    expect(place.querySelector(".attune-plot [role=status]")?.textContent).toBe("11-21: $5");
  });

  test("give their numbers as a table", async () => {
    const place = show(columns);
    await press("Numbers of Cost");
    expect([...place.querySelectorAll("tbody tr")].map((row) => row.textContent)).toEqual(["11-20$1$0$1", "11-21$2$3$5"]);
  });

  test("draw no part that is nothing", () => {
    expect(show(columns).querySelectorAll("rect[class^=attune-series]")).toHaveLength(3 + 2);
  });
});

test("spending that leaves calls out says so", () => {
  show(<SpendChart spend={spend({ unpriced: 3 })} />);
  expect(text()).toContain("today ≥ $7.43");
});

test("calls without a price stand beside their cost", () => {
  show(<TelemetryChart rows={[usageRow({ day: "2026-11-21", workflow: "audit", unpriced_events: 2 })]} by="workflow" />);
  expect(text()).toContain("≥ $1.50 (+2 unpriced) in 3 calls");
});

test("a model without a price is not shown as free", () => {
  show(<ModelsChart rows={[usageRow({ model: "orion", cost: 0, events: 2, unpriced_events: 2 })]} />);
  expect(text()).toContain("no known price · 2 calls");
});

test("the cache saves what its reads would have cost at full price, less what its writes cost more", () => {
  const row = usageRow({ day: "2026-11-21", model: "sonnet", cache_read_tokens: 1_000_000, cache_write_tokens: 100_000 });
  expect(saved([row, usageRow({ day: "2026-11-21", model: "orion", cache_read_tokens: 9 })], PRICES)).toBeCloseTo(2.7 - 0.075);
});

test("without a price table nothing is said to be saved", () => {
  show(<CacheChart rows={[usageRow({ day: "2026-11-21", cache_read_tokens: 1_000 })]} prices={null} />);
  expect(text()).toContain("50 % came from the cache");
  expect(text()).not.toContain("saved");
});

test("the block that goes on is told apart, and gaps are none", () => {
  show(<BlocksChart blocks={[block(), block({ gap: true, cost: 0 }), block({ active: true, cost: 1 })]} />);
  expect(text()).toContain("$3.00 in 2 blocks");
  expect(text()).toContain("goes on");
});

test("sessions without a time are on no day", () => {
  const place = show(<SessionsChart rows={[sessionRow({ session: "a" }), sessionRow({ session: "b", first_at: null })]} now={0} />);
  expect(place.querySelectorAll(".attune-span")).toHaveLength(1);
});

test("a picture of calls is copied as the Python that draws it", () => {
  const range = { from: "2026-11-01", to: "2026-11-21" };
  const place = show(<TelemetryChart rows={[usageRow({ day: "2026-11-21", tier: "CHEAP" })]} by="tier" range={range} />);
  expect(place.querySelector(".attune-copying button")?.getAttribute("title")?.split("\n").at(-1)).toBe(
    'charts.telemetry(readings.telemetry_rows(["day", "tier"], since=date(2026, 11, 1), until=date(2026, 11, 22)), by="tier")',
  );
});
