/** Records in columns, apart from how they are drawn: their order, and as text for other programs. */

import type { ComponentChildren } from "preact";

/** What sorts and is copied. Null is unknown, which is not zero: it stands last in either order. */
export type Plain = string | number | boolean | null;

export interface Column<Row> {
  readonly name: string;
  readonly heading: string;
  readonly value: (row: Row) => Plain;
  /** How it is drawn; else the value as text. */
  readonly show?: (row: Row) => ComponentChildren;
  /** What the pointer is told, such as an exact time. */
  readonly hint?: (row: Row) => string | undefined;
  /** Stands at the right, and begins with the largest when it is sorted by. */
  readonly number?: boolean;
  /** A track of a CSS grid; else as wide as its share. */
  readonly width?: string;
  /** Left out where the table is narrower than so many pixels. */
  readonly from?: number;
}

/** An order as an address has it: `cost`, or `-cost` for the largest first. */
export type Order = string;

export const orderOf = (order: Order): { readonly name: string; readonly descending: boolean } =>
  order.startsWith("-") ? { name: order.slice(1), descending: true } : { name: order, descending: false };

/** The order after a heading was pressed. */
export function turned<Row>(order: Order, { name, number }: Column<Row>): Order {
  const { name: known, descending } = orderOf(order);
  return (known === name ? !descending : number === true) ? `-${name}` : name;
}

/** The rows in that order; equal ones as they stood. */
export function inOrder<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order): readonly Row[] {
  const { name, descending } = orderOf(order);
  const column = columns.find((each) => each.name === name);
  if (column === undefined) return rows;
  const keyed = rows.map((row) => [column.value(row), row] as const);
  return keyed.sort(([one], [other]) => compared(one, other, descending)).map(([, row]) => row);
}

function compared(one: Plain, other: Plain, descending: boolean): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  const sign = descending ? -1 : 1;
  if (typeof one === "string" && typeof other === "string") return sign * one.localeCompare(other, "en", { numeric: true });
  return one < other ? -sign : sign;
}

/** The rows as a spreadsheet reads them, with the names of the columns first. */
export function csv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ value }) => value(row)))];
  return lines.map((cells) => cells.map(quoted).join(",")).join("\n") + "\n";
}

function quoted(cell: Plain): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  // A spreadsheet would run what begins like a formula.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What each row is for Python: its values by the names of the columns. */
export const records = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): readonly object[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name, value }) => [name, value(row)])));
