/** Stands in for the WebSocket where a proxy lets none through: looks every two seconds, by plain requests. */

import { ENDS, type Change, type Execution, type Info } from "../types.gen";
import type { ClientMessage } from "./channel";
import { message, Refusal, type FeedItem, type Transport } from "./transport";

export interface Ears {
  /** A message as the server would send it. */
  readonly receive: (message: unknown) => void;
  readonly receiveLog: (execution: number, offset: number, size: number, bytes: Uint8Array) => void;
  /** Plain requests do not get through either. */
  readonly lost: () => void;
}

type Asking = Pick<Transport, "request" | "bytes">;

const EVERY = 2_000;
const LOG_CHUNK = 1024 * 1024;
const MOST_CHANGES = 1_000;
/** More than this is had sooner by listing anew. */
const MOST_ROWS = 40;

export class Poller {
  /** What was told last; null before the first look. */
  private sequence: number | null = null;
  /** For each followed log the first byte that has not arrived. */
  private readonly follows = new Map<number, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looking = false;
  private again = false;
  private stopped = false;

  constructor(
    private readonly server: Asking,
    private readonly ears: Ears,
  ) {}

  send(message: ClientMessage): void {
    switch (message.type) {
      case "changes":
        this.sequence = null;
        break;
      case "follow":
        this.follows.set(message.execution, message.from);
        break;
      case "unfollow":
        this.follows.delete(message.execution);
        return;
    }
    this.look();
  }

  /** Look now; while nobody sees the page, not at all. */
  look(): void {
    clearTimeout(this.timer);
    if (this.stopped || document.hidden) return;
    this.again = this.looking;
    if (!this.looking) void this.round();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async round(): Promise<void> {
    this.looking = true;
    try {
      await (this.sequence === null ? this.welcome() : this.changes(this.sequence));
      for (const execution of [...this.follows.keys()]) await this.log(execution);
    } catch {
      if (!this.stopped) this.ears.lost();
      return;
    } finally {
      this.looking = false;
    }
    if (!this.stopped) this.timer = setTimeout(() => this.look(), this.again ? 0 : EVERY);
  }

  private async welcome(): Promise<void> {
    const sequence = await this.data<number>("api/v1/changes/newest");
    const info = await this.data<Info>("api/ops/info");
    this.tell({ type: "welcome", sequence, complete: false, version: info.version, info });
    this.sequence = sequence;
  }

  private async changes(since: number): Promise<void> {
    const path = `api/v1/changes?since=${since}&limit=${MOST_CHANGES}`;
    const { items } = (await this.server.request("GET", path)) as { readonly items: readonly Change[] };
    const newest = new Map(items.map((change) => [`${change.noun} ${change.id}`, change]));
    if (newest.size > MOST_ROWS || items.length === MOST_CHANGES) return this.welcome();
    const rows = await Promise.all([...newest.values()].map((change) => this.item(change)));
    const sequence = items.at(-1)?.sequence ?? since;
    if (rows.length > 0) this.tell({ type: "changes", sequence, items: rows });
    if (this.sequence === since) this.sequence = sequence;
  }

  /** Of other nouns than executions it is enough to know that they changed. */
  private async item(change: Change): Promise<FeedItem> {
    if (change.noun !== "execution" || change.kind === "delete") return { ...change, row: null };
    return { ...change, row: await this.execution(change.id) };
  }

  private async log(execution: number): Promise<void> {
    try {
      // Asked before the bytes: what is read after an end is all there is.
      const row = await this.execution(execution);
      let read: number;
      do {
        const from = this.follows.get(execution);
        if (from === undefined) return;
        const path = `api/v1/executions/${execution}/logs/log?offset=${from}&limit=${LOG_CHUNK}`;
        const bytes = await this.server.bytes(path);
        if (this.stopped || this.follows.get(execution) !== from) return;
        read = bytes.length;
        this.follows.set(execution, from + read);
        if (read > 0) this.ears.receiveLog(execution, from, from + read, bytes);
      } while (read === LOG_CHUNK);
      const size = this.follows.get(execution);
      if (size === undefined || row === null || !ENDS.has(row.status)) return;
      this.follows.delete(execution);
      this.tell({ type: "log_end", execution, size });
    } catch (error) {
      if (unreachable(error)) throw error;
      this.follows.delete(execution);
      this.tell({ type: "error", execution, message: message(error) });
    }
  }

  /** The execution, or null when there is none. */
  private async execution(id: number): Promise<Execution | null> {
    try {
      return await this.data<Execution>(`api/v1/executions/${id}`);
    } catch (error) {
      if (error instanceof Refusal && error.code === "NOT_FOUND") return null;
      throw error;
    }
  }

  private tell(message: unknown): void {
    if (!this.stopped) this.ears.receive(message);
  }

  private readonly data = async <Value>(path: string): Promise<Value> =>
    ((await this.server.request("GET", path)) as { readonly data: Value }).data;
}

const unreachable = (error: unknown): boolean => error instanceof Refusal && error.code === "UNREACHABLE";
