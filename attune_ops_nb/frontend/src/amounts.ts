/** Amounts that may be incomplete: what has no known price is never shown as nothing. */

import { count } from "./format";

const CENTS = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
const HALF_A_CENT = 0.005;

/** Dollars and cents, so that a column of them lines up; what is less than a cent is not nothing. */
export function cents(usd: number): string {
  const size = Math.abs(usd);
  if (size < 1e-9) return "$0.00";
  const text = size < HALF_A_CENT ? "< $0.01" : `$${size.toLocaleString("en-US", CENTS)}`;
  return usd < 0 ? `−${text}` : text;
}

/** Dollars where some calls have no known price: then it is the least it can be. */
export const least = (usd: number, unpriced: number): string =>
  unpriced === 0 ? cents(usd) : `≥ ${cents(usd)} (+${count(unpriced)} unpriced)`;

/** Dollars of which a part may be missing; null where nothing is known. */
export const atLeast = (usd: number | null, complete: boolean): string =>
  usd === null ? "unknown" : complete ? cents(usd) : `≥ ${cents(usd)}`;

/** A difference in cents, with its sign. */
export function difference(usd: number): string {
  if (Math.abs(usd) < HALF_A_CENT) return "$0.00";
  return usd < 0 ? cents(usd) : `+${cents(usd)}`;
}

export const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
