/** Columns: order, and text for other programs. */

import { expect, test } from "vitest";
import { csv, inOrder, records, turned, type Column } from "../src/views/data_rows";
import { queryOf } from "../src/views/choices";

interface Row {
  readonly model: string;
  readonly cost: number | null;
}
const COLUMNS: readonly Column<Row>[] = [
  { name: "model", heading: "Model", value: ({ model }) => model },
  { name: "cost", heading: "Cost", value: ({ cost }) => cost, number: true },
];
const [MODEL, COST] = COLUMNS as readonly [Column<Row>, Column<Row>];
const rows: readonly Row[] = [
  { model: "b", cost: 2 },
  { model: "a10", cost: null },
  { model: "a9", cost: 3 },
];
const order = (name: string) => inOrder(rows, COLUMNS, name).map(({ model }) => model);

test("what is unknown stands last in either order", () => {
  expect(order("cost")).toEqual(["b", "a9", "a10"]);
  expect(order("-cost")).toEqual(["a9", "b", "a10"]);
});

test("numbers in names count as numbers", () => expect(order("model")).toEqual(["a9", "a10", "b"]));

test("an order by no column leaves the rows as they stood", () => expect(order("nothing")).toEqual(["b", "a10", "a9"]));

test("a heading sorts numbers by the largest first, names from a on, and turns when pressed again", () => {
  expect(turned("model", COST)).toBe("-cost");
  expect(turned("-cost", COST)).toBe("cost");
  expect(turned("-cost", MODEL)).toBe("model");
});

test("a spreadsheet gets every value and runs none", () => {
  const odd = [{ model: '=1+1,"x"', cost: null }];
  expect(csv(odd, COLUMNS)).toBe('model,cost\n"\'=1+1,""x""",\n');
});

test("Python gets the values by the names of the columns", () => {
  expect(records(rows.slice(0, 1), COLUMNS)).toEqual([{ model: "b", cost: 2 }]);
});

test("an address leaves out what is as it was set up", () => {
  expect(queryOf({ by: "model", days: "7", text: "" }, { by: "model", days: "30", text: "" })).toEqual({ days: "7" });
});
