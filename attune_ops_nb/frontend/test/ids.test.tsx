/** Names that elements have by the id of another. */

import { expect, test } from "vitest";
import { Section } from "../src/views/section";
import { show } from "./showing";

test("a heading names its own part, also where several views are on one page", () => {
  const places = [show(<Section title="Spending">one</Section>), show(<Section title="Runs">other</Section>)];
  const ids = places.map((place) => place.querySelector("section")?.getAttribute("aria-labelledby"));
  expect(ids.map((id) => document.getElementById(String(id))?.textContent)).toEqual(["Spending", "Runs"]);
});
