/** What is installed for a pack can be taken away, when that was meant. */

import { expect, test, vi } from "vitest";
import type { PackEnvironment } from "../src/types.gen";
import { PackEnvironments } from "../src/views/pack_environments";
import { verbs } from "./examples";
import { having } from "./reading_examples";
import { press, props, show, text } from "./showing";

const PATH = "api/v1/packs/devtools/environments";
const built: PackEnvironment = { pack: "devtools", name: "Python-3.13", folder: "/e", built_at: "2026-11-21T04:00:00Z", size: 4_000 };

function given(send = vi.fn().mockResolvedValue(null)) {
  const state = having({ [PATH]: [built] });
  show(<PackEnvironments {...props("packs", { state, verbs: { ...verbs(), send } })} pack="devtools" />);
  return send;
}

test("an environment is removed when that was asked for twice", async () => {
  const send = given();
  await press("Remove");
  expect(send).not.toHaveBeenCalled();
  expect(text()).toContain("Remove Python-3.13? The next run that needs it builds it again.");
  await press("Remove it");
  expect(send).toHaveBeenCalledWith("DELETE", `${PATH}/Python-3.13`, {}, [PATH]);
});

test("one that is used stays, and it is said by what", async () => {
  given(vi.fn().mockRejectedValue(new Error("devtools.lint (execution 7) uses it")));
  await press("Remove");
  await press("Remove it");
  expect(text()).toContain("devtools.lint (execution 7) uses it");
});
