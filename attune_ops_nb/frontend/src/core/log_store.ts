/**
 * The bytes of one log and where its lines begin.
 *
 * Lines are found without decoding, only what is shown or searched becomes text. Bytes lie in pages
 * of a fixed size; when there are too many, those not used for longest are let go, and fetched again
 * by range when somebody looks.
 */

import { LineIndex } from "./line_index";
import { message } from "./transport";

export const PAGE = 256 * 1024;
const PAGES_KEPT = 256;
/** Bytes of a line that are shown; the rest is in the file. */
export const LONGEST_LINE = 4_096;
const NEWLINE = 10;
const REST_AFTER_FAILURE = 2_000;

export type FetchRange = (offset: number, limit: number) => Promise<Uint8Array>;

export interface Line {
  readonly text: string;
  /** Bytes that are not in `text` because the line is too long. */
  readonly cut: number;
}

export class LogStore {
  /** Bytes taken so far. */
  size = 0;
  /** Bytes the log had when the last chunk left. */
  total = 0;
  ended = false;
  trouble: string | null = null;
  /** Grows with every change that a view can see. */
  version = 0;

  private readonly starts = new LineIndex();
  private readonly pages = new Map<number, Uint8Array>();
  private readonly fetching = new Map<number, Promise<void>>();
  private readonly listeners = new Set<() => void>();
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly fetchRange: FetchRange,
    private readonly pagesKept = PAGES_KEPT,
  ) {}

  /** Lines begun so far; the last may be unfinished. */
  get lines(): number {
    return this.starts.length - (this.starts.last === this.size ? 1 : 0);
  }

  /** Lines that will not change any more. */
  get settled(): number {
    return this.ended ? this.lines : this.starts.length - 1;
  }

  /** Takes `bytes` from `offset`; what is known already is dropped. */
  append(offset: number, bytes: Uint8Array, total: number): void {
    const fresh = bytes.subarray(Math.max(0, this.size - offset));
    this.total = Math.max(total, offset + bytes.length);
    if (offset > this.size || fresh.length === 0) return;
    for (let at = fresh.indexOf(NEWLINE); at >= 0; at = fresh.indexOf(NEWLINE, at + 1)) {
      this.starts.push(this.size + at + 1);
    }
    this.keep(fresh);
    this.changed();
  }

  end(size: number): void {
    this.total = Math.max(this.total, size);
    this.ended = true;
    this.changed();
  }

  troubled(message: string): void {
    this.trouble = message;
    this.changed();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Where line `n` begins. */
  start(line: number): number {
    return line < this.starts.length ? this.starts.at(line) : this.size;
  }

  /** The bytes of lines `from` to before `to`, if they are at hand; else null, and `load` gets them. */
  bytes(from: number, to: number): Uint8Array | null {
    return this.range(this.start(from), this.start(to));
  }

  /** Line `n` as it is shown, or null while its bytes are being fetched. */
  line(n: number): Line | null {
    const start = this.start(n);
    const end = this.start(n + 1);
    const long = end - start > LONGEST_LINE;
    const shown = this.range(start, long ? start + LONGEST_LINE : end);
    const tail = long ? this.range(end - LONGEST_LINE, end) : shown;
    if (shown === null || tail === null) {
      void this.load(n, n + 1);
      return null;
    }
    // A progress bar that is drawn over itself a thousand times is one long line: its end counts.
    const redrawn = long && this.decode(tail).includes("\r");
    const text = lastState(this.decode(redrawn ? tail : shown));
    return { text, cut: long && !redrawn ? end - start - LONGEST_LINE : 0 };
  }

  /** Sees to it that the bytes of those lines are at hand. */
  async load(from: number, to: number): Promise<void> {
    const last = Math.floor(Math.max(this.start(from), this.start(to) - 1) / PAGE);
    const missing: Promise<void>[] = [];
    for (let page = Math.floor(this.start(from) / PAGE); page <= last; page += 1) {
      if (!this.pages.has(page)) missing.push(this.fetchPage(page));
    }
    await Promise.all(missing);
  }

  /** Bytes that are in memory. */
  get held(): number {
    return this.pages.size * PAGE;
  }

  private keep(fresh: Uint8Array): void {
    for (let done = 0; done < fresh.length; ) {
      const number = Math.floor(this.size / PAGE);
      const within = this.size % PAGE;
      const part = fresh.subarray(done, done + PAGE - within);
      let page = this.pages.get(number);
      if (page === undefined && within === 0) {
        page = new Uint8Array(PAGE);
        this.pages.set(number, page);
        this.letGo();
      }
      page?.set(part, within);
      this.size += part.length;
      done += part.length;
    }
  }

  private letGo(): void {
    const newest = Math.floor(this.size / PAGE);
    for (const number of this.pages.keys()) {
      if (this.pages.size <= this.pagesKept) return;
      if (number < newest) this.pages.delete(number);
    }
  }

  private range(start: number, end: number): Uint8Array | null {
    if (end <= start) return new Uint8Array(0);
    const first = Math.floor(start / PAGE);
    const last = Math.floor((end - 1) / PAGE);
    for (let number = first; number <= last; number += 1) {
      if (!this.pages.has(number)) return null;
    }
    if (first === last) return this.page(first).subarray(start - first * PAGE, end - first * PAGE);
    const whole = new Uint8Array(end - start);
    for (let number = first; number <= last; number += 1) {
      const from = Math.max(start, number * PAGE);
      const to = Math.min(end, (number + 1) * PAGE);
      whole.set(this.page(number).subarray(from - number * PAGE, to - number * PAGE), from - start);
    }
    return whole;
  }

  /** A page that is there, now the most recently used. */
  private page(number: number): Uint8Array {
    const page = this.pages.get(number);
    if (page === undefined) throw new RangeError(`page ${number} of the log is not at hand`);
    this.pages.delete(number);
    this.pages.set(number, page);
    return page;
  }

  private fetchPage(number: number): Promise<void> {
    const known = this.fetching.get(number);
    if (known !== undefined) return known;
    const fetched = this.fetchRange(number * PAGE, PAGE)
      .then((bytes) => {
        const page = new Uint8Array(PAGE);
        page.set(bytes.subarray(0, PAGE));
        this.pages.set(number, page);
        this.trouble = null;
        this.letGo();
      })
      .catch(async (error: unknown) => {
        this.troubled(`A part of the log could not be fetched: ${message(error)}`);
        await new Promise((resolve) => setTimeout(resolve, REST_AFTER_FAILURE));
      })
      .finally(() => {
        this.fetching.delete(number);
        this.changed();
      });
    this.fetching.set(number, fetched);
    return fetched;
  }

  private decode(bytes: Uint8Array): string {
    return this.decoder.decode(bytes).replace(/\r?\n$|\ufffd$/, "");
  }

  private changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

/** What a terminal would show of a line that was overwritten by carriage returns. */
export function lastState(text: string): string {
  const trimmed = text.endsWith("\r") ? text.replace(/\r+$/, "") : text;
  const at = trimmed.lastIndexOf("\r");
  return at < 0 ? trimmed : trimmed.slice(at + 1);
}
