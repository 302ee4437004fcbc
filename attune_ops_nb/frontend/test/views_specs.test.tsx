import { expect, test, vi } from "vitest";
import { Refusal } from "../src/core/transport";
import { Candidates } from "../src/views/candidates";
import { SpecDetail } from "../src/views/spec_detail";
import { stateOf } from "../src/views/spec_phases";
import { Specs } from "../src/views/specs";
import { verbs } from "./examples";
import { having, spec } from "./reading_examples";
import { fill, press, props, show, text } from "./showing";

const SPECS = "api/ops/specs";
const CANDIDATE = {
  slug: "tax-engine",
  path: "/srv/shop/docs/specs/tax-engine",
  current_status: "approved",
  evidence: ["all 7 tasks are done", "PR #41 was merged"],
  snapshot_hash: "ab",
};
const TEXT = { spec: spec(), contents: { decisions: "# <b>Tax</b>", requirements: "# What", design: null, tasks: null } };

const detail = (send = vi.fn().mockResolvedValue(null)) => {
  const given = props("specs", { state: having({ [`${SPECS}/tax-engine`]: TEXT }), verbs: verbs({ send }) });
  return show(<SpecDetail {...given} slug="tax-engine" now={0} onClose={() => undefined} />);
};

test("specs are listed with their lifecycle and what comes next", () => {
  show(<Specs {...props("specs", { state: having({ [SPECS]: [spec()], "api/ops/candidates": [] }) })} />);
  expect(text()).toContain("tax-engineactive");
  expect(text()).toContain("active 1");
});

test("a project without specs says what one is", () => {
  show(<Specs {...props("specs", { state: having({ [SPECS]: [], "api/ops/candidates": [] }) })} />);
  expect(text()).toContain("This project has no specs yet.");
  expect(text()).toContain("docs/specs");
});

test("a lifecycle is chosen in the address", async () => {
  const replace = vi.fn();
  const given = props("specs", { state: having({ [SPECS]: [spec(), spec({ slug: "old", path: "/o", lifecycle: "stale" })] }), verbs: verbs({ replace }) });
  show(<Specs {...given} />);
  await press("stale 1");
  expect(replace).toHaveBeenCalledWith({ view: "specs", query: { lifecycle: "stale" } });
});

test("a spec that may be finished has its evidence, and is closed after a question", async () => {
  const send = vi.fn().mockResolvedValue(null);
  show(<Candidates candidates={[CANDIDATE]} verbs={verbs({ send })} />);
  expect(text()).toContain("all 7 tasks are done");
  await press("Close it");
  expect(send).not.toHaveBeenCalled();
  await press("Close it");
  expect(send).toHaveBeenCalledWith("POST", "api/ops/specs/tax-engine/close", {}, ["api/ops/candidates"]);
});

test("a candidate is put off as it is now", async () => {
  const send = vi.fn().mockResolvedValue(null);
  show(<Candidates candidates={[CANDIDATE]} verbs={verbs({ send })} />);
  await press("Not yet");
  expect(send).toHaveBeenCalledWith("POST", "api/ops/specs/tax-engine/dismiss", { snapshot_hash: "ab" }, ["api/ops/candidates"]);
});

test("a status is written after a question that says both", async () => {
  const send = vi.fn().mockResolvedValue(null);
  detail(send);
  await fill("select[aria-label='Another status for requirements']", "approved", "change");
  await press("Set");
  expect(text()).toContain("requirements.md: draft → approved?");
  await press("Write it");
  expect(send).toHaveBeenCalledWith("PUT", "api/ops/specs/tax-engine/status", { phase: "requirements", status: "approved" }, ["api/ops/candidates"]);
});

test("where nothing may be written, the reason stands beside the button", async () => {
  detail(vi.fn().mockRejectedValue(new Refusal("this is read-only", "FORBIDDEN")));
  await press("Close this spec");
  await press("Close it");
  expect(text()).toContain("this is read-only");
});

test("cancelling writes nothing", async () => {
  const send = vi.fn();
  detail(send);
  await press("Close this spec");
  await press("Cancel");
  expect(send).not.toHaveBeenCalled();
});

test("the text of a phase is text and no markup", async () => {
  const place = detail();
  await press("decisions.md");
  expect(place.querySelector("pre")?.textContent).toBe("# <b>Tax</b>");
  expect(place.querySelector("pre b")).toBeNull();
});

test.each([
  ["approved (2026-11-01)", true, "ready"],
  ["draft", true, "begun"],
  [null, true, "begun"],
  [null, false, "waived"],
] as const)("a phase with status %s and a file: %s is %s", (status, exists, state) => {
  expect(stateOf({ name: "design", file: "design.md", exists, status }, ["design"])).toBe(state);
});
