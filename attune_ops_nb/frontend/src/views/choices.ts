/** What is chosen in a view, kept in its address: period, sides, order, texts to look for. */

import { useEffect, useState } from "preact/hooks";
import type { OverviewPlace, Query, Verbs } from "../verbs";

export type Choices<Name extends string> = Readonly<Record<Name, string>>;

/**
 * The choices of a view and how they are changed: `const [chosen, choose] = useChoices(props, {days: "30"})`.
 *
 * Every choice has a default, which the address leaves out. `choose({days: "7"})` keeps the others.
 */
export function useChoices<Name extends string>(
  { place, verbs }: { readonly place: OverviewPlace; readonly verbs: Pick<Verbs, "replace"> },
  defaults: Choices<Name>,
): readonly [Choices<Name>, (change: Partial<Choices<Name>>) => void] {
  const given = place.query ?? {};
  const [query, setQuery] = useState(given);
  const address = new URLSearchParams(given).toString();
  useEffect(() => setQuery(given), [address]);
  const choose = (change: Partial<Choices<Name>>) => {
    const next = queryOf({ ...query, ...change }, defaults);
    setQuery(next);
    verbs.replace({ view: place.view, query: next });
  };
  return [{ ...defaults, ...query } as Choices<Name>, choose];
}

/** The choices that are not their defaults. */
export function queryOf(choices: Query, defaults: Query): Query {
  return Object.fromEntries(Object.entries(choices).filter(([name, value]) => value !== (defaults[name] ?? "")));
}
