import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Poller } from "../src/core/poller";
import { ServerTransport } from "../src/core/server_transport";
import type { FeedEvent } from "../src/core/transport";
import type { Status } from "../src/types.gen";
import { execution, info } from "./examples";

/** A server behind a proxy that lets no WebSocket through. */
let server: Server;
let transport: ServerTransport;
let log: string;
let status: Status;
let sequence: number;
let events: FeedEvent[];

beforeEach(async () => {
  [log, status, sequence, events] = ["one\ntwo\n", "running", 5, []];
  server = createServer(({ url = "" }, reply) => {
    const { pathname, searchParams } = new URL(url, "http://here");
    reply.setHeader("Access-Control-Allow-Origin", "*").setHeader("Access-Control-Allow-Headers", "*");
    const bytes = pathname.endsWith("/logs/log");
    const from = Number(searchParams.get(bytes ? "offset" : "since"));
    reply.end(bytes ? log.slice(from) : JSON.stringify(answer(pathname, from)));
  });
  server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const settings = { baseUrl: `http://127.0.0.1:${port}/`, wsUrl: "", token: "" };
  transport = new ServerTransport(settings, (asked, ears) => new Poller(asked, ears));
});

afterEach(async () => {
  transport.dispose();
  await new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
});

function answer(path: string, since: number): unknown {
  if (path.endsWith("/changes/newest")) return { data: sequence };
  if (path.endsWith("/api/ops/info")) return { data: info };
  if (path.endsWith("/executions/7")) return { data: execution({ status }) };
  const changes = [{ sequence, noun: "execution", id: 7, kind: "update" }];
  return { items: since < sequence ? changes : [] };
}

const state = () => events.flatMap((event) => (event.type === "connection" ? [event.connection.state] : [])).at(-1);
const rows = () => events.flatMap((event) => (event.type === "changes" ? event.items.map(({ row }) => row) : []));

async function polling(): Promise<void> {
  transport.listen((event) => events.push(event));
  for (let socket = 1; socket < 3; socket += 1) {
    await expect.poll(() => state(), { timeout: 5_000 }).toBe("reconnecting");
    transport.retry();
  }
  await expect.poll(() => state(), { timeout: 5_000 }).toBe("polling");
}

test("where sockets are blocked, changes are asked for", async () => {
  await polling();
  expect(events.filter(({ type }) => type === "welcome")).toHaveLength(1);
  [sequence, status] = [6, "completed"];
  transport.retry();
  await expect.poll(rows).toEqual([execution({ status: "completed" })]);
});

test("where sockets are blocked, a log still arrives whole, and ends", async () => {
  const parts: string[] = [];
  const ends: number[] = [];
  transport.follow(7, 0, {
    bytes: (offset, bytes) => parts.push(`${offset}:${new TextDecoder().decode(bytes)}`),
    end: (size) => ends.push(size),
    trouble: (message) => parts.push(message),
  });
  await polling();
  await expect.poll(() => parts).toEqual(["0:one\ntwo\n"]);
  [log, status] = [`${log}three\n`, "completed"];
  transport.retry();
  await expect.poll(() => ends).toEqual([14]);
  expect(parts).toEqual(["0:one\ntwo\n", "8:three\n"]);
});

test("a server that is gone is said to be gone", async () => {
  await polling();
  server.close();
  server.closeAllConnections();
  transport.retry();
  await expect.poll(() => state(), { timeout: 5_000 }).toBe("reconnecting");
});
