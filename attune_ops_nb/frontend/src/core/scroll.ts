/**
 * Scrolling over more rows than a browser lets an element be high.
 *
 * Up to `TALLEST` pixels an element is as high as its rows. Beyond that the scrollbar stands for a
 * longer way: small movements move the rows by as much, large ones jump in proportion.
 */

export const TALLEST = 8_000_000;

export interface Extent {
  readonly rows: number;
  readonly rowHeight: number;
  readonly viewport: number;
}

export interface Position {
  /** Pixels from the top of all rows. */
  readonly top: number;
  /** Where the scrollbar stands. */
  readonly bar: number;
}

export const elementHeight = (extent: Extent): number =>
  Math.min(TALLEST, extent.rows * extent.rowHeight);

export const highestTop = (extent: Extent): number =>
  Math.max(0, extent.rows * extent.rowHeight - extent.viewport);

const highestBar = (extent: Extent): number => Math.max(0, elementHeight(extent) - extent.viewport);

/** Where the rows stand after the scrollbar went to `bar`. */
export function scrolled(extent: Extent, before: Position, bar: number): Position {
  const most = highestTop(extent);
  const mostBar = highestBar(extent);
  if (mostBar >= most) return { top: Math.min(most, bar), bar };
  if (bar <= 0) return { top: 0, bar };
  if (bar >= mostBar - 1) return { top: most, bar };
  const moved = bar - before.bar;
  const near = Math.abs(moved) <= 2 * extent.viewport;
  const top = near ? before.top + moved : (bar / mostBar) * most;
  return { top: Math.max(0, Math.min(most, top)), bar };
}

/** The position that shows the rows from `top`, with the scrollbar where it belongs. */
export function placed(extent: Extent, top: number): Position {
  const most = highestTop(extent);
  const within = Math.max(0, Math.min(most, top));
  const mostBar = highestBar(extent);
  return { top: within, bar: mostBar >= most ? within : Math.round((within / most) * mostBar) };
}

export const atBottom = (extent: Extent, top: number): boolean =>
  top >= highestTop(extent) - extent.rowHeight / 2;
