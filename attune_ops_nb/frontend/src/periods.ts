/** Periods: stretches of UTC days that numbers are asked for. */

export const PERIODS = {
  today: "Today",
  yesterday: "Yesterday",
  "7d": "7 days",
  "30d": "30 days",
  month: "This month",
  all: "All",
  custom: "Custom",
} as const;

export type Period = keyof typeof PERIODS;

export interface Range {
  /** The first day; null is the first that is known. */
  readonly from: string | null;
  /** The last day. */
  readonly to: string;
}

const DAY = 86_400_000;
const IS_DAY = /^\d{4}-\d\d-\d\d$/;

/** The UTC day of a moment. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The day that many days later, or earlier. */
export const later = (day: string, days: number): string => dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY);

export const isDay = (text: string): boolean => IS_DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** The days of a period as it is chosen; what is no period is 30 days. */
export function rangeOf(chosen: { readonly period: string; readonly from: string; readonly to: string }, today: string): Range {
  switch (chosen.period) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: later(today, -1), to: later(today, -1) };
    case "7d":
      return { from: later(today, -6), to: today };
    case "month":
      return { from: `${today.slice(0, 8)}01`, to: today };
    case "all":
      return { from: null, to: today };
    case "custom": {
      const to = isDay(chosen.to) ? chosen.to : today;
      const from = isDay(chosen.from) ? chosen.from : later(to, -29);
      return from <= to ? { from, to } : { from: to, to: from };
    }
    default:
      return { from: later(today, -29), to: today };
  }
}

/** As a query of the readings: from a day on and before another. */
export const queryOf = ({ from, to }: Range): string =>
  from === null ? `until=${later(to, 1)}` : `since=${from}&until=${later(to, 1)}`;

/** As the words of `%attune` have it. */
export const flagsOf = ({ from, to }: Range): string =>
  `${from === null ? "" : `--since ${from} `}--until ${later(to, 1)}`;

export const within = (day: string | null, { from, to }: Range): boolean =>
  day !== null && (from === null || day >= from) && day <= to;

/** What a range is called, as `Nov 1 to Nov 21`. */
export function words({ from, to }: Range): string {
  if (from === null) return `until ${short(to)}`;
  return from === to ? short(to) : `${short(from)} to ${short(to)}`;
}

const short = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
