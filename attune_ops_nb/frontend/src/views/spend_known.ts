/** What is known to be spent; that nothing is known is something else than nothing spent. */

import type { Home, Spend } from "../types.gen";

/** The spending of a home; null where no call was ever logged and no bill was fetched. */
export function knownSpend({ spend, last_call_at }: Home): Spend | null {
  if (spend === null) return null;
  const silent = spend.source === "local" && last_call_at === null && spend.numbers.thirty_day_usd === 0;
  return silent ? null : spend;
}
