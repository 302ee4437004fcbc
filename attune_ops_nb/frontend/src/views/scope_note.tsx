import type { State } from "../state";

/** Where a scope is chosen that these numbers know nothing of. */
export const ScopeNote = ({ state, what }: { readonly state: Pick<State, "scope">; readonly what: string }) =>
  state.scope === "" ? null : (
    <p class="attune-dim">
      {what} do not say which part of the project they were about: these are all of them, not only of{" "}
      <code class="attune-code">{state.scope}</code>.
    </p>
  );
