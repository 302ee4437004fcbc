/** The feed and the followed logs of one connection: what to ask again, and what is ours already. */

import {
  isRecord,
  type Connection,
  type FeedEvent,
  type FeedItem,
  type FeedListener,
  type LogSink,
  type Welcome,
} from "./transport";

export type ClientMessage =
  | { readonly type: "changes"; readonly since: number | null }
  | { readonly type: "follow"; readonly execution: number; readonly from: number }
  | { readonly type: "unfollow"; readonly execution: number };

export type Send = (message: ClientMessage) => void;

interface Following {
  /** The first byte that has not arrived. */
  next: number;
  /** From where it was asked for last: frames that were under way then look like a gap. */
  asked: number;
  /** The log has ended and all of it was handed on. */
  ended: number | null;
  readonly sinks: Map<LogSink, number>;
}

export class Channel {
  private readonly listeners = new Set<FeedListener>();
  private readonly follows = new Map<number, Following>();
  private sequence: number | null = null;
  private welcomed: Welcome | null = null;
  private open = false;
  private current: Connection = { state: "connecting" };
  private whenWelcome: Connection = { state: "online" };

  constructor(private readonly send: Send) {}

  get connection(): Connection {
    return this.current;
  }

  /** The connection stands: ask for what was missed, and for each log from where it stopped. */
  opened(whenWelcome: Connection = { state: "online" }): void {
    this.open = true;
    this.whenWelcome = whenWelcome;
    this.send({ type: "changes", since: this.sequence });
    for (const [execution, following] of this.follows) {
      if (following.ended === null) this.ask(execution, following);
    }
  }

  closed(connection: Connection): void {
    this.open = false;
    this.becomes(connection);
  }

  becomes(connection: Connection): void {
    if (this.current.state !== connection.state) {
      this.current = connection;
      this.emit({ type: "connection", connection });
    }
  }

  listen(listener: FeedListener): () => void {
    this.listeners.add(listener);
    listener({ type: "connection", connection: this.current });
    if (this.welcomed !== null) {
      listener({ type: "welcome", welcome: this.welcomed, resumed: false });
    }
    return () => this.listeners.delete(listener);
  }

  /** Two views of one log share the stream; who comes later starts it again from his offset. */
  follow(execution: number, offset: number, sink: LogSink): () => void {
    const known = this.follows.get(execution);
    const following: Following = known ?? { next: offset, asked: -1, ended: null, sinks: new Map() };
    following.next = known === undefined ? offset : Math.min(known.next, offset);
    following.ended = null;
    following.sinks.set(sink, offset);
    this.follows.set(execution, following);
    if (this.open) this.ask(execution, following);
    return () => this.unfollow(execution, sink);
  }

  /** A JSON message of the server. */
  receive(message: unknown): void {
    if (!isRecord(message)) return;
    switch (message.type) {
      case "welcome":
        return this.welcome(message as unknown as Welcome);
      case "changes":
        return this.changes(message.sequence, message.items as readonly FeedItem[]);
      case "log_end":
        return this.logEnd(Number(message.execution), Number(message.size));
      case "error":
        return this.trouble(Number(message.execution ?? 0), String(message.message));
    }
  }

  /** Bytes of a log. What is known is cut off; after a gap the log is asked for again. */
  receiveLog(execution: number, offset: number, size: number, bytes: Uint8Array): void {
    const following = this.follows.get(execution);
    if (following === undefined || offset + bytes.length <= following.next) return;
    if (offset > following.next) {
      if (following.asked !== following.next) this.ask(execution, following);
      return;
    }
    const start = following.next;
    const fresh = bytes.subarray(start - offset);
    following.next = start + fresh.length;
    for (const [sink, next] of following.sinks) {
      if (following.next > next) {
        const known = Math.max(0, next - start);
        following.sinks.set(sink, following.next);
        sink.bytes(start + known, fresh.subarray(known), size);
      }
    }
  }

  private welcome(welcome: Welcome): void {
    // A smaller sequence than ours means another store answers now: begin again from there.
    const known = this.sequence !== null && welcome.sequence >= this.sequence;
    const resumed = known && welcome.complete !== false;
    if (!resumed) this.sequence = welcome.sequence;
    this.welcomed = welcome;
    this.becomes(this.whenWelcome);
    this.emit({ type: "welcome", welcome, resumed });
  }

  private changes(sequence: unknown, items: readonly FeedItem[]): void {
    if (typeof sequence === "number") this.sequence = Math.max(this.sequence ?? 0, sequence);
    this.emit({ type: "changes", items });
  }

  private logEnd(execution: number, size: number): void {
    const following = this.follows.get(execution);
    if (following === undefined) return;
    if (following.next < size) {
      if (following.asked !== following.next) this.ask(execution, following);
      return;
    }
    following.ended = size;
    for (const sink of [...following.sinks.keys()]) sink.end(size);
  }

  private ask(execution: number, following: Following): void {
    following.asked = following.next;
    this.send({ type: "follow", execution, from: following.next });
  }

  private trouble(execution: number, message: string): void {
    for (const sink of this.follows.get(execution)?.sinks.keys() ?? []) sink.trouble(message);
  }

  private unfollow(execution: number, sink: LogSink): void {
    const following = this.follows.get(execution);
    if (following === undefined || !following.sinks.delete(sink) || following.sinks.size > 0) return;
    this.follows.delete(execution);
    if (this.open) this.send({ type: "unfollow", execution });
  }

  private emit(event: FeedEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
