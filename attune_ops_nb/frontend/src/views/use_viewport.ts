/** Which part of a drawing is seen, and how large: by buttons, wheel, drag and keys. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { scaleToFit, type Area, type Layout } from "../graph_layout";

interface Seen {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const SMALLEST = 0.1;
const LARGEST = 2.5;
const STEP = 1.25;
/** As small as a whole graph is shown at first: below, nobody reads it. */
const READABLE = 0.55;
const PAN = 60;
/** A press that moves less is a click. */
const STILL = 4;

export interface Viewport {
  readonly seen: Seen;
  readonly zoom: (steps: number) => void;
  /** All of it, however small. */
  readonly fit: () => void;
  readonly pan: (right: number, down: number) => void;
  /** Brings a part of the drawing into view, unless it is. */
  readonly reveal: (x: number, y: number, width: number, height: number) => void;
}

/** Of a drawing in the element `ref`. What the user did stays until the drawing is another. */
export function useViewport(ref: { readonly current: HTMLElement | null }, drawing: Layout, area: Area): Viewport {
  const [seen, setSeen] = useState<Seen>(() => begun(drawing, area));
  const touched = useRef(false);
  const change = (next: (before: Seen) => Seen) => {
    touched.current = true;
    setSeen(next);
  };
  useLayoutEffect(() => {
    touched.current = false;
  }, [drawing]);
  useLayoutEffect(() => {
    if (!touched.current) setSeen(begun(drawing, area));
  }, [drawing, area.width, area.height]);
  useEffect(() => (ref.current === null ? undefined : follow(ref.current, change)), [area.width > 0]);
  const middle = { x: area.width / 2, y: area.height / 2 };
  return {
    seen,
    zoom: (steps) => change((before) => zoomed(before, STEP ** steps, middle.x, middle.y)),
    fit: () => change(() => fitted(drawing, area, SMALLEST)),
    pan: (right, down) => change((before) => ({ ...before, x: before.x - right * PAN, y: before.y - down * PAN })),
    reveal: (x, y, width, height) => {
      setSeen((before) => {
        const shifted = { ...before, x: before.x + shift(before.x + x * before.scale, width * before.scale, area.width), y: before.y + shift(before.y + y * before.scale, height * before.scale, area.height) };
        return shifted.x === before.x && shifted.y === before.y ? before : shifted;
      });
    },
  };
}

/** What begins at `from` has to move by this to be between 0 and `room`. */
function shift(from: number, length: number, room: number): number {
  const edge = 8;
  if (from < edge) return edge - from;
  return from + length > room - edge ? Math.min(room - edge - from - length, 0) : 0;
}

/** All of it; where that would be too small to read, where it begins. */
function begun(drawing: Layout, area: Area): Seen {
  const seen = fitted(drawing, area, READABLE);
  const first = drawing.boxes.find(({ node }) => node.first);
  if (first === undefined) return seen;
  const placed = (at: number, length: number, room: number, otherwise: number) =>
    length * seen.scale <= room ? otherwise : Math.min(0, Math.max(room - length * seen.scale, room / 2 - at * seen.scale));
  return { scale: seen.scale, x: placed(first.x, drawing.width, area.width, seen.x), y: placed(first.y, drawing.height, area.height, seen.y) };
}

function fitted(drawing: Area, area: Area, smallest: number): Seen {
  const scale = Math.max(smallest, scaleToFit(drawing, area));
  const centred = (length: number, room: number) => Math.max(0, (room - length * scale) / 2);
  return { scale, x: centred(drawing.width, area.width), y: centred(drawing.height, area.height) };
}

function zoomed({ x, y, scale }: Seen, by: number, atX: number, atY: number): Seen {
  const next = Math.min(LARGEST, Math.max(SMALLEST, scale * by));
  const grown = next / scale;
  return { scale: next, x: atX - (atX - x) * grown, y: atY - (atY - y) * grown };
}

/** Wheel and drag. A plain wheel goes on scrolling the page, unless the drawing has the focus. */
function follow(element: HTMLElement, change: (next: (before: Seen) => Seen) => void): () => void {
  const wheel = (event: WheelEvent) => {
    const zooms = event.ctrlKey || event.metaKey;
    if (!zooms && !element.matches(":focus-within")) return;
    event.preventDefault();
    const { left, top } = element.getBoundingClientRect();
    const by = Math.exp(-event.deltaY / 400);
    change((before) =>
      zooms
        ? zoomed(before, by, event.clientX - left, event.clientY - top)
        : { ...before, x: before.x - event.deltaX, y: before.y - event.deltaY },
    );
  };
  const down = (start: PointerEvent) => {
    if (start.button !== 0 || (start.target as Element).closest("[data-still]") !== null) return;
    let [x, y, moved] = [start.clientX, start.clientY, false];
    const move = (event: PointerEvent) => {
      if (!moved && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < STILL) return;
      moved = true;
      const [right, lower] = [event.clientX - x, event.clientY - y];
      [x, y] = [event.clientX, event.clientY];
      change((before) => ({ ...before, x: before.x + right, y: before.y + lower }));
    };
    const up = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      // What was dragged was not clicked.
      const swallow = (event: Event) => event.stopPropagation();
      if (moved) element.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => element.removeEventListener("click", swallow, { capture: true }));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
  };
  element.addEventListener("wheel", wheel, { passive: false });
  element.addEventListener("pointerdown", down);
  return () => {
    element.removeEventListener("wheel", wheel);
    element.removeEventListener("pointerdown", down);
  };
}
