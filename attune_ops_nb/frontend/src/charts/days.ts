/** Days of UTC, as charts have them. */

const DAY = 86_400_000;

/** A day as `11-20`. */
export const brief = (day: string): string => day.slice(5);

export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY).toISOString().slice(0, 10);

/** Every day from the first to the last of those given, also those that are not. */
export function everyDay(days: readonly (string | null)[]): readonly string[] {
  const given = days.filter((day) => day !== null).sort();
  const [first, last] = [given[0], given.at(-1)];
  if (first === undefined || last === undefined) return [];
  const found: string[] = [];
  for (let day = first; day <= last; day = dayBefore(day, -1)) found.push(day);
  return found;
}
