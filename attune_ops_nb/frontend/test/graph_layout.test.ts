/** Graphs are laid out, and walked by the arrow keys. */

import { expect, test } from "vitest";
import { arranged, scaleToFit } from "../src/graph_layout";
import { neighbour } from "../src/neighbours";
import { edge, node } from "./workflow_examples";

const chain = (length: number) => {
  const nodes = Array.from({ length }, (_, place) => node({ id: `t${place}` }));
  return { nodes, edges: nodes.slice(1).map(({ id }, place) => edge(`t${place}`, id)) };
};

test("no two boxes stand on one another, commands of the same name neither", () => {
  const fails = ["t0", "t1"].map((id) => node({ id: `command:fail@${id}`, kind: "command" }));
  const graph = { nodes: [...chain(2).nodes, ...fails], edges: [edge("t0", "t1"), edge("t0", fails[0]!.id), edge("t1", fails[1]!.id)] };
  const places = arranged(graph, { width: 700, height: 400 }).boxes.map(({ x, y }) => `${x} ${y}`);
  expect(new Set(places).size).toBe(4);
});

test("a long chain lies where the place is wide and stands where it is high", () => {
  const flat = arranged(chain(6), { width: 1200, height: 200 });
  const high = arranged(chain(6), { width: 200, height: 1200 });
  expect(flat.width).toBeGreaterThan(flat.height);
  expect(high.height).toBeGreaterThan(high.width);
});

test("two ways from one task to another are two arrows", () => {
  const twice = { ...chain(2), edges: [edge("t0", "t1"), edge("t0", "t1", { transition: 1 })] };
  const [one, other] = arranged(twice, { width: 700, height: 400 }).arrows;
  expect(one?.line).toMatch(/^M[\d. ]+[QL]/);
  expect(one?.line).not.toBe(other?.line);
});

test("a circle is laid out too", () => {
  const graph = { ...chain(2), edges: [edge("t0", "t1"), edge("t1", "t0", { back: true }), edge("t1", "t1", { back: true })] };
  expect(arranged(graph, { width: 700, height: 400 }).arrows.every(({ line }) => line !== "")).toBe(true);
});

test("nothing is drawn larger than it is", () => expect(scaleToFit({ width: 10, height: 10 }, { width: 900, height: 900 })).toBe(1));

test("an arrow key follows an arrow, and stays where nothing is in that direction", () => {
  const graph = chain(3);
  const { boxes } = arranged(graph, { width: 200, height: 900 });
  expect(neighbour(boxes, graph.edges, "t0", "down")?.node.id).toBe("t1");
  expect(neighbour(boxes, graph.edges, "t0", "up")).toBeNull();
});
