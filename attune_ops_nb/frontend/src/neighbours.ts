/** Which box is next to another, for those who walk a graph by the arrow keys. */

import type { Box } from "./graph_layout";
import type { GraphEdge } from "./types.gen";

export type Direction = "up" | "down" | "left" | "right";

const WAYS = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] } as const satisfies Record<Direction, readonly [number, number]>;

/** The box in that direction: one that an arrow joins with it, else the nearest. */
export function neighbour(boxes: readonly Box[], edges: readonly GraphEdge[], from: string | null, direction: Direction): Box | null {
  const here = boxes.find(({ node }) => node.id === from);
  if (here === undefined) return boxes[0] ?? null;
  const joined = new Set(edges.flatMap(({ source, target }) => (source === from ? [target] : target === from ? [source] : [])));
  const ranked = boxes
    .map((box) => ({ box, off: distance(here, box, direction) }))
    .filter(({ box, off }) => box !== here && off !== null)
    .map(({ box, off }) => ({ box, off: (off ?? 0) * (joined.has(box.node.id) ? 1 : FURTHER) }))
    .sort((one, other) => one.off - other.off);
  return ranked[0]?.box ?? null;
}

/** What no arrow joins has to be that much nearer. */
const FURTHER = 4;

/** How far away it is in that direction, with what lies aside counting twice; null if it is not there. */
function distance(from: Box, to: Box, direction: Direction): number | null {
  const [right, down] = WAYS[direction];
  const [x, y] = [to.x - from.x, to.y - from.y];
  const ahead = x * right + y * down;
  const aside = Math.abs(x * down) + Math.abs(y * right);
  return ahead > 1 ? ahead + 2 * aside : null;
}
