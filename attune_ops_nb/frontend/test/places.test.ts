import { expect, test } from "vitest";
import type { Place } from "../src/verbs";
import { hashOf, placeOf, scopeOf } from "../src/views/places";

test.each<Place>([
  { view: "workflows" },
  { view: "runs" },
  { view: "runs", query: { filter: "failed", text: "a=b & ü" } },
  { view: "run", execution: 12 },
  { view: "record", workflow: "code-review", id: "a b/c%" },
])("$view is found again by its address", (place) => expect(placeOf(hashOf(place))).toEqual(place));

test.each(["", "#/runs/x", "#/records/only", "#/%E0%A4%A", "#/elsewhere"])("%j leads somewhere", (hash) => {
  expect(["home", "runs"]).toContain(placeOf(hash).view);
});

test("an address names the scope beside the place", () => {
  const address = hashOf({ view: "runs", query: { filter: "failed" } }, "src/auth");
  expect(address).toBe("#/runs?filter=failed&scope=src/auth");
  expect(scopeOf(address)).toBe("src/auth");
  expect(placeOf(address)).toEqual({ view: "runs", query: { filter: "failed" } });
});
