/** Questions: what waits, and how it is answered. */

import { expect, test, vi } from "vitest";
import { Refusal } from "../src/core/transport";
import { Approvals } from "../src/views/approvals";
import { Dashboard } from "../src/views/dashboard";
import { FAR } from "../src/views/far";
import { InquiryForm } from "../src/views/inquiry_form";
import { PENDING } from "../src/views/pending";
import { read, state, verbs } from "./examples";
import { fill, press, props, show, submit, text } from "./showing";
import { inquiry } from "./workflow_examples";

const RECENT = "api/v1/inquiries?per_page=100";
const RESPOND = "api/v1/inquiries/3/respond";
const STALE = ["api/v1/executions"];
const decided = inquiry({ response_schema: { approved: { type: "boolean" }, note: { type: "string", required: true } } });

test("a question without a schema is answered with a text", async () => {
  const given = verbs();
  show(<InquiryForm inquiry={inquiry()} verbs={given} />);
  await fill("textarea", "go on");
  await submit();
  expect(given.send).toHaveBeenCalledExactlyOnceWith("POST", RESPOND, { response: "go on" }, STALE);
});

test("one switch among the fields is answered by two buttons", async () => {
  const given = verbs();
  show(<InquiryForm inquiry={decided} verbs={given} />);
  await fill("form input", "fine");
  await press("Decline");
  expect(given.send).toHaveBeenCalledExactlyOnceWith("POST", RESPOND, { response: { note: "fine", approved: false } }, STALE);
});

test("what is missing is said at its field, and nothing is sent", async () => {
  const given = verbs();
  show(<InquiryForm inquiry={decided} verbs={given} />);
  await press("Approve");
  expect(text()).toContain("required");
  expect(given.send).not.toHaveBeenCalled();
});

test("what the server says of a field stands at it", async () => {
  const refusal = new Refusal("note: too short", "VALIDATION_ERROR", { note: "must be longer" });
  show(<InquiryForm inquiry={decided} verbs={verbs({ send: vi.fn().mockRejectedValue(refusal) })} />);
  await fill("form input", "x");
  await press("Approve");
  expect(text()).toContain("must be longer");
});

test("a question is taken back only after another", async () => {
  const given = verbs();
  show(<InquiryForm inquiry={inquiry()} verbs={given} />);
  await press("Take it back…");
  expect(given.send).not.toHaveBeenCalled();
  await press("Take it back");
  expect(given.send).toHaveBeenCalledExactlyOnceWith("POST", "api/v1/inquiries/3/cancel", {}, STALE);
});

test("the time that is left is told", () => {
  show(<InquiryForm inquiry={inquiry({ timeout_at: new Date(Date.now() + 90_500).toISOString() })} verbs={verbs()} />);
  expect(text()).toMatch(/1:(30|29) min left/);
});

test("what was answered stands below what waits", () => {
  const closed = inquiry({ id: 2, prompt: "And this?", status: "responded", response: { approved: true } });
  show(<Approvals {...props("approvals", { state: state(read({ [PENDING]: [inquiry()], [RECENT]: [inquiry(), closed] })) })} />);
  expect(text()).toMatch(/1 question waits.*Ship it\?.*Answered.*And this\?.*approved: true/);
});

test("where nothing waits, that is said", () => {
  show(<Approvals {...props("approvals", { state: state(read({ [PENDING]: [], [RECENT]: [] })) })} />);
  expect(text()).toContain("Nothing waits for an answer.");
});

test("the navigation says how many wait", () => {
  const known = state(read({ [PENDING]: [inquiry(), inquiry({ id: 4 })], [RECENT]: [] }));
  const place = show(<Dashboard state={known} verbs={verbs()} place={{ view: "approvals" }} far={FAR} />);
  expect(place.querySelector(".attune-badge")?.textContent?.trim()).toBe("2 waiting");
});
