/** From values to places in a drawing. */

import { ticks } from "d3-array";

export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** From zero to a round number above `most`, upwards from `bottom` to `top`. */
export function upwards(most: number, bottom: number, top: number, wanted = 4): Scale {
  const highest = most > 0 ? most : 1;
  const inside = ticks(0, highest, wanted);
  const step = (inside[1] ?? highest) - (inside[0] ?? 0);
  const end = Math.ceil(highest / step - 1e-9) * step;
  const place = (value: number) => bottom - (value / end) * (bottom - top);
  return { place, ticks: most > 0 ? ticks(0, end, wanted) : [0] };
}

/** From one moment to another, from left to right. */
export const across = (from: number, to: number, left: number, right: number) => (value: number): number =>
  left + ((value - from) / Math.max(1, to - from)) * (right - left);

/** Every how manyth label fits, when each needs `needed` and has `room`. */
export const every = (needed: number, room: number): number => Math.max(1, Math.ceil(needed / Math.max(1, room)));
