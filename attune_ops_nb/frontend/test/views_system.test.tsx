import { describe, expect, test, vi } from "vitest";
import type { Action, Pack, Worker } from "../src/types.gen";
import { Health } from "../src/views/health";
import { saidOf as signalSaid } from "../src/views/health_signals";
import { saidOf as writeSaid } from "../src/views/health_writes";
import { Packs } from "../src/views/packs";
import { Workers, statusOf } from "../src/views/workers";
import { execution, verbs } from "./examples";
import { having } from "./reading_examples";
import { press, props, show, text } from "./showing";

const NOT_MEASURED = { snapshot: null, is_stale: true, report: null, surfaces: {}, malformed: [] };

const health = (part: string, readings: Readonly<Record<string, unknown>>, send = vi.fn().mockResolvedValue(null)) => {
  const state = having({ "api/ops/health": NOT_MEASURED, ...readings });
  show(<Health {...props("health", { state, verbs: verbs({ send }), place: { view: "health", query: { part } } })} />);
  return send;
};

describe("health", () => {
  test("of a project that was never measured says how to", async () => {
    const send = health("signals", {});
    expect(text()).toContain("The project was never measured.");
    await press("Measure now");
    expect(send).toHaveBeenCalledWith("POST", "api/ops/health/snapshots", {});
  });

  test("tells what could not be measured, and why", () => {
    const signals = { sloc: { status: "ok", value: { src_lines: 1_234 } }, churn: { status: "unavailable", reason: "not a git repository" } };
    const snapshot = { schema_version: 1, collected_at: "2026-11-21T07:00:00Z", project_root: "/srv/shop", repo_slug: "", signals };
    health("signals", { "api/ops/health": { ...NOT_MEASURED, snapshot } });
    expect(text()).toContain("Lines of code1,234 lines");
    expect(text()).toContain("1 signal could not be measured");
    expect(text()).toContain("not a git repository");
    expect(text()).toContain("too long ago to go by");
  });

  test("shows a sweep with what needs a decision", () => {
    const finding = { source: null, severity: "medium", title: "Two ways to round", description: null, file: "a.py", line: 3, evidence: null, confidence: null, tags: [] };
    const sweep = { scope_hash: "ab", queue: [], questions: [{ finding, reason: "both are used", next_step: null }], rejected: [], spent_usd: null, budget_usd: null, sources: [], failures: ["ruff did not start"], duration_ms: null };
    health("sweeps", { "api/ops/sweeps": [sweep] });
    expect(text()).toContain("cost unknown");
    expect(text()).toContain("Two ways to round needs a decisiona.py:3both are used");
    expect(text()).toContain("ruff did not start");
  });

  test("names the versions of the family, and what is not there", () => {
    health("system", { "api/ops/versions": [{ package: "attune-ops-nb", version: "0.1.0" }, { package: "attune-ai", version: null }] });
    expect(text()).toContain("attune-ops-nb0.1.0attune-ainot installed beside us");
  });

  test("says that nothing is pending", () => {
    const summary = { total_entries: 0, uncommitted_count: 0, stale_dashboard_count: 0, drifted_count: 0 };
    health("writes", { "api/ops/pending-writes": { pending: [], summary, malformed: [] } });
    expect(text()).toContain("Nothing is pending");
  });
});

test("a signal is said by its plain values", () => {
  expect(signalSaid({ status: "ok", value: { files: 1_200, ratio: 0.256, names: ["a", "b"], deep: {} }, reason: null })).toBe(
    "files 1,200 · ratio 0.26 · names 2 entries",
  );
});

test("a value of a signal that is known has its unit", () => {
  expect(signalSaid({ status: "ok", value: { coverage_percent: 77.42, source: "coverage.xml" }, reason: null })).toBe(
    "77.4 % of lines are run · from coverage.xml",
  );
});

test.each([
  [false, true, "changed again"],
  [true, false, "not committed"],
  [true, true, "committed"],
  [true, null, "unknown"],
] as const)("a write that is as it was: %s and committed: %s is %s", (matches_journal, is_committed, said) => {
  expect(writeSaid({ matches_journal, is_committed })[0]).toBe(said);
});

describe("packs", () => {
  const pack = { ref: "devtools", label: "Developer tools", version: "1.0.0", description: "Tests.", problem: "its runtime is missing", runtime_deps: [], dependencies: ["core"], is_standard: true, tags: [] } as unknown as Pack;
  const action = {
    ref: "devtools.tests",
    label: "tests",
    pack_ref: "devtools",
    description: "Runs the tests.",
    entrypoint: "run.py",
    runtime_ref: "core.python",
    runtime_version_constraint: null,
    param_schema: { path: { type: "string", required: true }, stop_after: { type: "integer", default: 0 }, token: { type: "string", secret: true } },
    out_schema: null,
    parameter_delivery: "stdin",
    parameter_format: "json",
    output_format: "json",
    timeout_seconds: null,
    max_retries: 0,
    retry_delay_seconds: 0,
    ops: null,
  } as unknown as Action;
  const readings = { "api/v1/packs": [pack], "api/v1/actions": [action], "api/v1/runtimes": [] };

  test("say what is wrong with them", () => {
    show(<Packs {...props("packs", { state: having(readings) })} />);
    expect(text()).toContain("its runtime is missing");
  });

  test("are all there again when a filter that fits none is cleared", async () => {
    const place = { view: "packs", query: { pack: "core", text: "nowhere" } } as const;
    show(<Packs {...props("packs", { state: having(readings), place })} />);
    await press("Clear the filter");
    expect(text()).toContain("Runs the tests.");
  });

  test("say where the environments of one are, and which is not complete", () => {
    const environment = { pack: "devtools", name: "Python", folder: "/srv/envs/devtools/Python", built_at: "2026-11-21T07:00:00Z", size: 48_000_000 };
    const path = "api/v1/packs/devtools/environments";
    const state = having({ ...readings, [path]: [environment, { ...environment, name: "Python-3.13", built_at: null }] });
    show(<Packs {...props("packs", { state, place: { view: "packs", query: { pack: "devtools" } } })} />);
    expect(text()).toContain("48.0 MB, built");
    expect(text()).toContain("/srv/envs/devtools/Python");
    expect(text()).toContain("not complete");
  });

  test("have actions whose parameters are told with type, default and what is required", () => {
    show(<Packs {...props("packs", { state: having(readings), place: { view: "packs", query: { action: "devtools.tests" } } })} />);
    expect(text()).toContain("path string required");
    expect(text()).toContain("stop_after integer = 0");
    expect(text()).toContain("token string  secret");
  });
});

describe("workers", () => {
  test("that are not there are no fault", () => {
    show(<Workers {...props("workers", { state: having({ "api/v1/workers": [] }) })} />);
    expect(text()).toContain("No worker is there now.");
  });

  test("say what runs on the one that is chosen", () => {
    const worker = { id: 3, name: "w-3", worker_type: "local", status: "busy", host: null, pid: null, last_heartbeat: null, capabilities: {}, meta: {} } as unknown as Worker;
    const known = [execution({ id: 7, worker: 3 }), execution({ id: 8, worker: 4 }), execution({ id: 9, worker: 3, status: "completed" })];
    const state = { ...having({ "api/v1/workers": [worker] }), executions: new Map(known.map((each) => [each.id, each])) };
    const place = show(<Workers {...props("workers", { state, place: { view: "workers", query: { worker: "w-3" } } })} />);
    const here = [...place.querySelectorAll("[aria-label='What runs on w-3'] li")].map((each) => each.textContent);
    expect(here).toEqual([expect.stringContaining("#7 devtools.tests")]);
  });

  test.each([
    ["busy", "2026-11-21T07:00:00Z", "busy"],
    ["busy", "2026-11-21T06:00:00Z", "silent"],
    ["inactive", "2026-11-21T06:00:00Z", "inactive"],
    ["active", null, "silent"],
  ] as const)("that said %s at %s are %s", (status, last_heartbeat, said) => {
    expect(statusOf({ status, last_heartbeat }, Date.parse("2026-11-21T07:00:30Z"))[0]).toBe(said);
  });
});
