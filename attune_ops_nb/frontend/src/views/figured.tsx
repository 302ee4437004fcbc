import type { ComponentChildren } from "preact";
import type { Asked } from "../state";

interface Props<Value> {
  readonly of: Asked<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** A picture of a reading. Its place is kept while the reading comes, so that nothing below it jumps. */
export function Figured<Value>({ of, children }: Props<Value>) {
  if (of.is === "here") return <>{children(of.value)}</>;
  return of.is === "failed" ? null : <div class="attune-figure attune-figure-coming" aria-busy="true" />;
}
