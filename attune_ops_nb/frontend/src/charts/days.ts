/** Days of UTC, as charts have them. */

import { later } from "../periods";

/** A day as `11-20`. */
export const brief = (day: string): string => day.slice(5);

/** Every day from the first to the last of those given, also those that are not. */
export function everyDay(days: readonly (string | null)[]): readonly string[] {
  const given = days.filter((day) => day !== null).sort();
  const [first, last] = [given[0], given.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found: string[] = [];
  for (let day = first; day <= last; day = later(day, 1)) found.push(day);
  return found;
}
