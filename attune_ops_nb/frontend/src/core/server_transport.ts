/** The Transport to our server extension: fetch, and one WebSocket for the whole page. */

import { backoff } from "./backoff";
import { Channel, type ClientMessage } from "./channel";
import type { Ears, Poller } from "./poller";
import { refusal, Refusal, type FeedListener, type LogSink, type Method, type Transport } from "./transport";

export interface ServerSettings {
  /** The base URL of the Jupyter server, with a slash at its end. */
  readonly baseUrl: string;
  /** The same for WebSockets where it differs; else empty. */
  readonly wsUrl: string;
  readonly token: string;
}

const HEADER = 24;
const HIDDEN_BEFORE_STANDBY = 5 * 60_000;
const SILENT_BEFORE_LOOK = 15_000;
const ANSWER_WITHIN = 3_000;
const OPEN_WITHIN = 10_000;
/** So many sockets in a row of which nothing was heard are taken for a proxy that blocks them. */
const SILENT_SOCKETS = 3;
const NEXT_SOCKET_WHILE_POLLING = 30_000;
/** A view that is closed is often followed by another. */
const UNWANTED_BEFORE_CLOSING = 5_000;

declare const ATTUNE_VERSION: string;
declare global {
  var attuneTransports: Map<string, Transport> | undefined;
}

/** Makes what asks by plain requests where there is no WebSocket; bundles that must be small have none. */
export type Fallback = (server: Transport, ears: Ears) => Poller;

/**
 * The transport of this page to that server.
 *
 * All views share it, those of other bundles too: each widget brings its own copy of this module,
 * and a WebSocket for every one of them would be many.
 */
export function serverTransport(settings: ServerSettings, fallback: Fallback | null = null): Transport {
  globalThis.attuneTransports ??= new Map();
  const key = `${ATTUNE_VERSION} ${absolute(settings.baseUrl).href}`;
  const known = globalThis.attuneTransports.get(key);
  if (known !== undefined) return known;
  const made = new ServerTransport(settings, fallback);
  globalThis.attuneTransports.set(key, made);
  return made;
}

export class ServerTransport implements Transport {
  private readonly channel: Channel;
  private readonly base: URL;
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private hidden: ReturnType<typeof setTimeout> | undefined;
  private wanted = 0;
  private everOpen = false;
  private silent = 0;
  private heard = false;
  private answered = false;
  private poller: Poller | null = null;

  constructor(
    private readonly settings: ServerSettings,
    private readonly fallback: Fallback | null = null,
  ) {
    this.base = new URL("attune/", absolute(settings.baseUrl));
    this.channel = new Channel((message) => this.send(message));
    document.addEventListener("visibilitychange", this.visibility);
    addEventListener("online", this.retry);
  }

  readonly request = async (method: Method, path: string, body?: unknown): Promise<unknown> => {
    const answer = await this.fetch(method, path, body);
    if (!answer.ok) throw refusal(answer.status, await json(answer));
    return json(answer);
  };

  readonly bytes = async (path: string): Promise<Uint8Array> => {
    const answer = await this.fetch("GET", path);
    if (!answer.ok) throw refusal(answer.status, await json(answer));
    return new Uint8Array(await answer.arrayBuffer());
  };

  readonly href = (path: string): string => {
    const url = new URL(path, this.base);
    // A link carries no header, so where there is no cookie the token has to go along.
    if (this.settings.token !== "") url.searchParams.set("token", this.settings.token);
    return url.href;
  };

  readonly listen = (listener: FeedListener): (() => void) => {
    this.wanted += 1;
    if (this.wanted === 1) this.connect();
    const stop = this.channel.listen(listener);
    let listening = true;
    return () => {
      if (!listening) return;
      listening = false;
      stop();
      this.wanted -= 1;
      if (this.wanted === 0) setTimeout(this.rest, UNWANTED_BEFORE_CLOSING);
    };
  };

  readonly follow = (execution: number, offset: number, sink: LogSink): (() => void) =>
    this.channel.follow(execution, offset, sink);

  readonly retry = (): void => {
    this.attempt = 0;
    this.connect();
    this.poller?.look();
  };

  /** Without anybody who listens there is no need for a connection. */
  private readonly rest = (): void => {
    if (this.wanted === 0 && (this.socket !== null || this.poller !== null)) this.pause();
  };

  private pause(): void {
    this.hangUp();
    this.stopPolling();
    this.channel.closed({ state: "standby" });
  }

  /** Close for good. */
  dispose(): void {
    this.wanted = 0;
    this.stopPolling();
    document.removeEventListener("visibilitychange", this.visibility);
    removeEventListener("online", this.retry);
    clearTimeout(this.hidden);
    this.hangUp();
  }

  private async fetch(method: Method, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers();
    if (this.settings.token !== "") headers.set("Authorization", `token ${this.settings.token}`);
    if (xsrf() !== "") headers.set("X-XSRFToken", xsrf());
    if (body !== undefined) headers.set("Content-Type", "application/json");
    const content = body === undefined ? null : JSON.stringify(body);
    try {
      const init = { method, headers, body: content, credentials: "same-origin" } as const;
      return await fetch(new URL(path, this.base), { ...init, cache: "no-store" });
    } catch {
      throw new Refusal("The server cannot be reached.", "UNREACHABLE");
    }
  }

  private send(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    else this.poller?.send(message);
  }

  private connect(): void {
    clearTimeout(this.timer);
    if (this.socket !== null || this.wanted === 0) return;
    const socket = new WebSocket(this.socketUrl());
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.heard = false;
    const ours = () => this.socket === socket;
    socket.onopen = () => {
      if (!ours()) return;
      this.attempt = 0;
      this.everOpen = true;
      this.stopPolling();
      this.channel.opened();
      this.expectSomething();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => ours() && this.receive(event.data);
    socket.onclose = () => ours() && this.lost();
    this.watch = setTimeout(() => ours() && this.lost(), OPEN_WITHIN);
  }

  private receive(content: unknown): void {
    this.heard = true;
    this.answered = false;
    this.silent = 0;
    this.expectSomething();
    if (content instanceof ArrayBuffer) {
      const head = new DataView(content, 0, HEADER);
      const [execution, offset, size] = [0, 8, 16].map((at) => Number(head.getBigUint64(at)));
      if (execution === undefined || offset === undefined || size === undefined) return;
      this.channel.receiveLog(execution, offset, size, new Uint8Array(content, HEADER));
    } else if (typeof content === "string") {
      this.channel.receive(JSON.parse(content));
    }
  }

  /** A server that hangs keeps its sockets open; after a silence, ask whether it is well. */
  private expectSomething(): void {
    clearTimeout(this.watch);
    const socket = this.socket;
    const gone = () => this.socket === socket && this.lost();
    this.watch = setTimeout(() => {
      const signal = AbortSignal.timeout(ANSWER_WITHIN);
      const well = () => this.socket === socket && (this.heard ? this.expectSomething() : this.lost());
      fetch(new URL("health", this.base), { signal, cache: "no-store" }).then(well, gone);
    }, SILENT_BEFORE_LOOK);
  }

  private lost(): void {
    this.hangUp();
    if (this.wanted === 0) return;
    if (!this.heard) this.silent += 1;
    const polling = this.poller !== null;
    const pause = polling ? NEXT_SOCKET_WHILE_POLLING : backoff(this.attempt, Math.random());
    this.timer = setTimeout(() => this.connect(), pause);
    this.attempt += 1;
    if (polling) return;
    this.channel.closed({ state: "reconnecting", since: Date.now() });
    if (!this.everOpen) void this.askWhy();
    if (this.silent >= SILENT_SOCKETS) void this.poll();
  }

  /** Where requests are answered and sockets are not, requests have to do. */
  private async poll(): Promise<void> {
    if (this.fallback === null) return;
    const answer = await this.fetch("GET", "api/ops/info").catch(() => null);
    // A server that is away, or is just starting, lets no socket through either: that is no proxy's doing.
    if (answer === null) this.silent = 0;
    const before = this.answered;
    this.answered = answer?.ok === true;
    if (!this.answered || !before || this.poller !== null || this.heard || this.wanted === 0) return;
    this.poller = this.fallback(this, {
      receive: (message) => this.channel.receive(message),
      receiveLog: (execution, offset, size, bytes) => this.channel.receiveLog(execution, offset, size, bytes),
      lost: () => {
        this.stopPolling();
        this.lost();
      },
    });
    this.channel.opened({ state: "polling" });
  }

  private stopPolling(): void {
    this.poller?.stop();
    this.poller = null;
  }

  /** A WebSocket does not say why it was not let in; a plain request does. */
  private async askWhy(): Promise<void> {
    const answer = await this.fetch("GET", "api/ops/info").catch(() => null);
    if (answer === null || answer.ok || this.everOpen) return;
    const message =
      answer.status === 404
        ? "This server has no Attune Ops: see whether `jupyter server extension list` names attune_ops_nb."
        : refusal(answer.status, null).message;
    this.channel.closed({ state: "refused", message });
  }

  private hangUp(): void {
    clearTimeout(this.watch);
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** A page nobody sees for long costs the server nothing; it catches up when it is seen again. */
  private readonly visibility = (): void => {
    clearTimeout(this.hidden);
    if (!document.hidden) return this.socket === null ? this.retry() : undefined;
    this.hidden = setTimeout(() => this.pause(), HIDDEN_BEFORE_STANDBY);
  };

  private socketUrl(): URL {
    const { wsUrl, token } = this.settings;
    const url = new URL("attune/ws", wsUrl === "" ? absolute(this.settings.baseUrl) : absolute(wsUrl));
    url.protocol = url.protocol.replace("http", "ws");
    if (token !== "") url.searchParams.set("token", token);
    return url;
  }
}

const absolute = (url: string): URL => new URL(url.endsWith("/") ? url : `${url}/`, location.href);

const xsrf = (): string => /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";

async function json(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}
