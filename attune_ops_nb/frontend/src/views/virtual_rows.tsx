import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { atBottom, elementHeight, highestTop, placed, scrolled, type Extent } from "../core/scroll";

/** Bring a row into view; a new `stamp` does so again. */
export interface Reveal {
  readonly row: number;
  readonly stamp: number;
}

interface Props {
  readonly rows: number;
  readonly rowHeight: number;
  readonly render: (row: number) => ComponentChildren;
  /** Keep the last row in view. */
  readonly follow?: boolean;
  readonly onFollow?: (follow: boolean) => void;
  readonly reveal?: Reveal | null;
  /** Rows are as high as their text needs; one step of the scrollbar is still one row. */
  readonly wrap?: boolean;
  /** The width of the longest row known, as a CSS length. */
  readonly width?: string;
  readonly class?: string;
  readonly attributes?: JSX.HTMLAttributes<HTMLDivElement>;
  /** Told which rows are drawn. */
  readonly onShown?: (from: number, to: number) => void;
}

const OVERSCAN = 3;
const SETTLED_MS = 150;
const UNMEASURED = 400;

/** A list of any length of which only the rows in view exist. */
export function VirtualRows(props: Props) {
  const { rows, rowHeight, follow = false, wrap = false, reveal = null, onFollow, onShown } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const position = useRef({ top: 0, bar: 0 });
  const revealed = useRef(0);
  const settle = useRef<ReturnType<typeof setTimeout>>();
  const [viewport, setViewport] = useState(UNMEASURED);
  const [moves, redraw] = useState(0);
  const content = useRef<HTMLDivElement>(null);
  const stretch = useStretch(content, wrap, `${rows} ${viewport} ${moves}`, rowHeight);
  // Rows that are higher than one step fill the view sooner: scrolling has that much further to go.
  const filled = viewport / stretch;
  const extent: Extent = { rows, rowHeight, viewport: filled };
  const latest = useRef(extent);
  latest.current = extent;

  if (reveal !== null && reveal.stamp !== revealed.current) {
    position.current = placed(extent, reveal.row * rowHeight - filled / 2);
  } else if (follow) {
    position.current = placed(extent, highestTop(extent));
  }
  const top = Math.min(position.current.top, highestTop(extent));

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (follow || (reveal !== null && reveal.stamp !== revealed.current)) {
      element.scrollTop = position.current.bar;
    }
    revealed.current = reveal?.stamp ?? 0;
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null || typeof ResizeObserver === "undefined") return undefined;
    const measure = () => element.clientHeight > 0 && setViewport(element.clientHeight);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => {
      observer.disconnect();
      clearTimeout(settle.current);
    };
  }, []);

  const moved = (event: Event) => {
    const element = event.currentTarget as HTMLDivElement;
    if (Math.abs(element.scrollTop - position.current.bar) < 1) return;
    // A list that became higher is moved by the browser, not by the reader: it stays at its end.
    if (follow && element.clientHeight !== viewport && element.clientHeight > 0) return setViewport(element.clientHeight);
    position.current = scrolled(extent, position.current, element.scrollTop);
    onFollow?.(atBottom(extent, position.current.top));
    redraw((times) => times + 1);
    // In a list taller than its element, small movements part the bar from the rows: join them again.
    clearTimeout(settle.current);
    if (elementHeight(extent) === rows * rowHeight) return;
    settle.current = setTimeout(() => {
      position.current = placed(latest.current, position.current.top);
      element.scrollTop = position.current.bar;
    }, SETTLED_MS);
  };
  // Rows may arrive faster than the browser tells of scrolling, and would pull the reader down again.
  const pulled = (event: WheelEvent) => event.deltaY < 0 && top > 0 && onFollow?.(false);
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "End") onFollow?.(true);
    if (["PageUp", "ArrowUp", "Home"].includes(event.key) && top > 0) onFollow?.(false);
  };

  const low = wrap && highestTop(extent) > 0 && atBottom(extent, top);
  const atTop = low ? rows - Math.ceil(viewport / rowHeight) : Math.floor(top / rowHeight);
  const first = Math.max(0, atTop - (wrap ? 0 : OVERSCAN));
  const last = Math.min(rows, Math.ceil((top + viewport) / rowHeight) + OVERSCAN);
  const shift = wrap ? 0 : first * rowHeight - top;
  useEffect(() => onShown?.(first, last), [first, last]);

  const drawn: ComponentChildren[] = [];
  for (let row = first; row < last; row += 1) drawn.push(props.render(row));
  return (
    <div
      ref={scroller}
      class={`attune-virtual ${props.class ?? ""}`}
      tabIndex={0}
      onScroll={moved}
      onWheel={pulled}
      onKeyDown={pressed}
      {...props.attributes}
    >
      <div
        class="attune-virtual-extent"
        style={{ height: `${elementHeight(extent) + viewport - filled}px`, minWidth: props.width }}
      >
        <div class={`attune-virtual-layer ${low ? "attune-virtual-low" : ""}`} style={{ height: `${viewport}px` }}>
          <div ref={content} class="attune-virtual-rows" style={{ transform: `translateY(${shift}px)` }}>
            {drawn}
          </div>
        </div>
      </div>
    </div>
  );
}

/**
 * How much higher than one step the rows in view are together; 1 where they do not wrap.
 *
 * Measured once for each `reason`: another stretch draws other rows, which have another stretch.
 */
function useStretch(
  content: { readonly current: HTMLDivElement | null },
  wrap: boolean,
  reason: string,
  rowHeight: number,
): number {
  const [stretch, setStretch] = useState(1);
  useLayoutEffect(() => {
    const element = content.current;
    const steps = (element?.childElementCount ?? 0) * rowHeight;
    setStretch(!wrap || element === null || steps === 0 ? 1 : Math.max(1, element.offsetHeight / steps));
  }, [wrap, reason]);
  return stretch;
}
