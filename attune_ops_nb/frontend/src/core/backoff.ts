/** How long to wait before the next attempt: doubling to a ceiling, spread so that pages do not march in step. */

const FIRST = 250;
/** Who waits for a server that is started again should not wait longer for us than for it. */
const LONGEST = 2_000;

export const backoff = (attempt: number, chance: number): number =>
  Math.min(LONGEST, FIRST * 2 ** attempt) * (0.5 + chance / 2);
