import { describe, expect, test } from "vitest";
import type { FeedItem } from "../src/core/transport";
import { reduce, runs } from "../src/state";
import type { Execution } from "../src/types.gen";
import { entry, execution, info, knowing, state } from "./examples";

const change = (row: Execution, kind: FeedItem["kind"] = "update"): FeedItem => ({
  sequence: 9,
  noun: "execution",
  id: row.id,
  kind,
  row,
});

describe("the state", () => {
  test("takes what the feed says of an execution", () => {
    const after = reduce(state(knowing(execution())), {
      type: "changes",
      items: [change(execution({ status: "completed" }))],
    });
    expect(after.executions.get(7)?.status).toBe("completed");
  });

  test("keeps what the feed said when an answer comes late", () => {
    const known = execution({ status: "running", updated: "2026-11-21T04:00:02Z" });
    const late = execution({ status: "requested", updated: "2026-11-21T04:00:01Z" });
    const after = reduce(state(knowing(known)), { type: "execution", execution: late });
    expect(after.executions.get(7)?.status).toBe("running");
  });

  test("forgets an execution that is gone", () => {
    const gone = { ...change(execution(), "delete"), row: null };
    expect(reduce(state(knowing(execution())), { type: "changes", items: [gone] }).executions.size).toBe(0);
  });

  test("shows at a workflow how its newest run stands", () => {
    const items = [change(execution({ id: 9, status: "failed" })), change(execution({ id: 8, parent: 3 }))];
    const after = reduce(state(), { type: "changes", items });
    expect(after.workflows).toEqual({ is: "here", value: [entry({ last_run: 9, last_status: "failed" })] });
  });

  test("knows nothing of another store after it answers in place of the first", () => {
    const after = reduce(state(knowing(execution())), { type: "welcome", info, version: "1", resumed: false });
    expect([after.executions.size, after.workflows.is, after.pages.all.asked.is]).toEqual([0, "wanted", "wanted"]);
  });

  test("asks for workflows again when a pack changed, and shows them meanwhile", () => {
    const item: FeedItem = { sequence: 1, noun: "pack", id: 1, kind: "update", row: null };
    const after = reduce(state(), { type: "changes", items: [item] });
    expect(after.workflows).toEqual({ is: "here", value: [entry()], stale: true });
    const loading = reduce(after, { type: "workflows", workflows: { is: "loading" } });
    expect(loading.workflows).toEqual({ is: "here", value: [entry()] });
  });
});

describe("the runs", () => {
  const page = (next: number | null) => ({ asked: { is: "here", value: null }, next }) as const;

  test("are executions without a parent, newest first", () => {
    const known = knowing(execution({ id: 1 }), execution({ id: 3 }), execution({ id: 2, parent: 1 }));
    expect(runs(state(known), "all").map(({ id }) => id)).toEqual([3, 1]);
  });

  test("stop where a gap may begin, save those under way", () => {
    const ended = { status: "completed" } as const;
    const known = knowing(execution({ id: 1, ...ended }), execution({ id: 2 }), execution({ id: 9, ...ended }));
    const before = state({ ...known, pages: { ...state().pages, all: page(5) } });
    expect(runs(before, "all").map(({ id }) => id)).toEqual([9, 2]);
  });

  test("are those of a filter", () => {
    const known = knowing(execution({ id: 1, status: "timeout" }), execution({ id: 2, status: "completed" }));
    expect(runs(state(known), "failed").map(({ id }) => id)).toEqual([1]);
  });
});
