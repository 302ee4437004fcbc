import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocketServer, type WebSocket as Socket } from "ws";
import { serverTransport, ServerTransport } from "../src/core/server_transport";
import type { FeedEvent } from "../src/core/transport";
import { info } from "./examples";

const LOG = Buffer.from(Array.from({ length: 4_000 }, (_, n) => `line ${n} äöü\n`).join(""));

let server: Server;
let transport: ServerTransport;
let asked: { method: string; path: string; authorization: string | undefined }[];
let sockets: Set<Socket>;
/** Bytes after which the server hangs up, each time. */
let patience: number;

beforeEach(async () => {
  asked = [];
  sockets = new Set();
  patience = Infinity;
  server = createServer((request, reply) => {
    const { method = "", url = "", headers } = request;
    reply.setHeader("Access-Control-Allow-Origin", "*").setHeader("Access-Control-Allow-Headers", "*");
    if (method !== "OPTIONS") asked.push({ method, path: url, authorization: headers.authorization });
    const refused = method === "GET" && url.includes("executions/99");
    reply.statusCode = refused ? 404 : 200;
    reply.end(JSON.stringify(refused ? { error: "there is no execution 99", code: "NOT_FOUND" } : { data: info }));
  });
  new WebSocketServer({ server, path: "/base/attune/ws" }).on("connection", (socket) => {
    sockets.add(socket);
    socket.on("message", (content) => answer(socket, JSON.parse(String(content))));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  transport = new ServerTransport({ baseUrl: `http://127.0.0.1:${port}/base/`, wsUrl: "", token: "secret" });
});

afterEach(async () => {
  transport.dispose();
  for (const socket of sockets) socket.terminate();
  await new Promise((closed) => server.close(closed));
});

function answer(socket: Socket, message: { type: string; execution: number; from: number }): void {
  if (message.type === "changes") {
    socket.send(JSON.stringify({ type: "welcome", sequence: 5, version: "1", info }));
  }
  if (message.type !== "follow") return;
  const end = Math.min(LOG.length, message.from + patience);
  for (let at = message.from; at < end; at += 1_000) {
    const head = Buffer.alloc(24);
    [message.execution, at, LOG.length].forEach((value, field) => head.writeBigUInt64BE(BigInt(value), field * 8));
    socket.send(Buffer.concat([head, LOG.subarray(at, Math.min(end, at + 1_000))]));
  }
  if (end < LOG.length) socket.close();
  else socket.send(JSON.stringify({ type: "log_end", execution: message.execution, size: LOG.length }));
}

const wholeLog = (): Promise<Buffer> =>
  new Promise((resolve) => {
    const parts: Buffer[] = [];
    transport.listen(() => undefined);
    transport.follow(7, 0, {
      bytes: (_, bytes) => parts.push(Buffer.from(bytes)),
      end: () => resolve(Buffer.concat(parts)),
      trouble: () => undefined,
    });
  });

test("a request carries the token and lands below the base URL", async () => {
  expect(await transport.request("GET", "api/ops/info")).toEqual({ data: info });
  expect(asked).toEqual([{ method: "GET", path: "/base/attune/api/ops/info", authorization: "token secret" }]);
});

test("a refusal says what the server said", async () => {
  const refused = transport.request("GET", "api/v1/executions/99");
  await expect(refused).rejects.toMatchObject({ message: "there is no execution 99", code: "NOT_FOUND" });
});

test("a server that is gone is unreachable, not silent", async () => {
  await new Promise((closed) => server.close(closed));
  await expect(transport.request("GET", "health")).rejects.toMatchObject({ code: "UNREACHABLE" });
});

test("a log arrives whole", async () => {
  expect((await wholeLog()).equals(LOG)).toBe(true);
});

test("a log arrives whole, each byte once, over many lost connections", async () => {
  patience = 7_777;
  const whole = wholeLog();
  // Trying again at once instead of after the back-off.
  transport.listen((event) => event.type === "connection" && event.connection.state === "reconnecting" && setTimeout(transport.retry));
  expect((await whole).equals(LOG)).toBe(true);
  expect(sockets.size).toBe(Math.ceil(LOG.length / patience));
});

test("a lost server is said and a found one too", async () => {
  const states: string[] = [];
  const hear = (event: FeedEvent) => event.type === "connection" && states.push(event.connection.state);
  transport.listen(hear);
  await expect.poll(() => states).toEqual(["connecting", "online"]);
  for (const socket of sockets) socket.close();
  await expect.poll(() => states.length).toBeGreaterThan(3);
  expect(states).toEqual(["connecting", "online", "reconnecting", "online"]);
});

test("a page that nobody sees for long hangs up, and is back when it is seen", async () => {
  const states: string[] = [];
  transport.listen((event) => event.type === "connection" && states.push(event.connection.state));
  await expect.poll(() => states).toEqual(["connecting", "online"]);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  seen(false);
  vi.advanceTimersByTime(6 * 60_000);
  vi.useRealTimers();
  expect(states.slice(-1)).toEqual(["standby"]);
  seen(true);
  await expect.poll(() => states.slice(-1)).toEqual(["online"]);
});

test("views of one page share one connection, whichever bundle they come from", async () => {
  const { port } = server.address() as AddressInfo;
  const settings = { baseUrl: `http://127.0.0.1:${port}/base`, wsUrl: "", token: "" };
  const [one, other] = [serverTransport(settings), serverTransport({ ...settings, baseUrl: `${settings.baseUrl}/` })];
  expect(one).toBe(other);
});

function seen(yes: boolean): void {
  Object.defineProperty(document, "hidden", { value: !yes, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}
