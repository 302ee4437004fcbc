import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { count, plural } from "../format";
import type { Verbs } from "../verbs";
import { CopyMenu } from "./copy_menu";
import { csv, inOrder, orderOf, records, turned, type Column, type Order } from "./data_rows";
import { useWidth } from "./hooks";
import { VirtualRows, type Reveal } from "./virtual_rows";

const ROW_HEIGHT = 28;
/** So many rows stand as they are; more of them scroll. */
const MOST_AT_ONCE = 12;

interface Props<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** The line of Python that gives this table as a DataFrame. */
  readonly python?: string;
  /** Leads to what a row is about. */
  readonly onOpen?: (row: Row) => void;
  /** Rows can be selected; what is selected is `dashboard.selected` in Python. */
  readonly verbs?: Pick<Verbs, "select">;
  /** What Python gets of the rows; else the values of the columns. */
  readonly recordOf?: (row: Row) => object;
  /** The key of the row whose details are shown. */
  readonly current?: string | null;
  /** As high as its place; else as high as its rows, up to twelve. */
  readonly fill?: boolean;
  /** A last line, such as a total, by the names of the columns. */
  readonly total?: Readonly<Record<string, ComponentChildren>>;
}

/** Records in sortable columns, of which only those in view exist; worked by pointer or by keyboard. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, rows, keyOf, order, python, verbs, onOpen, total } = props;
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const [active, setActive] = useState(0);
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const columns = props.columns.filter(({ from = 0 }) => width >= from);
  const ordered = useMemo(() => inOrder(rows, props.columns, order), [rows, order]);
  const at = Math.min(active, ordered.length - 1);
  const tracks = columns.map((column) => column.width ?? (column.number === true ? "minmax(64px, 0.6fr)" : "minmax(80px, 1fr)"));
  const style = { "grid-template-columns": `${verbs === undefined ? "" : "22px "}${tracks.join(" ")}` };
  const id = useMemo(() => `attune-${Math.random().toString(36).slice(2)}`, []);

  const chosen = ordered.filter((row) => selected.has(keyOf(row)));
  // A table that is only drawn takes nothing from what was selected before.
  const touched = useRef(false);
  useEffect(() => {
    if (!touched.current) return;
    const asRecords = props.recordOf === undefined ? records(chosen, props.columns) : chosen.map(props.recordOf);
    if (verbs !== undefined) verbs.select(asRecords);
  }, [selected, rows]);
  const become = (keys: ReadonlySet<string>) => {
    touched.current = true;
    setSelected(keys);
  };
  const select = (row: Row | undefined) => {
    if (row === undefined) return;
    const next = new Set(selected);
    if (!next.delete(keyOf(row))) next.add(keyOf(row));
    become(next);
  };
  const step = (to: number) => {
    const row = Math.max(0, Math.min(ordered.length - 1, to));
    setActive(row);
    setReveal({ row, stamp: (reveal?.stamp ?? 0) + 1 });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const row = ordered[at];
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10, Home: 0, End: ordered.length - 1 };
    const move = (moves as Readonly<Record<string, number | undefined>>)[event.key];
    if (move !== undefined) step(move);
    else if (event.key === " " && verbs !== undefined) select(row);
    else if (event.key === "Enter" && row !== undefined) onOpen?.(row);
    else return;
    event.preventDefault();
  };
  const line = (row: Row, index: number) => {
    const key = keyOf(row);
    const marks = `${index === at ? "attune-data-active" : ""} ${selected.has(key) ? "attune-data-selected" : ""}`;
    const press = () => {
      setActive(index);
      onOpen?.(row);
    };
    return (
      <div
        key={key}
        id={`${id}-${index}`}
        class={`attune-data-row ${marks} ${onOpen === undefined ? "" : "attune-data-opens"}`}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={verbs === undefined ? undefined : selected.has(key)}
        aria-current={props.current === key ? "true" : undefined}
        style={style}
        onClick={press}
      >
        {verbs !== undefined && (
          <span role="gridcell" class="attune-data-mark" onClick={(event) => event.stopPropagation()}>
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={`Select ${key}`}
              checked={selected.has(key)}
              onChange={() => select(row)}
            />
          </span>
        )}
        {columns.map((column) => (
          <span
            key={column.name}
            role="gridcell"
            class={column.number === true ? "attune-data-number" : undefined}
            title={column.hint?.(row) ?? (column.show === undefined ? String(column.value(row) ?? "") : undefined)}
          >
            {column.show?.(row) ?? plain(column.value(row))}
          </span>
        ))}
      </div>
    );
  };
  const height = Math.max(1, Math.min(ordered.length, MOST_AT_ONCE)) * ROW_HEIGHT;
  return (
    <div ref={ref} class={`attune-data ${props.fill === true ? "attune-data-fill" : ""}`}>
      <div class="attune-data-table">
        <div id={`${id}-head`} class="attune-data-head" role="row" aria-rowindex={1} style={style}>
          {verbs !== undefined && (
            <span role="columnheader">
              <input
                type="checkbox"
                aria-label="Select all"
                checked={ordered.length > 0 && chosen.length === ordered.length}
                onChange={() => become(new Set(chosen.length === ordered.length ? [] : ordered.map(keyOf)))}
              />
            </span>
          )}
          {columns.map((column) => (
            <Heading key={column.name} column={column} order={order} onOrder={props.onOrder} />
          ))}
        </div>
        <VirtualRows
          class="attune-data-rows"
          rows={ordered.length}
          rowHeight={ROW_HEIGHT}
          reveal={reveal}
          attributes={{
            // What has the focus scrolls, and its headings must not: so they are its own by name.
            role: "grid",
            "aria-owns": total === undefined ? `${id}-head` : `${id}-head ${id}-total`,
            "aria-label": label,
            "aria-rowcount": ordered.length + 1,
            "aria-multiselectable": verbs !== undefined,
            "aria-activedescendant": ordered.length > 0 ? `${id}-${at}` : undefined,
            onKeyDown: pressed,
            ...(props.fill === true ? {} : { style: { flex: "none", height: `${height}px` } }),
          }}
          render={(index) => {
            const row = ordered[index];
            return row === undefined ? null : line(row, index);
          }}
        />
        {total !== undefined && (
          <div id={`${id}-total`} class="attune-data-row attune-data-total" role="row" style={style}>
            {verbs !== undefined && <span role="gridcell" />}
            {columns.map(({ name, number }) => (
              <span key={name} role="gridcell" class={number === true ? "attune-data-number" : undefined}>
                {total[name]}
              </span>
            ))}
          </div>
        )}
      </div>
      <div class="attune-foot">
        <span role="status">
          {plural(ordered.length, "row")}
          {chosen.length > 0 && `, ${count(chosen.length)} selected`}
        </span>
        <CopyMenu python={python} csv={() => csv(chosen.length > 0 ? chosen : ordered, props.columns)} />
      </div>
    </div>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

function Heading<Row>({ column, order, onOrder }: HeadingProps<Row>) {
  const { name, descending } = orderOf(order);
  const here = name === column.name;
  return (
    <span
      role="columnheader"
      aria-sort={here ? (descending ? "descending" : "ascending") : "none"}
      class={column.number === true ? "attune-data-number" : undefined}
    >
      <button type="button" class="attune-link-button" onClick={() => onOrder(turned(order, column))}>
        {column.heading}
        {here && <span aria-hidden="true">{descending ? " ▾" : " ▴"}</span>}
      </button>
    </span>
  );
}

function plain(value: string | number | boolean | null): string {
  if (value === null) return "–";
  return typeof value === "number" ? count(value) : String(value);
}
