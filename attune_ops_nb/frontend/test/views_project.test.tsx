import { describe, expect, test, vi } from "vitest";
import type { Bulletin as BulletinReading, Memory as MemoryReading } from "../src/types.gen";
import { Bulletin } from "../src/views/bulletin";
import { Memory } from "../src/views/memory";
import { verbs } from "./examples";
import { having } from "./reading_examples";
import { fill, press, props, show, submit, text } from "./showing";

const NOTICE = {
  actor_id: "sched-nightly",
  actor_kind: "scheduled",
  workflow: "release-prep",
  run_id: "0b4",
  started_at: "2026-11-21T04:00:00Z",
  last_heartbeat: "2026-11-21T04:10:00Z",
  current_status: "running",
  scope: null,
  hostname: null,
};
const QUIET: BulletinReading = { active: [], stale: [], malformed_lines: 0, malformed: [] };
const NO_BRIEFING = { summary: "", items: [], snoozed: [], sources_consulted: [], cost_usd: null, cached_at: null, is_stale: true, model: null, answers: [], malformed: [] };
const NOTHING_WAITS = { action_count: 0, handoffs: [], untriaged_reviews: 0, outbox: { drafts: [], oldest_days: 0, is_stale: false }, threads: "", unknown: [] };

const bulletin = (readings: Readonly<Record<string, unknown>>, send = vi.fn().mockResolvedValue(null)) => {
  const state = having({ "api/ops/bulletin": QUIET, "api/ops/briefing": NO_BRIEFING, "api/ops/collab": NOTHING_WAITS, ...readings });
  show(<Bulletin {...props("bulletin", { state, verbs: verbs({ send }) })} />);
  return send;
};

describe("the bulletin", () => {
  test("says that nothing runs where nobody says so", () => {
    bulletin({});
    expect(text()).toContain("Nobody says that anything runs now.");
    expect(text()).toContain("There is no briefing");
    expect(text()).toContain("Nothing waits");
  });

  test("tells runs that went silent from those that run, and ends them", async () => {
    const send = bulletin({ "api/ops/bulletin": { ...QUIET, stale: [NOTICE] } });
    expect(text()).toContain("1 run of which nothing was heard for long");
    await press("Mark as ended");
    expect(send).toHaveBeenCalledWith("POST", "api/ops/bulletin/0b4/heartbeat", { status: "cancelled" });
  });

  test("takes an announcement", async () => {
    const send = bulletin({});
    await press("Announce a run");
    await fill("form input", "nightly audit");
    await submit();
    expect(send).toHaveBeenCalledWith("POST", "api/ops/bulletin", { workflow: "nightly audit" });
  });
});

describe("the briefing", () => {
  const action = { kind: "question", label: null, question: "Keep it?", choices: ["Keep", "Remove"], url: "javascript:alert(1)", workflow: null, scope: null };
  const item = { id: "b", title: "Legacy exporter", severity: "high", rationale: "Nobody calls it.", sources: [], suggested_action: action, snoozed_until: null };
  const told = { ...NO_BRIEFING, summary: "One thing.", items: [item], is_stale: false };

  test("takes an answer to an item", async () => {
    const send = bulletin({ "api/ops/briefing": told });
    await press("Keep");
    expect(send).toHaveBeenCalledWith("POST", "api/ops/briefing/answer", { item_id: "b", choice: "Keep" });
  });

  test("leaves an item out on demand", async () => {
    const send = bulletin({ "api/ops/briefing": told });
    await press("Snooze");
    expect(send).toHaveBeenCalledWith("POST", "api/ops/briefing/snooze", { item_id: "b" });
  });

  test("has no link that is a program", () => {
    bulletin({ "api/ops/briefing": told });
    expect(document.querySelector("a[href^=javascript]")).toBeNull();
  });
});

describe("the memory", () => {
  const known: MemoryReading = {
    nodes: [{ key: "project:money.md", topic: "money", kind: "decision", name: "money.md", description: "Money is integers", size: 1_840, modified: "2026-11-19T10:00:00Z" }],
    kinds: { decision: 1, pattern: 0 },
    topics: ["money"],
    findings: [{ id: "1", text: "Two rows for Norway", session_id: "fdb7cf89", topics: ["tax"], cwd: null, at: "2026-11-20T10:00:00Z", expires_at: "2026-12-20T10:00:00Z" }],
    attention: { newest: "2026-11-19T10:00:00Z", changed_since: ["src/pay.py"], undescribed: [] },
    malformed: [],
  };

  test("lists pages, findings and what wants attention", () => {
    show(<Memory {...props("memory", { state: having({ "api/ops/memory": known }) })} />);
    expect(text()).toContain("1 file of the project changed after the newest page");
    expect(text()).toContain("money.md");
    expect(text()).toContain("Two rows for Norway");
  });

  test("shows the page that the address names, as text", () => {
    const node = "api/ops/memory/node?key=project%3Amoney.md";
    const readings = { "api/ops/memory": known, [node]: { node: known.nodes[0], text: "<i>Money</i>", fields: {} } };
    const place = show(<Memory {...props("memory", { state: having(readings), place: { view: "memory", query: { node: "project:money.md" } } })} />);
    expect(place.querySelector("pre")?.textContent).toBe("<i>Money</i>");
  });

  test("says where pages lie while there are none", () => {
    const nothing = { ...known, nodes: [], findings: [], attention: { newest: null, changed_since: [], undescribed: [] } };
    show(<Memory {...props("memory", { state: having({ "api/ops/memory": nothing }) })} />);
    expect(text()).toContain("Nothing is remembered yet.");
  });
});
