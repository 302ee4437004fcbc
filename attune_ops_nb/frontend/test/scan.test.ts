import { describe, expect, test } from "vitest";
import { LogStore } from "../src/core/log_store";
import { fitsQuery, lowerBound, Scan, type Query } from "../src/core/scan";
import { bytes } from "./examples";

const query = (given: Partial<Query>): Query => ({ text: "", regex: false, matchCase: false, ...given });

const storeOf = (text: string): LogStore => {
  const store = new LogStore(() => Promise.reject(new Error("nothing should be fetched")));
  store.append(0, bytes(text), bytes(text).length);
  return store;
};

/** The lines that fit, once all lines that are there were looked at. */
const found = (store: LogStore, given: Partial<Query>): Promise<readonly number[]> =>
  new Promise((resolve, reject) => {
    const fits = fitsQuery(query(given));
    if (typeof fits === "string") return reject(new Error(fits));
    const scan: Scan = new Scan(store, fits, () => scan.done && resolve(scan.found));
  });

describe("a search", () => {
  test("finds words in either case, through colours", async () => {
    const store = storeOf("One\nthe \x1b[31mER\x1b[0mROR\nerror\n");
    expect(await found(store, { text: "error" })).toEqual([1, 2]);
    expect(await found(store, { text: "ERROR", matchCase: true })).toEqual([1]);
  });

  test("takes patterns line by line", async () => {
    expect(await found(storeOf("a1\nb\na22\n"), { text: "^a\\d+$", regex: true })).toEqual([0, 2]);
  });

  test("looks at what a line drawn over itself shows", async () => {
    expect(await found(storeOf("10 %\r20 %\nx\n"), { text: "10" })).toEqual([]);
  });

  test("crosses blocks", async () => {
    const store = storeOf(Array.from({ length: 9_000 }, (_, n) => `line ${n}\n`).join(""));
    expect(await found(store, { text: "999" })).toEqual([999, 1999, 2999, 3999, 4999, 5999, 6999, 7999, 8999]);
  });

  test("goes on as lines arrive, and waits for the end of the last", async () => {
    const store = storeOf("hit\nhi");
    const scan = await new Promise<Scan>((resolve) => {
      const begun: Scan = new Scan(store, (line) => line === "hit", () => resolve(begun));
    });
    expect(scan.found).toEqual([0]);
    store.append(6, bytes("t\n"), 8);
    await expect.poll(() => scan.found).toEqual([0, 1]);
    scan.stop();
  });

  test("says why a pattern cannot be read", () => {
    expect(fitsQuery(query({ text: "(", regex: true }))).toContain("Invalid regular expression");
  });
});

test("lowerBound is the place of the first number that is not smaller", () => {
  expect([0, 1, 3, 4, 9, 10].map((value) => lowerBound([1, 3, 9], value))).toEqual([0, 0, 1, 2, 2, 3]);
});
