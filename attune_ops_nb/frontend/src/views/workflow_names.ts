/** What an action is called where people read: the name of its workflow entry, else its ref. */

import type { State } from "../state";

export function nameOf(state: State): (ref: string) => string {
  const entries = state.workflows.is === "here" ? state.workflows.value : [];
  const names = new Map(entries.map(({ ref, name }) => [ref, name]));
  return (ref) => names.get(ref) ?? ref;
}

const SHORTEST = 3;

/** The ref of the workflow that a text names: the whole of it, or a beginning that no other has. */
export function meant(state: State, text: string): string | null {
  const sought = text.toLowerCase();
  const refs = state.workflows.is === "here" ? state.workflows.value.map(({ ref }) => ref) : [];
  if (refs.includes(sought)) return sought;
  const found = sought.length < SHORTEST ? [] : refs.filter((ref) => ref.toLowerCase().startsWith(sought));
  return found.length === 1 ? (found[0] ?? null) : null;
}
