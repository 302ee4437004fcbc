import { expect, test } from "vitest";
import { absolute, withHome } from "../src/lab/paths";
import { ago, duration, insideProject, shell, size } from "../src/format";

test.each([
  [0.26, "0.3 s"],
  [42.9, "42 s"],
  [61, "1:01 min"],
  [3_720, "1:02 h"],
])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));

test("whole seconds have no fraction", () => expect(duration(3.4, true)).toBe("3 s"));

test.each([
  [999, "999 B"],
  [48_213, "48.2 kB"],
  [92_000_000, "92.0 MB"],
])("%d bytes are %s", (bytes, text) => expect(size(bytes)).toBe(text));

const NOW = Date.parse("2026-11-21T12:00:00Z");

test.each([
  ["2026-11-21T12:00:03Z", "just now"],
  ["2026-11-21T11:57:59Z", "2 min ago"],
  ["2026-11-21T09:00:00Z", "3 h ago"],
  ["2026-11-20T11:59:00Z", "1 day ago"],
  ["2026-11-17T12:00:00Z", "4 days ago"],
  ["2026-10-01T12:00:00Z", "Oct 1"],
  ["2025-10-01T12:00:00Z", "Oct 1, 2025"],
])("at noon, %s is %s", (iso, text) => expect(ago(iso, NOW)).toBe(text));

test("a command reads as it would be typed", () => {
  expect(shell(["pytest", "-k", "not slow", "it's"])).toBe("pytest -k 'not slow' 'it'\\''s'");
});

test("a path is named inside its project", () => {
  expect(["/p/a/b", "/p", "/pq", null].map((path) => insideProject(path, "/p"))).toEqual([
    "a/b",
    "all of the project",
    "/pq",
    "all of the project",
  ]);
});

test("a file of the file browser has an absolute path", () => {
  expect(absolute("/home/ada/shop", "src/a b.py")).toBe("/home/ada/shop/src/a b.py");
  expect(absolute("/", "srv/x")).toBe("/srv/x");
});

test("a shortened home is found again", () => {
  const info = { project_root: "/home/ada/shop", attune_home: "/home/ada/.attune" };
  expect(withHome("~/shop", info)).toBe("/home/ada/shop");
  expect(withHome("~/other", info)).toBe("/home/ada/other");
  expect(withHome("/srv", info)).toBe("/srv");
});
