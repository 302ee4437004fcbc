import { useMemo, useRef, useState } from "preact/hooks";
import { arranged, keyOf, LETTERS, scaleToFit, type Arrow, type Box, type Layout } from "../graph_layout";
import { neighbour, type Direction } from "../neighbours";
import { stepsByNode, taken, type Taken } from "../steps";
import type { StepShown, WorkflowGraph } from "../types.gen";
import { Button } from "./button";
import { GraphBox } from "./graph_box";
import { useId, useWidth } from "./hooks";
import { useViewport } from "./use_viewport";

interface Props {
  readonly graph: WorkflowGraph;
  /** None where it does not run. */
  readonly steps: readonly StepShown[] | null;
  /** Executions that wait for an answer. */
  readonly asked?: ReadonlySet<number>;
  /** Actions that are workflows themselves. */
  readonly nested: ReadonlySet<string>;
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly now: number;
  /** The height it may have; it takes less where it needs less. */
  readonly height: number;
  /** The width for which it is laid out, where that is not its own: boxes stay where they are while something opens beside them. */
  readonly room?: number;
}

const NONE: ReadonlySet<number> = new Set();
const ARROWS: Readonly<Record<string, Direction>> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/** A workflow as boxes and arrows. */
export function GraphView({ graph, steps, asked = NONE, nested, chosen, onChoose, now, height, room }: Props) {
  const [around, width] = useWidth<HTMLDivElement>(720);
  const frame = useRef<HTMLDivElement>(null);
  const coarse = Math.round((room ?? width) / 120) * 120;
  const key = keyOf(graph);
  const layout = useMemo(() => arranged(graph, { width: coarse, height }), [key, coarse, height]);
  const scale = Math.max(0.55, scaleToFit(layout, { width, height }));
  const area = { width, height: Math.min(height, Math.max(80, Math.ceil(layout.height * scale) + 4)) };
  const view = useViewport(frame, layout, area);
  const [current, setCurrent] = useState<string | null>(null);
  const reachable = layout.boxes.some(({ node }) => node.id === (current ?? chosen)) ? (current ?? chosen) : (layout.boxes[0]?.node.id ?? null);
  const hint = useId();
  const go = (to: Box) => {
    setCurrent(to.node.id);
    view.reveal(to.x - to.width / 2, to.y - to.height / 2, to.width, to.height);
    frame.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(to.node.id)}"]`)?.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key];
    if (direction !== undefined && event.shiftKey) view.pan(...PANS[direction]);
    else if (direction !== undefined) {
      const to = neighbour(layout.boxes, graph.edges, reachable, direction);
      if (to !== null) go(to);
    } else if (event.key === "+" || event.key === "=") view.zoom(1);
    else if (event.key === "-") view.zoom(-1);
    else if (event.key === "0") view.fit();
    else if (event.key === "Escape" && chosen !== null) onChoose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const boxOf = (event: Event) => (event.target as Element).closest<HTMLElement>("[data-box]")?.dataset.box ?? null;
  const { x, y, scale: size } = view.seen;
  return (
    <div ref={around} class="attune-graph">
      <div
        ref={frame}
        class="attune-graph-frame"
        style={{ height: `${area.height}px` }}
        role="group"
        aria-label="Graph of the workflow"
        aria-describedby={hint}
        onKeyDown={onKeyDown}
        onFocusIn={(event) => setCurrent(boxOf(event))}
        onClick={(event) => {
          const box = boxOf(event);
          if (box !== null) onChoose(box === chosen ? null : box);
        }}
      >
        <div class="attune-graph-drawing" style={{ transform: `translate(${x}px, ${y}px) scale(${size})` }}>
          <Drawing layout={layout} graph={graph} steps={steps} asked={asked} nested={nested} chosen={chosen} current={reachable} now={now} />
        </div>
        <div class="attune-graph-buttons" data-still>
          <Button aria-label="Larger" title="Larger (+, or Ctrl and wheel)" onClick={() => view.zoom(1)}>
            +
          </Button>
          <Button aria-label="Smaller" title="Smaller (−)" onClick={() => view.zoom(-1)}>
            −
          </Button>
          <Button aria-label="Fit: show all of it" title="Show all of it (0)" onClick={view.fit}>
            fit
          </Button>
        </div>
      </div>
      <p id={hint} class="attune-unseen">
        Arrow keys follow the arrows, Enter shows a task, plus and minus zoom, 0 shows all, Shift with an arrow key moves.
      </p>
    </div>
  );
}

const PANS: Readonly<Record<Direction, readonly [number, number]>> = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };

interface DrawingProps extends Omit<Props, "onChoose" | "height" | "room" | "asked"> {
  readonly layout: Layout;
  readonly asked: ReadonlySet<number>;
  readonly current: string | null;
}

/** What is moved and zoomed as one; it is drawn again only when something of it changes. */
function Drawing({ layout, graph, steps, asked, nested, chosen, current, now }: DrawingProps) {
  // A hidden graph elsewhere on the page must not be the one whose arrowheads are found.
  const own = useMemo(() => `attune-head-${(drawings += 1)}`, []);
  return useMemo(() => {
    const shown = { graph, steps: steps ?? [] };
    const byNode = stepsByNode(shown);
    const ways = taken(shown);
    return (
      <>
        <svg class="attune-arrows" width={layout.width} height={layout.height} aria-hidden="true">
          <defs>
            {HEADS.map((way) => (
              <marker key={way} id={`${own}-${way}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">
                <path class={`attune-head attune-head-${way}`} d="M0 0.5 8 4 0 7.5Z" />
              </marker>
            ))}
          </defs>
          {layout.arrows.map((arrow, place) => (
            <ArrowLine key={place} own={own} arrow={arrow} way={steps === null ? "plain" : (ways[place] ?? "no")} />
          ))}
        </svg>
        {layout.boxes.map((box) => (
          <GraphBox
            key={box.node.id}
            box={box}
            steps={byNode.get(box.node.id) ?? []}
            asked={asked}
            nested={box.node.action !== null && nested.has(box.node.action)}
            chosen={chosen === box.node.id}
            current={current === box.node.id}
            now={now}
            plain={steps === null}
          />
        ))}
      </>
    );
  }, [layout, graph, steps, asked, nested, chosen, current, now]);
}

let drawings = 0;
const HEADS = ["no", "yes", "longest", "plain"] as const;
const SIGNS: Readonly<Record<string, string>> = { succeeded: "✓", failed: "✗", timed_out: "◷" };

interface ArrowProps {
  readonly own: string;
  readonly arrow: Arrow;
  readonly way: Taken | "plain";
}

function ArrowLine({ own, arrow, way }: ArrowProps) {
  const { edge, line, label } = arrow;
  const sign = SIGNS[edge.kind];
  const text = edge.label === null ? "" : (sign ?? shortened(edge.label));
  const told = [edge.label ?? "", edge.publish.length === 0 ? "" : `sets ${edge.publish.join(", ")}`, edge.back ? "leads back" : ""];
  return (
    <g class={`attune-arrow attune-arrow-${way} ${edge.back ? "attune-arrow-back" : ""}`}>
      <title>{told.filter((each) => each !== "").join("; ")}</title>
      <path d={line} marker-end={`url(#${own}-${way})`} />
      {text !== "" && (
        <text class={`attune-arrow-label attune-arrow-${edge.kind}`} x={label.x} y={label.y} text-anchor="middle" dominant-baseline="central">
          {text}
        </text>
      )}
    </g>
  );
}

const shortened = (text: string): string => (text.length <= LETTERS ? text : `${text.slice(0, LETTERS - 1)}…`);
