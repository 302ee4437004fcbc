import { expect, test, vi } from "vitest";
import { ActiveBlock } from "../src/views/active_block";
import { projectName } from "../src/views/session_columns";
import { SessionDetail, resumePrompt } from "../src/views/session_detail";
import { Sessions } from "../src/views/sessions";
import { info, verbs } from "./examples";
import { block, having, session, sessionRow } from "./reading_examples";
import { press, props, show, text } from "./showing";

const LIST = "api/ops/sessions/list?days=7&limit=500";
const shown = (readings: Readonly<Record<string, unknown>>) => ({
  ...props("sessions"),
  state: having({ "api/ops/sessions/blocks": [], ...readings }),
});

test("sessions are listed by how they began", () => {
  show(<Sessions {...shown({ [LIST]: [session()] })} />);
  expect(text()).toContain("Move the tax rates into a table");
});

test("a log that was copied lately is no session of these days", () => {
  show(<Sessions {...shown({ [LIST]: [session({ last_activity: "2020-01-01T00:00:00Z", starter_prompt: "Long ago" })] })} />);
  expect(text()).not.toContain("Long ago");
});

test("a project without sessions says where they are looked for", () => {
  show(<Sessions {...shown({ [LIST]: [] })} />);
  expect(text()).toContain("No session was active in this project within 7 days.");
  expect(text()).toContain("CLAUDE_CONFIG_DIR");
});

test("the days are chosen in the address", async () => {
  const replace = vi.fn();
  show(<Sessions {...shown({ [LIST]: [session()] })} verbs={verbs({ replace })} />);
  await press("30 days");
  expect(replace).toHaveBeenCalledWith({ view: "sessions", query: { days: "30" } });
});

test("the command that goes on with a session is copied whole, with its folder quoted", async () => {
  const writeText = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  show(<SessionDetail conversation={{ session: session(), usage: null }} now={0} onClose={() => undefined} />);
  await press("Copy resume command");
  vi.unstubAllGlobals();
  expect(writeText).toHaveBeenCalledWith("cd '/srv/my shop' && claude --resume fdb7cf89");
});

test("the prompt that goes on with a session names how it began and its log", () => {
  const prompt = resumePrompt(session());
  expect(prompt).toContain('It began with: "Move the tax rates into a table"');
  expect(prompt).toContain("/home/ada/.claude/fdb7cf89.jsonl");
});

test("what a session used says which replies have no price", () => {
  const conversation = { session: session(), usage: sessionRow({ unpriced_replies: 2 }) };
  show(<SessionDetail conversation={conversation} now={0} onClose={() => undefined} />);
  expect(text()).toContain("≥ $0.50 (+2 unpriced)");
});

test("the block that goes on has its burn rate and what it comes to", () => {
  const burn = { tokens_per_minute: 4_200, spoken_tokens_per_minute: 300, cost_per_hour: 1.25 };
  const projection = { minutes_left: 90, total_tokens: 3_000_000, cost: 4, limit: null };
  show(<ActiveBlock block={block({ active: true, burn, projection })} now={Date.parse("2026-11-21T07:30:00Z")} />);
  expect(text()).toContain("$1.25 an hour");
  expect(text()).toContain("about $4.00");
  expect(text()).toContain("in 1:30 h");
});

test("without a block that goes on, nothing is projected", () => {
  show(<ActiveBlock block={null} now={0} />);
  expect(text()).toContain("No block goes on now");
});

test.each([
  ["-srv-shop", "shop"],
  ["-srv-shop--claude-worktrees-tax", "shop, worktree tax"],
  ["-srv-shopping", "-srv-shopping"],
  [null, "(none)"],
])("logs in %s are of %s", (folder, name) => {
  expect(projectName(folder, info)).toBe(name);
});
