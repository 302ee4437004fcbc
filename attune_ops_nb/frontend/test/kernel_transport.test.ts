import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KernelTransport } from "../src/core/kernel_transport";
import { bytes, info } from "./examples";

type Listener = (content: unknown, buffers: readonly DataView[]) => void;

/** A kernel's side of the channel: what it was sent, and a way to speak. */
class Kernel {
  readonly sent: Record<string, unknown>[] = [];
  private listener: Listener = () => undefined;

  send(content: unknown): void {
    this.sent.push(content as Record<string, unknown>);
  }

  on(_: "msg:custom", listener: Listener): void {
    this.listener = listener;
  }

  off(): void {
    this.listener = () => undefined;
  }

  say(content: unknown, ...buffers: Uint8Array[]): void {
    this.listener(content, buffers.map((each) => new DataView(each.slice().buffer)));
  }
}

let kernel: Kernel;
let transport: KernelTransport;

beforeEach(() => {
  vi.useFakeTimers();
  kernel = new Kernel();
  transport = new KernelTransport(kernel);
});

afterEach(() => vi.useRealTimers());

test("answers find their requests in any order", async () => {
  const [one, two] = [transport.request("GET", "a"), transport.request("POST", "b", { x: 1 })];
  expect(kernel.sent).toEqual([
    { id: 1, method: "GET", path: "a", body: null },
    { id: 2, method: "POST", path: "b", body: { x: 1 } },
  ]);
  kernel.say({ id: 2, status: 201, body: "second" });
  kernel.say({ id: 1, status: 200, body: "first" });
  expect(await Promise.all([one, two])).toEqual(["first", "second"]);
});

test("a refusal is one here too", async () => {
  const refused = transport.request("GET", "a");
  kernel.say({ id: 1, status: 409, body: { error: "it has ended", code: "CONFLICT" } });
  await expect(refused).rejects.toMatchObject({ code: "CONFLICT", message: "it has ended" });
});

test("log bytes come as a buffer", () => {
  const parts: string[] = [];
  transport.listen(() => undefined);
  const take = (_: number, part: Uint8Array) => parts.push(new TextDecoder().decode(part));
  transport.follow(7, 0, { bytes: take, end: (size) => parts.push(`end ${size}`), trouble: () => undefined });
  kernel.say({ type: "log", execution: 7, offset: 0, size: 3 }, bytes("abc"));
  kernel.say({ type: "log_end", execution: 7, size: 3 });
  expect(parts).toEqual(["abc", "end 3"]);
});

test("a kernel that runs a cell is busy, and well again when it answers", () => {
  const states: string[] = [];
  transport.listen((event) => event.type === "connection" && states.push(event.connection.state));
  vi.advanceTimersByTime(5_000);
  kernel.say({ type: "welcome", sequence: 1, version: "1", info });
  expect(states).toEqual(["connecting", "busy", "online"]);
});
