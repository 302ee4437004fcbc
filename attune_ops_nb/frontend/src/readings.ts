/**
 * Readings: what is asked of the engine by path, kept, and read again when it may have changed.
 *
 * Nobody tells us of a file that grew, so a reading that is looked at is read again now and then;
 * while the page is hidden, not at all; and after failures less and less often.
 */

import { backoff } from "./core/backoff";
import { message, Refusal, type Method, type Transport } from "./core/transport";
import { readingOf, type Asked, type Event, type State } from "./state";

/** What ends in quick succession is read once. */
const AT_MOST_EVERY = 3_000;
const LOOK_EVERY = 1_000;
/** What people watch as it happens, and how often it is read at most. */
const AT_ONCE = /^api\/v1\/(executions|inquiries)\b/;
const AT_ONCE_EVERY = 250;
const SLOWEST_RETRY = 120_000;

interface Watched {
  /** One for each view that looks, in seconds. */
  readonly every: number[];
  failures: number;
  /** When it was asked for last. */
  asked: number;
}

/** Of several questions for one path only the last one's answer counts: what it says was true after all others. */
type Question = symbol;

type Asking = Pick<Transport, "request">;

export class Readings {
  private readonly watched = new Map<string, Watched>();
  private readonly last = new Map<string, Question>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly server: Asking,
    private readonly state: () => State,
    private readonly tell: (event: Event) => void,
    private readonly now: () => number = Date.now,
    private readonly seen: () => boolean = () => !document.hidden,
  ) {}

  readonly want = (path: string): void => {
    const known = readingOf(this.state(), path);
    if (this.state().info !== null && known.is === "wanted") void this.read(path);
  };

  readonly refresh = (path: string): void => {
    const known = readingOf(this.state(), path);
    if (known.is !== "loading" && !(known.is === "here" && known.again === true)) void this.read(path);
  };

  readonly watch = (path: string, seconds: number): (() => void) => {
    const known = readingOf(this.state(), path);
    const asked = known.is === "here" ? (known.at ?? 0) : 0;
    const watched = this.watched.get(path) ?? { every: [], failures: 0, asked };
    watched.every.push(seconds);
    this.watched.set(path, watched);
    this.timer ??= setInterval(this.look, LOOK_EVERY);
    this.want(path);
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      watched.every.splice(watched.every.indexOf(seconds), 1);
      if (watched.every.length === 0) this.watched.delete(path);
      if (this.watched.size === 0) this.close();
    };
  };

  readonly send = async <Answer>(
    method: Method,
    path: string,
    body?: unknown,
    stale: readonly string[] = [],
  ): Promise<Answer> => {
    const answer = await this.server.request(method, path, body);
    const below = [nounOf(path), ...stale];
    this.tell({ type: "stale", below });
    for (const each of this.watched.keys()) if (below.some((start) => each.startsWith(start))) void this.read(each);
    return unwrapped(answer) as Answer;
  };

  /** Reads again what is looked at and due. */
  readonly look = (): void => {
    const { connection, info } = this.state();
    const reachable = connection.state === "online" || connection.state === "polling";
    if (info === null || !reachable || !this.seen()) return;
    for (const [path, watched] of [...this.watched]) if (this.due(path, watched)) this.refresh(path);
  };

  /** Something was written: what is watched as it happens is read again soon. */
  readonly hurry = (): void => {
    const old = [...this.watched.keys()].some((path) => AT_ONCE.test(path) && isOld(readingOf(this.state(), path)));
    if (!old || this.soon !== undefined || !this.seen()) return;
    this.soon = setTimeout(() => {
      this.soon = undefined;
      this.look();
      this.hurry();
    }, AT_ONCE_EVERY);
  };

  close(): void {
    clearInterval(this.timer);
    clearTimeout(this.soon);
    this.timer = undefined;
    this.soon = undefined;
  }

  private due(path: string, { every, failures, asked }: Watched): boolean {
    const known = readingOf(this.state(), path);
    const since = this.now() - asked;
    if (known.is === "wanted") return true;
    if (failures > 0) return since >= Math.min(SLOWEST_RETRY, AT_MOST_EVERY + backoff(failures, 1) * failures);
    if (known.is === "here" && known.stale === true) return since >= (AT_ONCE.test(path) ? AT_ONCE_EVERY : AT_MOST_EVERY);
    return since >= Math.min(...every) * 1_000;
  }

  private async read(path: string): Promise<void> {
    const watched = this.watched.get(path);
    if (watched !== undefined) watched.asked = this.now();
    const question: Question = Symbol(path);
    this.last.set(path, question);
    this.tell({ type: "reading", path, reading: { is: "loading" } });
    const reading = await this.answer(path);
    if (this.last.get(path) !== question) return;
    this.last.delete(path);
    if (watched !== undefined) watched.failures = reading.is === "here" ? 0 : watched.failures + 1;
    this.tell({ type: "reading", path, reading });
  }

  private async answer(path: string) {
    try {
      const value = unwrapped(await this.server.request("GET", path));
      return { is: "here", value, at: this.now() } as const;
    } catch (error) {
      return failure(error);
    }
  }
}

const isOld = (known: Asked<unknown>): boolean => known.is === "here" && known.stale === true;

const failure = (error: unknown) =>
  ({ is: "failed", message: message(error), code: error instanceof Refusal ? error.code : "UNKNOWN" }) as const;

/** `api/ops/specs` of `api/ops/specs/shop/status`. */
const nounOf = (path: string): string => path.split(/[/?]/).slice(0, 3).join("/");

/** A list is under `items`, all else under `data`. */
function unwrapped(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null) return answer;
  if ("data" in answer) return answer.data;
  return "items" in answer ? answer.items : answer;
}
