import { expect, test, vi } from "vitest";
import { ConfirmButton } from "../src/views/confirm_button";
import { ReadOnly } from "../src/views/hooks";
import { Settings } from "../src/views/settings";
import { Specs } from "../src/views/specs";
import { WriteButton } from "../src/views/write_button";
import { info, verbs } from "./examples";
import { having } from "./reading_examples";
import { fill, press, props, show, text } from "./showing";

const setting = (name: string, value: unknown, changeable = true) => ({ name, help: "", value, default: value, stored: false, variable: "", changeable });
const SETTINGS = [setting("monthly_budget_usd", 350), setting("specs_candidates_enabled", false), setting("port", 8765, false)];

const settings = () => {
  const change = vi.fn().mockResolvedValue(undefined);
  show(<Settings {...props("settings", { state: having({ "api/ops/settings": SETTINGS }), verbs: verbs({ change }) })} />);
  return change;
};

test("a budget is changed after a question that says both", async () => {
  const change = settings();
  await fill("input[type=number]", "500");
  await press("Change…");
  expect(text()).toContain("Budget: $350.00 → $500.00?");
  await press("Change it");
  expect(change).toHaveBeenCalledExactlyOnceWith("monthly_budget_usd", 500);
});

test.each(["", "-1", "350"])("a budget of %j is no change", async (typed) => {
  settings();
  await fill("input[type=number]", typed);
  await expect(press("Change…").then(() => press("Change it"))).rejects.toThrow("no button");
});

test("specs say that nobody looks for finished ones, and switch it on after a question", async () => {
  const change = vi.fn().mockResolvedValue(undefined);
  const state = { ...having({ "api/ops/specs": [], "api/ops/candidates": [] }), info: { ...info, specs_candidates_enabled: false } };
  show(<Specs {...props("specs", { state, verbs: verbs({ change }) })} />);
  await press("Look for them…");
  expect(change).not.toHaveBeenCalled();
  await press("Look for them");
  expect(change).toHaveBeenCalledExactlyOnceWith("specs_candidates_enabled", true);
});

test("where nothing may be written, what writes cannot be pressed and says why", () => {
  const place = show(
    <ReadOnly.Provider value>
      <WriteButton title="Do it">Do it</WriteButton>
      <ConfirmButton label="Close" question="?" yes="Yes" onYes={async () => undefined} />
    </ReadOnly.Provider>,
  );
  const buttons = [...place.querySelectorAll("button")];
  expect(buttons.map(({ disabled, title }) => [disabled, title.includes("--read-only")])).toEqual([[true, true], [true, true]]);
});
