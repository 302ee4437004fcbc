/** What an action is called where people read: the name of its workflow entry, else its ref. */

import type { State } from "../state";

export function nameOf(state: State): (ref: string) => string {
  const entries = state.workflows.is === "here" ? state.workflows.value : [];
  const names = new Map(entries.map(({ ref, name }) => [ref, name]));
  return (ref) => names.get(ref) ?? ref;
}
