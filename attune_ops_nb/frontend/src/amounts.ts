/** Money, tokens and shares as people read them. */

const CENTS = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
const HALF_A_CENT = 0.005;

/** Dollars and cents; what is less than a cent says so instead of looking like nothing. */
export function money(usd: number): string {
  const size = Math.abs(usd);
  const sign = usd < 0 ? "−" : "";
  if (size > 0 && size < HALF_A_CENT) return size < 1e-6 ? "$0.00" : `${sign}< $0.01`;
  return `${sign}$${size.toLocaleString("en-US", CENTS)}`;
}

/** Dollars where some calls have no known price: then it is the least it can be. */
export const least = (usd: number, unpriced: number): string =>
  unpriced === 0 ? money(usd) : `≥ ${money(usd)} (+${unpriced.toLocaleString("en-US")} unpriced)`;

/** Dollars of which a part may be missing. */
export const atLeast = (usd: number, complete: boolean): string => (complete ? money(usd) : `≥ ${money(usd)}`);

/** Dollars that may be unknown. */
export const known = (usd: number | null, complete = true): string =>
  usd === null ? "unknown" : atLeast(usd, complete);

/** A difference, with its sign. */
export const difference = (usd: number): string => (usd > 0 && money(usd) !== "$0.00" ? `+${money(usd)}` : money(usd));

export function tokens(number: number): string {
  if (number >= 1e9) return `${(number / 1e9).toFixed(2)} G`;
  if (number >= 1e6) return `${(number / 1e6).toFixed(1)} M`;
  return number >= 1_000 ? `${(number / 1_000).toFixed(number < 1e4 ? 1 : 0)} k` : String(Math.round(number));
}

/** A part of a whole. */
export const percent = (part: number): string => {
  const value = part * 100;
  return value > 0 && value < 1 ? "< 1 %" : `${Math.round(value)} %`;
};

export const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0);
