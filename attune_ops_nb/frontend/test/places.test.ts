import { expect, test } from "vitest";
import type { Place } from "../src/verbs";
import { hashOf, placeOf } from "../src/views/places";

test.each<Place>([
  { view: "workflows" },
  { view: "runs" },
  { view: "run", execution: 12 },
  { view: "record", workflow: "code-review", id: "a b/c%" },
])("$view is found again by its address", (place) => expect(placeOf(hashOf(place))).toEqual(place));

test.each(["", "#/runs/x", "#/records/only", "#/%E0%A4%A", "#/elsewhere"])("%j leads somewhere", (hash) => {
  expect(["workflows", "runs"]).toContain(placeOf(hash).view);
});
