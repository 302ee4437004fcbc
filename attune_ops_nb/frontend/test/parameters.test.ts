import { describe, expect, test } from "vitest";
import { parameterFields, parameters, problemsOf, untouched } from "../src/parameters";
import { entry } from "./examples";

const fields = parameterFields(
  entry({
    param_schema: {
      path: { type: "string" },
      keyword: { type: "string", required: true, position: 2 },
      workers: { type: "integer", default: 2, position: 1 },
      ratio: { type: "number" },
      mode: { type: "string", enum: ["quick", "full"], default: "full" },
      extra: { type: "array" },
      loud: { type: "boolean", default: true },
    },
  }),
);

describe("a parameter schema", () => {
  test("gives a field for each parameter but the scope, in their order", () => {
    expect(fields.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      "workers: integer",
      "keyword: string",
      "ratio: number",
      "mode: choice",
      "extra: json",
      "loud: boolean",
    ]);
  });

  test("may be an ordinary JSON Schema", () => {
    const schema = { type: "object", properties: { depth: { type: "integer" } }, required: ["depth"] };
    expect(parameterFields(entry({ param_schema: schema }))).toMatchObject([{ name: "depth", required: true }]);
  });
});

describe("what was typed", () => {
  test("becomes parameters of the right types", () => {
    const typed = { ...untouched(fields), keyword: "cart", ratio: "0.5", extra: '["-x"]', loud: false };
    expect(parameters(fields, typed)).toEqual({
      values: { workers: 2, keyword: "cart", ratio: 0.5, mode: "full", extra: ["-x"], loud: false },
      problems: {},
    });
  });

  test("has all its problems said at once", () => {
    const typed = { ...untouched(fields), workers: "two", ratio: "x", extra: "[" };
    expect(parameters(fields, typed).problems).toEqual({
      workers: "not a whole number",
      keyword: "required",
      ratio: "not a number",
      extra: "not JSON",
    });
  });

  test("may be refused by the server, by the name of the field", () => {
    expect(problemsOf({ "parameters.keyword": "too short", path: "outside" })).toEqual({
      keyword: "too short",
      path: "outside",
    });
  });
});
