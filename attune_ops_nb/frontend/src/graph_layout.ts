/** Where the boxes and arrows of a workflow stand: laid out once for a graph, however its steps change. */

import { Graph, layout } from "@dagrejs/dagre";
import type { GraphEdge, GraphNode, WorkflowGraph } from "./types.gen";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly edge: GraphEdge;
  /** The line, as the `d` of a path. */
  readonly line: string;
  /** The middle of its label. */
  readonly label: Point;
}

export interface Layout {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
}

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** Beyond this a layout takes seconds, and nobody finds anything in it. */
export const MOST_BOXES = 500;
/** Up to here both directions are tried. */
const FEW_BOXES = 80;
const MARGIN = 12;
const BOX = { height: 46, least: 124, most: 240, letter: 8.3, around: 52, sign: 18 } as const;
const COMMAND = { height: 26, width: 76 } as const;

/** Downwards or to the right, whichever shows more of it in `area`. */
export function arranged(graph: WorkflowGraph, area: Area): Layout {
  if (graph.nodes.length > FEW_BOXES) return laidOut(graph, isBroad(graph) ? "LR" : "TB");
  const down = laidOut(graph, "TB");
  if (scaleToFit(down, area) === 1) return down;
  const right = laidOut(graph, "LR");
  return scaleToFit(right, area) > scaleToFit(down, area) ? right : down;
}

/** More stands side by side than one after the other. */
function isBroad({ nodes, edges }: WorkflowGraph): boolean {
  const ranks = new Map<string, number>();
  for (const { id } of nodes) ranks.set(id, ranks.get(id) ?? 0);
  // The file names most tasks after what leads to them: one pass is near enough.
  for (const { id } of nodes) {
    const below = (ranks.get(id) ?? 0) + 1;
    for (const edge of edges) if (edge.source === id && !edge.back) ranks.set(edge.target, Math.max(below, ranks.get(edge.target) ?? 0));
  }
  const deep = Math.max(...ranks.values()) + 1;
  return nodes.length / deep > deep;
}

/** The scale at which all of it is seen; never larger than drawn. */
export const scaleToFit = (layout: Area, area: Area): number =>
  Math.min(1, area.width / Math.max(1, layout.width), area.height / Math.max(1, layout.height));

/** What tells one graph from another. */
export const keyOf = (graph: WorkflowGraph): string =>
  JSON.stringify([graph.nodes.map(({ id }) => id), graph.edges.map(({ source, target, transition }) => [source, target, transition])]);

function laidOut(graph: WorkflowGraph, rankdir: "TB" | "LR"): Layout {
  const drawn = new Graph({ multigraph: true });
  drawn.setGraph({ rankdir, nodesep: 22, ranksep: rankdir === "TB" ? 34 : 44, edgesep: 14, marginx: MARGIN, marginy: MARGIN });
  for (const node of graph.nodes) drawn.setNode(node.id, sizeOf(node));
  graph.edges.forEach((edge, place) => drawn.setEdge(edge.source, edge.target, labelSize(edge), String(place)));
  layout(drawn);
  const { width = 0, height = 0 } = drawn.graph() as Partial<Area>;
  return {
    boxes: graph.nodes.map((node) => ({ ...sizeOf(node), ...pointOf(drawn.node(node.id)), node })),
    arrows: graph.edges.map((edge, place) => {
      const made = drawn.edge(edge.source, edge.target, String(place)) as Point & { readonly points: readonly Point[] };
      return { edge, line: curve(made.points), label: pointOf(made) };
    }),
    width,
    height,
  };
}

const pointOf = ({ x, y }: Point): Point => ({ x, y });

/** Always another record: dagre writes into what it is given. */
function sizeOf({ kind, label, items, join }: GraphNode): Area {
  if (kind === "command") return { ...COMMAND };
  const signs = (items ? 1 : 0) + (join === null ? 0 : 1);
  const width = Math.min(BOX.most, Math.max(BOX.least, label.length * BOX.letter + BOX.around + signs * BOX.sign));
  return { width, height: BOX.height };
}

/** The outcomes are marks; what else is said takes the room of its first letters. */
function labelSize({ label, kind }: GraphEdge) {
  if (label === null) return { width: 0, height: 0, labelpos: "c" };
  return { width: kind === "condition" ? Math.min(label.length, LETTERS) * 6.2 + 8 : 16, height: 16, labelpos: "c" };
}

/** Of a label, on the arrow. */
export const LETTERS = 22;

/** A line through the middles of its parts, with the points as what bends it. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const bends = rest.slice(0, -1).map((point, place) => {
    const next = rest[place + 1] ?? point;
    const end = place === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  const last = rest[rest.length - 1];
  return `M${at(first)}${bends.length === 0 && last !== undefined ? `L${at(last)}` : bends.join("")}`;
}

const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
