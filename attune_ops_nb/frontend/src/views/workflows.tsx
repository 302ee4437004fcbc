import { useEffect } from "preact/hooks";
import type { State } from "../state";
import type { WorkflowEntry } from "../types.gen";
import { Button } from "./button";
import { useChoices } from "./choices";
import { Empty } from "./empty";
import type { ViewProps } from "./index";
import { NoneFits } from "./none_fits";
import { Notice } from "./notice";
import { RunSwitch } from "./run_switch";
import { useNested } from "./use_nested";
import { WorkflowCard } from "./workflow_card";

const ORDER = ["review", "test", "docs", "refactor", "audit", "meta", "other"];

/** What can be run, on which part of the project. */
export function Workflows(props: ViewProps) {
  const { state, verbs } = props;
  const [{ concern, text }, choose] = useChoices(props, { concern: "", text: "" });
  const graphs = useNested(props);
  useEffect(() => verbs.wantWorkflows(), [state.workflows, state.info]);
  if (state.workflows.is === "failed") {
    return (
      <Notice tone="error">
        The workflows could not be listed: {state.workflows.message}{" "}
        <Button onClick={() => verbs.reload()}>
          Try again
        </Button>
      </Notice>
    );
  }
  const entries = state.workflows.is === "here" ? state.workflows.value : [];
  const shown = chosen(entries, concern, text);
  return (
    <div class="attune-workflows">
      <RunSwitch info={state.info} verbs={verbs} />
      <div class="attune-toolbar">
        <input
          class="attune-input attune-grow"
          type="search"
          placeholder="Filter by name"
          aria-label="Filter workflows by name"
          value={text}
          onInput={(event) => choose({ text: event.currentTarget.value })}
        />
      </div>
      <div class="attune-chips" role="group" aria-label="Concerns">
        {concerns(entries).map(([name, number]) => (
          <Button
            key={name}
            look="chip"
            aria-pressed={concern === name}
            onClick={() => choose({ concern: concern === name ? "" : name })}
          >
            {name} {number}
          </Button>
        ))}
      </div>
      {shown.length === 0 ? (
        <NoWorkflows state={state} any={entries.length > 0} onClear={() => choose({ concern: "", text: "" })} />
      ) : (
        <div class="attune-cards">
          {shown.map((entry) => (
            <WorkflowCard key={entry.ref} entry={entry} state={state} verbs={verbs} graph={graphs.has(entry.ref)} />
          ))}
        </div>
      )}
    </div>
  );
}

interface NoneProps {
  readonly state: State;
  /** Whether there is any, whatever the filter says. */
  readonly any: boolean;
  readonly onClear: () => void;
}

export function NoWorkflows({ state, any, onClear }: NoneProps) {
  if (state.workflows.is !== "here") {
    const waiting = state.connection.state === "reconnecting" && state.info === null;
    return <Empty title={waiting ? "Waiting for the server…" : "Fetching the workflows…"} />;
  }
  if (any) return <NoneFits title="No workflow fits the filter." onClear={onClear} />;
  return (
    <Empty title="There is no workflow yet.">
      <p>
        A workflow is an action with an <code class="attune-code">ops:</code> block in the YAML of a pack. Put packs
        in a folder that <code class="attune-code">packs_dirs</code> names.
      </p>
    </Empty>
  );
}

function concerns(entries: readonly WorkflowEntry[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(entry.concern, (counts.get(entry.concern) ?? 0) + 1);
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...counts].sort(([one], [other]) => rank(one) - rank(other));
}

function chosen(entries: readonly WorkflowEntry[], concern: string, text: string) {
  const sought = text.trim().toLowerCase();
  return entries.filter(
    (entry) =>
      (concern === "" || entry.concern === concern) &&
      `${entry.name} ${entry.ref} ${entry.description ?? ""}`.toLowerCase().includes(sought),
  );
}
