import { describe, expect, test } from "vitest";
import { lastState, LogStore, PAGE } from "../src/core/log_store";
import { bytes } from "./examples";

const never = (): Promise<Uint8Array> => Promise.reject(new Error("nothing should be fetched"));

function storeOf(text: string, chunk = 7): LogStore {
  const store = new LogStore(never);
  const all = bytes(text);
  for (let at = 0; at < all.length; at += chunk) store.append(at, all.subarray(at, at + chunk), all.length);
  return store;
}

const texts = (store: LogStore): readonly (string | undefined)[] =>
  Array.from({ length: store.lines }, (_, line) => store.line(line)?.text);

describe("a log", () => {
  test("has no line before its first byte", () => expect(new LogStore(never).lines).toBe(0));

  test("counts a line once it begins, and none after its last newline", () => {
    expect(texts(storeOf("one\ntwo"))).toEqual(["one", "two"]);
    expect(texts(storeOf("one\ntwo\n"))).toEqual(["one", "two"]);
    expect(texts(storeOf("\n\n"))).toEqual(["", ""]);
  });

  test("is the same however it was cut, even inside a character", () => {
    const text = "grüße 日本\nzweite Zeile\n";
    for (const chunk of [1, 2, 3, 5, 64]) expect(texts(storeOf(text, chunk))).toEqual(["grüße 日本", "zweite Zeile"]);
  });

  test("drops bytes that it has, and takes none after a gap", () => {
    const store = new LogStore(never);
    store.append(0, bytes("abc\nd"), 5);
    store.append(2, bytes("c\ndef\n"), 8);
    store.append(20, bytes("lost\n"), 25);
    expect(texts(store)).toEqual(["abc", "def"]);
    expect(store.size).toBe(8);
  });

  test("shows what a terminal would show of a line drawn over itself", () => {
    expect(texts(storeOf("10 %\r50 %\r100 %\r\nnext\r\n"))).toEqual(["100 %", "next"]);
    expect(lastState("busy\r")).toBe("busy");
  });

  test("cuts a very long line and says by how much", () => {
    const store = storeOf(`${"x".repeat(10_000)}\nend\n`, 999);
    expect(store.line(0)).toEqual({ text: "x".repeat(4_096), cut: 10_001 - 4_096 });
  });

  test("shows the end of a progress bar that became a very long line", () => {
    const store = storeOf(`${"10 %\r".repeat(2_000)}100 %\n`, 999);
    expect(store.line(0)).toEqual({ text: "100 %", cut: 0 });
  });

  test("finds lines across pages", () => {
    const line = `${"y".repeat(99)}\n`;
    const store = storeOf(line.repeat(6_000), 65_536);
    expect(store.lines).toBe(6_000);
    const across = Math.floor(PAGE / 100);
    expect(store.line(across)?.text).toBe("y".repeat(99));
  });

  test("lets old bytes go and fetches them when somebody looks", async () => {
    const all = bytes(Array.from({ length: 30_000 }, (_, n) => `line ${n}`.padEnd(99) + "\n").join(""));
    const asked: number[] = [];
    const range = (offset: number, limit: number) => {
      asked.push(offset);
      return Promise.resolve(all.subarray(offset, offset + limit));
    };
    const store = new LogStore(range, 3);
    for (let at = 0; at < all.length; at += PAGE) store.append(at, all.subarray(at, at + PAGE), all.length);
    expect(store.held).toBe(3 * PAGE);
    expect(store.line(1)).toBeNull();
    await store.load(1, 2);
    expect(store.line(1)?.text.trim()).toBe("line 1");
    expect(store.line(29_999)?.text.trim()).toBe("line 29999");
    expect(asked).toEqual([0]);
  });

  test("says what kept a part of it away", async () => {
    const store = new LogStore(() => Promise.reject(new Error("gone")), 1);
    store.append(0, new Uint8Array(3 * PAGE).fill(10), 3 * PAGE);
    void store.load(0, 1);
    await new Promise((resolve) => store.subscribe(() => resolve(null)));
    expect(store.trouble).toBe("A part of the log could not be fetched: gone");
  });
});
