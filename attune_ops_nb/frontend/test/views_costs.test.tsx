import { expect, test, vi } from "vitest";
import { Refusal } from "../src/core/transport";
import type { Reconciliation } from "../src/types.gen";
import { dayOf } from "../src/periods";
import { ConnectBilling } from "../src/views/connect_billing";
import { CostFigures } from "../src/views/cost_figures";
import { Costs } from "../src/views/costs";
import { Reconcile } from "../src/views/reconcile";
import { state, verbs } from "./examples";
import { bill, cost, having, sessionRow, sessionUsage, spend } from "./reading_examples";
import { fill, press, props, show, submit, text } from "./showing";

const READ = { "api/ops/spend": spend(), "api/ops/cost": cost() };
const NO_KEY = { kind: "no_key", message: "there is no admin key", retry_after: null, last: null } as const;
const NO_CAUSES = { unlogged: 0, unpriced: 0, batch: 0, web_search: 0, geography: 0, other: 0 };

const explained: Reconciliation = {
  day: "2026-11-19",
  rows: [],
  billed_usd: 7.99,
  logged_usd: 6.84,
  difference_usd: 1.15,
  causes: { ...NO_CAUSES, unlogged: 1.2, batch: -0.05 },
  cents: { unlogged: 120, batch: -5, other: 0 },
  complete: true,
  settled: true,
  notes: [],
};

test("costs say whose word they are and how old that is", () => {
  show(<Costs {...props("costs", { state: having(READ) })} />);
  expect(text()).toContain("Bill of the account · cached, fetched");
});

test("the bill is split by the side that the address names", () => {
  show(<Costs {...props("costs", { state: having(READ), place: { view: "costs", query: { by: "type" } } })} />);
  expect(text()).toContain("Bill by type, last 30 days");
});

test("the bill is asked for again on demand, and spending is read again after it", async () => {
  const send = vi.fn().mockResolvedValue(cost());
  show(<Costs {...props("costs", { state: having(READ), verbs: verbs({ send }) })} />);
  await press("Refresh the bill");
  expect(send).toHaveBeenCalledWith("POST", "api/ops/cost/refresh", { refresh: true }, ["api/ops/spend", "api/ops/home"]);
});

test("a bill that could not be fetched just now says so, though the last one is still known", async () => {
  const error = { kind: "network", message: "no answer", retry_after: null, last: bill() } as const;
  const send = vi.fn().mockResolvedValue(cost({ summary: null, error }));
  show(<Costs {...props("costs", { state: having(READ), verbs: verbs({ send }) })} />);
  await press("Refresh the bill");
  expect(text()).toContain("could not be fetched: no answer. What to do: check the connection, then refresh.");
});

test("a bill that came in part is the least it can be", () => {
  const part = cost({ summary: bill({ complete: false, problem: "page 2 did not come" }) });
  show(<Costs {...props("costs", { state: having({ ...READ, "api/ops/cost": part }) })} />);
  expect(text()).toContain("in part: page 2 did not come");
  expect(text()).toContain("≥ $165.74 in all");
});

test("a bill that could not be fetched stays in view with why and what to do", () => {
  const error = { kind: "rate_limited", message: "too many requests", retry_after: 30, last: bill() } as const;
  show(<Costs {...props("costs", { state: having({ ...READ, "api/ops/cost": cost({ summary: null, error }) }) })} />);
  expect(text()).toContain("too many requests. What to do: wait a little, then refresh.");
  expect(text()).toContain("claude-sonnet-4-6");
});

test("without a key the way to connect billing is shown, and what runs cost", () => {
  show(<Costs {...props("costs", { state: having({ ...READ, "api/ops/cost": cost({ summary: null, error: NO_KEY }) }) })} />);
  expect(text()).toContain("Connect billing");
  expect(text()).not.toContain("Refresh the bill");
});

test("sessions are split by project under its name", () => {
  const range = `since=2026-11-01&until=2026-11-21`;
  const query = { of: "sessions", period: "custom", from: "2026-11-01", to: "2026-11-20" };
  const usage = sessionUsage(sessionRow({ project: "-srv-shop", cost: 2 }));
  const readings = { ...READ, [`api/ops/sessions?by=project&${range}`]: usage };
  show(<Costs {...props("costs", { state: having(readings), place: { view: "costs", query } })} />);
  expect(text()).toContain("shop$2.00");
});

test("a period is chosen in the address", async () => {
  const replace = vi.fn();
  show(<Costs {...props("costs", { state: having(READ), verbs: verbs({ replace }) })} />);
  await press("7 days");
  expect(replace).toHaveBeenCalledWith({ view: "costs", query: { period: "7d" } });
});

test("today is held against the usual day that the chart draws", () => {
  show(<CostFigures spend={spend()} />);
  expect(text()).toContain("$1.43 above usual");
});

test("an unusual day raises the alarm in words", () => {
  show(<CostFigures spend={spend({ alarm: { ...spend().alarm, level: "alarm", detail: "today is 4 times a usual day" } })} />);
  expect(text()).toContain("Spend alarm: today is 4 times a usual day");
});

test("a budget that is used up says by how much", () => {
  const budget = { limit_usd: 100, spent_usd: 129, left_usd: -29, used_pct: 129, month_pct: 70, level: "exceeded", lasts_until: null } as const;
  show(<CostFigures spend={spend({ budget })} />);
  expect(text()).toContain("by $29.00 too much");
});

test("a key is tested, kept, and gone from the page", async () => {
  const send = vi.fn().mockResolvedValue({ path: "/home/ada/.attune/key.env", tested: true, problem: null });
  const place = show(<ConnectBilling cost={cost({ summary: null, error: NO_KEY })} verbs={verbs({ send })} />);
  await fill("input[type=password]", " sk-ant-admin-1 ");
  await submit();
  expect(send.mock.calls[0]?.slice(0, 3)).toEqual(["PUT", "api/ops/cost/key", { key: "sk-ant-admin-1" }]);
  expect(text()).toContain("The key works and is kept in /home/ada/.attune/key.env");
  expect(place.querySelector("input")?.value).toBe("");
});

test("where nothing may be written, the key is refused with the reason", async () => {
  const send = vi.fn().mockRejectedValue(new Refusal("this is read-only", "FORBIDDEN"));
  show(<ConnectBilling cost={cost({ summary: null, error: NO_KEY })} verbs={verbs({ send })} />);
  await fill("input[type=password]", "sk-ant-admin-1");
  await submit();
  expect(text()).toContain("The key was not stored: this is read-only");
});

test("each cause of a difference has its cents and its reason", async () => {
  const send = vi.fn().mockResolvedValue(explained);
  const place = show(<Reconcile verbs={verbs({ send })} today="2026-11-21" day="" onDay={() => undefined} />);
  await submit();
  expect(send).toHaveBeenCalledWith("POST", "api/ops/reconcile", { day: "2026-11-20" });
  const causes = [...place.querySelectorAll("[aria-label='Causes of the difference'] > li")];
  expect(causes.map((each) => each.textContent?.split(":")[0])).toEqual(["+$1.20Not logged", "−$0.05Batch discount"]);
});

test("what was logged without a known price did not cost nothing", async () => {
  const row = { model: "orion", billed_usd: 0, sessions_usd: 0, telemetry_usd: 0, overlap_usd: 0, logged_usd: 0, difference_usd: 0, causes: NO_CAUSES, calls: 5, unpriced_calls: 5 };
  const send = vi.fn().mockResolvedValue({ ...explained, rows: [row] });
  show(<Reconcile verbs={verbs({ send })} today="2026-11-21" day="" onDay={() => undefined} />);
  await submit();
  expect(text()).toContain("orion$0.00––no known price");
});

test("a day that is not over is said to be so", async () => {
  const send = vi.fn().mockResolvedValue({ ...explained, settled: false });
  show(<Reconcile verbs={verbs({ send })} today="2026-11-21" day="2026-11-19" onDay={() => undefined} />);
  await submit();
  expect(text()).toContain("2026-11-19 is not over");
});

test("a server that is away is waited for", () => {
  show(<Costs {...props("costs", { state: state({ connection: { state: "reconnecting", since: 0 } }) })} />);
  expect(text()).toContain("Waiting for the server…");
});

test("what cannot be read says so and can be tried again", async () => {
  const refresh = vi.fn();
  const failed = new Map([["api/ops/cost", { is: "failed", message: "the file is damaged" } as const]]);
  show(<Costs {...props("costs", { state: state({ readings: failed }), verbs: verbs({ refresh }) })} />);
  expect(text()).toContain("The bill could not be read: the file is damaged");
  await press("Try again");
  expect(refresh).toHaveBeenCalledWith("api/ops/cost");
});

test("today is a day of UTC", () => {
  expect(dayOf(Date.parse("2026-11-21T23:59:59-05:00"))).toBe("2026-11-22");
});
