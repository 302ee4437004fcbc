/** Amounts that may be incomplete: what has no known price is never shown as nothing. */

import { count, dollars } from "./format";

/** Dollars where some calls have no known price: then it is the least it can be. */
export const least = (usd: number, unpriced: number): string =>
  unpriced === 0 ? dollars(usd) : `≥ ${dollars(usd)} (+${count(unpriced)} unpriced)`;

/** Dollars of which a part may be missing; null where nothing is known. */
export const atLeast = (usd: number | null, complete: boolean): string =>
  usd === null || complete ? dollars(usd) : `≥ ${dollars(usd)}`;

const HALF_A_CENT = 0.005;

/** A difference in cents, with its sign. */
export function difference(usd: number): string {
  if (Math.abs(usd) < HALF_A_CENT) return "$0.00";
  const size = Math.abs(usd).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${usd < 0 ? "−" : "+"}$${size}`;
}

export const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
