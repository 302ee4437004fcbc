/** Lists of runs: what is chosen is the address, and two of them are compared. */

import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { Runs } from "../src/views/runs";
import { differences } from "../src/views/differences";
import { isUnder, sortingOf } from "../src/views/run_columns";
import { execution, knowing, state, verbs } from "./examples";

const place = document.body.appendChild(document.createElement("div"));

const one = execution({ id: 3, status: "failed", config: { keyword: "a" }, completed_at: "2026-11-21T04:00:09Z" });
const other = execution({ id: 5, status: "completed", config: { keyword: "b" }, completed_at: "2026-11-21T04:00:09Z" });
const listed = { all: { asked: { is: "here", value: null }, next: null } } as const;
const known = state({ ...knowing(one, other), pages: { ...state().pages, ...listed } });

afterEach(() => render(null, place));

test("the address holds the filter that was pressed", () => {
  const given = verbs();
  act(() => render(<Runs state={known} verbs={given} place={{ view: "runs" }} />, place));
  const failed = [...place.querySelectorAll("button")].find(({ textContent }) => textContent === "Failed");
  act(() => failed?.click());
  expect(given.replace).toHaveBeenCalledWith({ view: "runs", query: { filter: "failed" } });
});

test("a filter that leaves nothing is taken away with one press", () => {
  const given = verbs();
  act(() => render(<Runs state={known} verbs={given} place={{ view: "runs", query: { text: "nowhere" } }} />, place));
  const clear = [...place.querySelectorAll("button")].find(({ textContent }) => textContent === "Clear the filter");
  act(() => clear?.click());
  expect(given.replace).toHaveBeenCalledWith({ view: "runs", query: {} });
});

test("runs that are selected reach Python, and two can be compared", () => {
  const given = verbs();
  act(() => render(<Runs state={known} verbs={given} place={{ view: "runs" }} />, place));
  for (const box of place.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) act(() => box.click());
  expect(given.select).toHaveBeenLastCalledWith([other, one]);
  expect(place.textContent).toContain("Compare #5 and #3");
});

test("an address compares two runs, and shows only what differs", () => {
  act(() => render(<Runs state={known} verbs={verbs()} place={{ view: "runs", query: { compare: "3,5" } }} />, place));
  const names = [...place.querySelectorAll("tbody th[scope=row]")].map(({ textContent }) => textContent);
  expect(names).toEqual(["Status", "keyword"]);
});

test("a parameter that only one of two runs had differs", () => {
  const rows = differences(one, execution({ ...other, config: null }), 0);
  expect(rows.find(({ name }) => name === "keyword")).toMatchObject({ one: "a", other: "–", differs: true });
});

test.each([
  ["/srv/shop/src/auth", "src/auth", true],
  ["/srv/shop/src/auth/token.py", "src/auth", true],
  ["/srv/shop/src/authority", "src/auth", false],
  [null, "src/auth", false],
])("%j lies under %j: %j", (path, scope, answer) => expect(isUnder(path, scope, "/srv/shop")).toBe(answer));

test("an order that names no column is by start", () => {
  expect(sortingOf("-duration")).toEqual({ column: "duration", descending: true });
  expect(sortingOf("nonsense")).toEqual({ column: "started", descending: true });
});
