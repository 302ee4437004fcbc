/** Looks through a log for lines that fit, in slices between which the page breathes, and goes on as lines arrive. */

import { strip } from "./ansi";
import { lastState, type LogStore } from "./log_store";

export type Fits = (line: string) => boolean;

const SLICE_MS = 8;
const BLOCK_BYTES = 128 * 1024;
const BLOCK_LINES = 2_000;

export class Scan {
  /** The lines that fit, ascending. */
  readonly found: number[] = [];
  /** Lines before this one were looked at. */
  scanned = 0;

  private stopped = false;
  private running = false;
  private readonly unsubscribe: () => void;
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly store: LogStore,
    private readonly fits: Fits,
    private readonly progressed: () => void,
  ) {
    this.unsubscribe = store.subscribe(() => void this.run());
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    this.unsubscribe();
  }

  get done(): boolean {
    return this.scanned >= this.store.settled;
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (!this.stopped && this.scanned < this.store.settled) {
      const pause = performance.now() + SLICE_MS;
      while (!this.stopped && this.scanned < this.store.settled && performance.now() < pause) {
        if (!(await this.block())) await breath();
      }
      if (!this.stopped) this.progressed();
      await breath();
    }
    this.running = false;
  }

  /** Looks at one block; false when its bytes cannot be had now. */
  private async block(): Promise<boolean> {
    const from = this.scanned;
    const to = this.blockEnd(from);
    let bytes = this.store.bytes(from, to);
    if (bytes === null) {
      await this.store.load(from, to);
      bytes = this.store.bytes(from, to);
    }
    if (bytes === null) return false;
    const text = strip(this.decoder.decode(bytes));
    const redrawn = text.includes("\r");
    let line = from;
    for (const each of text.split("\n")) {
      if (line >= to) break;
      if (this.fits(redrawn ? lastState(each) : each)) this.found.push(line);
      line += 1;
    }
    this.scanned = to;
    return true;
  }

  private blockEnd(from: number): number {
    const most = Math.min(this.store.settled, from + BLOCK_LINES);
    if (this.store.start(most) - this.store.start(from) <= BLOCK_BYTES) return most;
    let to = from + 1;
    while (to < most && this.store.start(to + 1) - this.store.start(from) <= BLOCK_BYTES) to += 1;
    return to;
  }
}

/** Lets the page draw and hear before the next slice. */
const breath = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

export interface Query {
  readonly text: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
}

/** What fits a query, or the reason why its pattern cannot be read. */
export function fitsQuery(query: Query): Fits | string {
  if (!query.regex) {
    if (query.matchCase) return (line) => line.includes(query.text);
    const sought = query.text.toLowerCase();
    return (line) => line.toLowerCase().includes(sought);
  }
  try {
    const pattern = new RegExp(query.text, query.matchCase ? "u" : "iu");
    return (line) => pattern.test(line);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The index of the first number in `sorted` that is at least `value`. */
export function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
