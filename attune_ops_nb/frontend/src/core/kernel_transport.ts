/** The Transport through a kernel, for front ends that cannot reach our server. */

import { Channel, type ClientMessage } from "./channel";
import {
  isRecord,
  refusal,
  Refusal,
  type FeedListener,
  type LogSink,
  type Method,
  type Transport,
} from "./transport";

/** What we need of a widget model: its channel of custom messages. */
export interface KernelModel {
  send(content: unknown): void;
  on(event: "msg:custom", listener: (content: unknown, buffers: readonly DataView[]) => void): void;
  off(event: "msg:custom", listener: (content: unknown, buffers: readonly DataView[]) => void): void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly since: number;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly bytes: Uint8Array | null;
}

const BUSY_AFTER = 4_000;

export class KernelTransport implements Transport {
  private readonly waiting = new Map<number, Waiting>();
  private readonly channel: Channel;
  private last = 0;
  private opened = false;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly model: KernelModel) {
    this.channel = new Channel((message) => this.send(message));
    model.on("msg:custom", this.receive);
  }

  readonly request = async (method: Method, path: string, body?: unknown): Promise<unknown> => {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 400) throw refusal(answer.status, answer.body);
    return answer.body;
  };

  readonly bytes = async (path: string): Promise<Uint8Array> => {
    const answer = await this.ask("GET", path);
    if (answer.status >= 400) throw refusal(answer.status, answer.body);
    if (answer.bytes !== null) return answer.bytes;
    if (typeof answer.body === "string") return new TextEncoder().encode(answer.body);
    throw new Refusal("The kernel sent no bytes.", "UNKNOWN");
  };

  readonly href = (): null => null;

  readonly listen = (listener: FeedListener): (() => void) => {
    const stop = this.channel.listen(listener);
    if (!this.opened) {
      this.opened = true;
      this.channel.opened();
    }
    return stop;
  };

  readonly follow = (execution: number, offset: number, sink: LogSink): (() => void) =>
    this.channel.follow(execution, offset, sink);

  readonly retry = (): void => this.channel.opened();

  dispose(): void {
    clearTimeout(this.watch);
    this.model.off("msg:custom", this.receive);
  }

  private ask(method: Method, path: string, body?: unknown): Promise<Answer> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve) => {
      this.waiting.set(id, { resolve, since: Date.now() });
      this.send({ id, method, path, body: body ?? null });
    });
  }

  private send(message: ClientMessage | Readonly<Record<string, unknown>>): void {
    this.model.send(message);
    this.expectAnswer();
  }

  /** A kernel that runs a cell may answer only afterwards: say so instead of looking broken. */
  private expectAnswer(): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      if (this.waiting.size > 0 || this.channel.connection.state === "connecting") {
        this.channel.becomes({ state: "busy", since: Date.now() - BUSY_AFTER });
      }
    }, BUSY_AFTER);
  }

  private readonly receive = (content: unknown, buffers: readonly DataView[]): void => {
    if (!isRecord(content)) return;
    if (this.channel.connection.state === "busy") this.channel.becomes({ state: "online" });
    const bytes = buffers[0] === undefined ? null : view(buffers[0]);
    if (typeof content.id === "number") {
      this.waiting.get(content.id)?.resolve({ status: Number(content.status), body: content.body, bytes });
      this.waiting.delete(content.id);
    } else if (content.type === "log" && bytes !== null) {
      const [execution, offset, size] = [content.execution, content.offset, content.size].map(Number);
      this.channel.receiveLog(execution ?? 0, offset ?? 0, size ?? 0, bytes);
    } else {
      this.channel.receive(content);
    }
  };
}

const view = (buffer: DataView): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
