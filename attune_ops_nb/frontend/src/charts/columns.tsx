import { useState } from "preact/hooks";
import { useWidth } from "../views/hooks";
import { sum } from "../amounts";
import { Figure } from "./figure";
import { every, upwards } from "./scale";

export interface Series {
  readonly name: string;
  /** One for each label. */
  readonly values: readonly number[];
  /** What its columns are drawn with; by its place among the series where it is not said. */
  readonly colour?: number;
}

export interface ColumnsProps {
  readonly title: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** What a column stands for, as the head of the table of numbers says it. */
  readonly side?: string;
  /** A value to compare with. */
  readonly limit?: { readonly name: string; readonly value: number } | null;
  readonly height?: number;
  readonly python?: string | undefined;
}

const [RIGHT, TOP, BOTTOM] = [4, 10, 20];
const FALLBACK = 640;
const LETTER = 6.5;
const LABEL_GAP = 12;
const WIDEST = 44;

/** Columns of parts on each other; one is read out by pointing at it or with the arrow keys. */
export function Columns(props: ColumnsProps) {
  const { title, description, labels, series, format, side = "day", limit = null, height = 170 } = props;
  const [ref, width] = useWidth<HTMLDivElement>(FALLBACK);
  const [at, setAt] = useState<number | null>(null);
  const totals = labels.map((_, index) => sum(series, ({ values }) => values[index] ?? 0));
  const scale = upwards(Math.max(0, limit?.value ?? 0, ...totals), height - BOTTOM, TOP);
  const left = 12 + LETTER * Math.max(...scale.ticks.map((tick) => brief(format(tick)).length));
  const step = (width - left - RIGHT) / Math.max(1, labels.length);
  const column = Math.max(1, Math.min(WIDEST, step - Math.min(4, step * 0.25)));
  const middle = (index: number) => left + step * (index + 0.5);
  const apart = every(Math.max(0, ...labels.map(({ length }) => length)) * LETTER + LABEL_GAP, step);
  const columns = [side, ...series.map(({ name }) => name), ...(series.length > 1 ? ["all"] : [])];
  const rows = labels.map((label, index) => [
    label,
    ...series.map(({ values }) => format(values[index] ?? 0)),
    ...(series.length > 1 ? [format(totals[index] ?? 0)] : []),
  ]);
  const move = (event: KeyboardEvent) => {
    const to = moved(event.key, at, labels.length);
    if (to === undefined) return;
    event.preventDefault();
    setAt(to);
  };
  const pointed = (event: PointerEvent) => {
    const x = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    const index = Math.floor((x - left) / step);
    setAt(index >= 0 && index < labels.length ? index : null);
  };
  return (
    <Figure title={title} description={description} numbers={{ columns, rows }} python={props.python}>
      <Legend series={series} limit={limit === null ? null : `${limit.name}, ${format(limit.value)}`} />
      <div ref={ref} class="attune-plot">
        <svg
          width={width}
          height={height}
          role="img"
          tabIndex={0}
          aria-label={`${title}. ${description}. The arrow keys read the columns out.`}
          onKeyDown={move}
          onPointerMove={pointed}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
        >
          {scale.ticks.map((tick) => (
            <g key={tick} class="attune-plot-tick">
              <line x1={left} x2={width - RIGHT} y1={scale.place(tick)} y2={scale.place(tick)} />
              <text x={left - 6} y={scale.place(tick) + 4} text-anchor="end">
                {brief(format(tick))}
              </text>
            </g>
          ))}
          {at !== null && (
            <rect class="attune-plot-here" x={left + step * at} y={TOP} width={step} height={height - BOTTOM - TOP} />
          )}
          {labels.map((label, index) => (
            <g key={index}>
              {stacked(series, index).map(({ colour, from, to }, part) =>
                to > from ? (
                  <rect
                    key={part}
                    class={`attune-series-${colour}`}
                    x={middle(index) - column / 2}
                    y={scale.place(to)}
                    width={column}
                    height={Math.max(1, scale.place(from) - scale.place(to))}
                  />
                ) : null,
              )}
              {index % apart === 0 && (
                <text class="attune-plot-label" x={inside(middle(index), label, width)} y={height - 5} text-anchor="middle">
                  {label}
                </text>
              )}
            </g>
          ))}
          {limit !== null && (
            <line
              class="attune-plot-limit"
              x1={left}
              x2={width - RIGHT}
              y1={scale.place(limit.value)}
              y2={scale.place(limit.value)}
            />
          )}
        </svg>
        {at !== null && (
          <Tip left={middle(at)} width={width}>
            <strong>{labels[at]}</strong>
            {series.map(({ name, values, colour }, part) =>
              (values[at] ?? 0) > 0 || series.length === 1 ? (
                <span key={name} class="attune-tip-line">
                  <span>
                    <Swatch colour={colour ?? part} /> {name}
                  </span>
                  <span class="attune-number">{format(values[at] ?? 0)}</span>
                </span>
              ) : null,
            )}
            {series.length > 1 && (
              <span class="attune-tip-line">
                <span>all</span>
                <span class="attune-number">{format(totals[at] ?? 0)}</span>
              </span>
            )}
          </Tip>
        )}
        <span class="attune-unseen" role="status">
          {at === null ? "" : `${labels[at]}: ${format(totals[at] ?? 0)}`}
        </span>
      </div>
    </Figure>
  );
}

/** The middle of a label that neither end of the picture cuts. */
const inside = (middle: number, label: string, width: number): number => {
  const half = (label.length * LETTER) / 2;
  return Math.max(half, Math.min(width - half, middle));
};

/** Where a key leads among `length` columns; undefined if it is not for us. */
function moved(key: string, at: number | null, length: number): number | null | undefined {
  if (length === 0) return undefined;
  if (key === "Escape") return null;
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  if (key === "ArrowRight") return at === null ? 0 : Math.min(length - 1, at + 1);
  if (key === "ArrowLeft") return at === null ? length - 1 : Math.max(0, at - 1);
  return undefined;
}

function stacked(series: readonly Series[], index: number) {
  let from = 0;
  return series.map(({ values, colour }, part) => {
    const to = from + (values[index] ?? 0);
    const span = { colour: colour ?? part, from, to };
    from = to;
    return span;
  });
}

/** An axis says $5, not $5.00. */
const brief = (text: string): string => text.replace(/\.0+(?= |$)/, "");

function Tip({ left, width, children }: { readonly left: number; readonly width: number; readonly children: preact.ComponentChildren }) {
  const side = left > width / 2 ? { right: `${width - left + 8}px` } : { left: `${left + 8}px` };
  return (
    <div class="attune-tip" style={side} aria-hidden="true">
      {children}
    </div>
  );
}

export const Swatch = ({ colour }: { readonly colour: number }) => (
  <svg class="attune-swatch" width="10" height="10" aria-hidden="true">
    <rect class={`attune-series-${colour}`} width="10" height="10" rx="2" />
  </svg>
);

function Legend({ series, limit }: { readonly series: readonly Series[]; readonly limit: string | null }) {
  if (series.length < 2 && limit === null) return null;
  return (
    <ul class="attune-legend">
      {series.length > 1 &&
        series.map(({ name, colour }, part) => (
          <li key={name}>
            <Swatch colour={colour ?? part} /> {name}
          </li>
        ))}
      {limit !== null && (
        <li>
          <svg class="attune-swatch" width="16" height="10" aria-hidden="true">
            <line class="attune-plot-limit" x1="0" x2="16" y1="5" y2="5" />
          </svg>{" "}
          {limit}
        </li>
      )}
    </ul>
  );
}
