import { atLeast, least } from "../amounts";

/** Dollars in a narrow place: "≥" where some calls have no known price, and how many on hover. */
export const Amount = ({ usd, unpriced }: { readonly usd: number; readonly unpriced: number }) => (
  <span title={least(usd, unpriced)} aria-label={least(usd, unpriced)}>
    {atLeast(usd, unpriced === 0)}
  </span>
);
