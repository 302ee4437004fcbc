/** What is known to be spent; that nothing is known is something else than nothing spent. */

import type { Home, Spend } from "../types.gen";

/** The spending of a home; null where no call was ever logged and no bill was fetched. */
export function knownSpend({ spend }: Home): Spend | null {
  return spend?.known ? spend : null;
}
