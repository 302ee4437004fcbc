import { useEffect, useState } from "preact/hooks";
import type { State } from "../state";
import type { Feature } from "../types.gen";
import type { Verbs } from "../verbs";

const CUSTOM = "\0custom";

/** What work is run on: all of the project, a feature of it, or a path. The choice is remembered. */
export function ScopePicker({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  useEffect(() => verbs.wantFeatures(), [state.features, state.info]);
  const features = state.features.is === "here" ? byName(state.features.value) : [];
  const known = features.find(({ path }) => path === state.scope);
  const [typing, setTyping] = useState(false);
  const custom = typing || (state.scope !== "" && known === undefined && state.features.is !== "loading");
  const choose = (value: string) => {
    setTyping(value === CUSTOM);
    if (value !== CUSTOM) verbs.chooseScope(value);
  };
  return (
    <div class="attune-scope">
      <label class="attune-field">
        <span class="attune-label">Scope</span>
        <select
          class="attune-input"
          value={custom ? CUSTOM : state.scope}
          title={known?.description ?? known?.path}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">All of the project</option>
          {features.map((feature) => (
            <option key={feature.name} value={feature.path} title={feature.description ?? feature.path}>
              {feature.name}
            </option>
          ))}
          <option value={CUSTOM}>Custom path…</option>
        </select>
      </label>
      {custom && <CustomPath scope={state.scope} root={state.info?.project_root ?? ""} onChoose={verbs.chooseScope} />}
      {state.features.is === "failed" && (
        <p class="attune-bad">The features could not be read: {state.features.message}</p>
      )}
    </div>
  );
}

interface CustomProps {
  readonly scope: string;
  readonly root: string;
  readonly onChoose: (scope: string) => void;
}

function CustomPath({ scope, root, onChoose }: CustomProps) {
  const [path, setPath] = useState(scope);
  return (
    <input
      class="attune-input"
      type="text"
      spellcheck={false}
      placeholder="path under the project, such as src/auth"
      title={`A file or folder under ${root}; empty is all of the project`}
      aria-label="Path of the scope, under the project"
      value={path}
      onInput={(event) => setPath(event.currentTarget.value)}
      onChange={(event) => onChoose(event.currentTarget.value.trim())}
    />
  );
}

const byName = (features: readonly Feature[]): readonly Feature[] =>
  [...features].filter(({ path }) => path !== "").sort((one, other) => one.name.localeCompare(other.name));
