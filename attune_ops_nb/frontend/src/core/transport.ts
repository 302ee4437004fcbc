/** How views reach the engine: requests, the change feed and logs, whoever carries them. */

import type { ChangeKind, Info } from "../types.gen";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "online" }
  /** No WebSocket gets through, so plain requests ask again and again. */
  | { readonly state: "polling" }
  | { readonly state: "reconnecting"; readonly since: number }
  | { readonly state: "standby" }
  | { readonly state: "busy"; readonly since: number }
  | { readonly state: "refused"; readonly message: string };

/** A noun was written. `row` is null when it was deleted or is not shown. */
export interface FeedItem {
  readonly sequence: number;
  readonly noun: string;
  readonly id: number;
  readonly kind: ChangeKind;
  readonly row: unknown;
}

export interface Welcome {
  readonly sequence: number;
  /** False when changes since the asked sequence are no longer kept. */
  readonly complete?: boolean;
  readonly version: string;
  readonly info: Info;
}

export type FeedEvent =
  | { readonly type: "welcome"; readonly welcome: Welcome; readonly resumed: boolean }
  | { readonly type: "changes"; readonly items: readonly FeedItem[] }
  | { readonly type: "connection"; readonly connection: Connection };

export type FeedListener = (event: FeedEvent) => void;

/** Takes the bytes of one log in order, without gap or overlap. */
export interface LogSink {
  /** `offset` is where `bytes` begin, `size` how long the log is by now. */
  readonly bytes: (offset: number, bytes: Uint8Array, size: number) => void;
  readonly end: (size: number) => void;
  readonly trouble: (message: string) => void;
}

export interface Transport {
  /** The JSON below `attune/`. Rejects with a Refusal when the answer is no. */
  readonly request: (method: Method, path: string, body?: unknown) => Promise<unknown>;
  /** The raw bytes at `path`. */
  readonly bytes: (path: string) => Promise<Uint8Array>;
  /** An address a browser can open, or null where only the kernel can be reached. */
  readonly href: (path: string) => string | null;
  /** Listen to the feed; the first event is the connection as it stands. */
  readonly listen: (listener: FeedListener) => () => void;
  /** Follow a log from `offset`; the answer stops it. Resumes by itself after a reconnect. */
  readonly follow: (execution: number, offset: number, sink: LogSink) => () => void;
  /** Try again now instead of when the back-off has passed. */
  readonly retry: () => void;
}

export type RefusalCode =
  | "NOT_FOUND"
  | "VALIDATION_ERROR"
  | "CONFLICT"
  | "FORBIDDEN"
  | "SERVICE_UNAVAILABLE"
  | "UNAUTHENTICATED"
  | "UNREACHABLE"
  | "UNKNOWN";

/** The engine, or the way to it, said no; `message` is one line for a reader. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    message: string,
    readonly code: RefusalCode,
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

const CODES: ReadonlySet<string> = new Set<RefusalCode>([
  "NOT_FOUND",
  "VALIDATION_ERROR",
  "CONFLICT",
  "FORBIDDEN",
  "SERVICE_UNAVAILABLE",
]);

const isCode = (word: unknown): word is RefusalCode => typeof word === "string" && CODES.has(word);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The Refusal that an answer with an error status stands for. */
export function refusal(status: number, body: unknown): Refusal {
  const record = isRecord(body) ? body : {};
  if (isCode(record.code)) {
    const details = isRecord(record.details) ? record.details : {};
    const named = Object.entries(details).map(([name, what]) => [name, String(what)] as const);
    return new Refusal(String(record.error ?? record.code), record.code, Object.fromEntries(named));
  }
  if (status === 401 || status === 403) {
    const message = "You are not signed in here, or the page is too old: reload it.";
    return new Refusal(message, "UNAUTHENTICATED");
  }
  const said = typeof record.message === "string" ? `: ${record.message}` : "";
  return new Refusal(`The server answered ${status}${said}`, "UNKNOWN");
}

export const message = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
