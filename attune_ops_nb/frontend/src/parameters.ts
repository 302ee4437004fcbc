/** A flat parameter schema as fields of a form, and what was typed as parameters. */

import { isRecord } from "./core/transport";
import type { WorkflowEntry } from "./types.gen";

export type FieldKind = "string" | "integer" | "number" | "boolean" | "choice" | "json";

export interface ParameterField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly secret: boolean;
  readonly description: string;
  readonly choices: readonly unknown[];
  readonly default: unknown;
}

/** What stands in a field: text as typed, or on and off. */
export type Typed = Readonly<Record<string, string | boolean>>;

export type Problems = Readonly<Record<string, string>>;

/** The parameters of a workflow besides its scope, in the order its author gave. */
export const parameterFields = ({ param_schema, path_arg }: WorkflowEntry): readonly ParameterField[] =>
  fieldsOf(param_schema).filter(({ name }) => name !== path_arg?.parameter);

/** The fields of a schema, flat or JSON Schema, in the order its author gave. */
export function fieldsOf(given: Readonly<Record<string, unknown>>): readonly ParameterField[] {
  const shape = isRecord(given.properties) ? given.properties : given;
  const outside = Array.isArray(given.required) ? given.required : [];
  return Object.entries(shape)
    .flatMap(([name, schema]) => (isRecord(schema) ? [{ name, schema }] : []))
    .sort((one, other) => position(one.schema) - position(other.schema))
    .map(({ name, schema }) => ({
      name,
      kind: kindOf(schema),
      required: schema.required === true || outside.includes(name),
      secret: schema.secret === true,
      description: typeof schema.description === "string" ? schema.description : "",
      choices: Array.isArray(schema.enum) ? schema.enum : [],
      default: schema.default,
    }));
}

const position = (schema: Readonly<Record<string, unknown>>): number =>
  typeof schema.position === "number" ? schema.position : Number.MAX_SAFE_INTEGER;

function kindOf(schema: Readonly<Record<string, unknown>>): FieldKind {
  if (Array.isArray(schema.enum)) return "choice";
  switch (schema.type) {
    case "integer":
    case "number":
    case "boolean":
      return schema.type;
    case "array":
    case "object":
      return "json";
    default:
      return "string";
  }
}

/** What a form shows before anything is typed. */
export const untouched = (fields: readonly ParameterField[]): Typed =>
  Object.fromEntries(fields.map((field) => [field.name, shown(field)]));

/** What a form shows of a run that had these parameters. */
export const typedOf = (fields: readonly ParameterField[], had: Readonly<Record<string, unknown>>): Typed =>
  Object.fromEntries(fields.map((field) => [field.name, shown({ ...field, default: had[field.name] })]));

function shown(field: ParameterField): string | boolean {
  if (field.kind === "boolean") return field.default === true;
  if (field.default === undefined || field.default === null) return "";
  if (field.kind === "choice") return String(field.choices.indexOf(field.default));
  return typeof field.default === "string" ? field.default : JSON.stringify(field.default);
}

/** The parameters that were typed, or what is wrong by the name of the field. Empty fields are left out. */
export function parameters(
  fields: readonly ParameterField[],
  typed: Typed,
): { readonly values: Readonly<Record<string, unknown>>; readonly problems: Problems } {
  const values: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const text = typed[field.name] ?? "";
    if (typeof text === "boolean") values[field.name] = text;
    else if (text.trim() === "") {
      if (field.required) problems[field.name] = "required";
    } else {
      const read = value(field, text);
      if ("problem" in read) problems[field.name] = read.problem;
      else values[field.name] = read.value;
    }
  }
  return { values, problems };
}

type Read = { readonly value: unknown } | { readonly problem: string };

function value(field: ParameterField, text: string): Read {
  switch (field.kind) {
    case "integer":
      return /^\s*[-+]?\d+\s*$/.test(text) ? { value: Number(text) } : { problem: "not a whole number" };
    case "number":
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: "not a number" };
    case "choice":
      return { value: field.choices[Number(text)] };
    case "json":
      try {
        return { value: JSON.parse(text) };
      } catch {
        return { problem: "not JSON" };
      }
    case "string":
    case "boolean":
      return { value: text };
  }
}

/** What the server said about a parameter, by the name of its field. */
export function problemsOf(details: Problems): Problems {
  const named = Object.entries(details).map(([name, what]) => [name.replace(/^parameters\./, ""), what] as const);
  return Object.fromEntries(named);
}
