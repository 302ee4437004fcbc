import { useEffect, useState } from "preact/hooks";
import { plural } from "../format";
import { runs, type State } from "../state";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { ConnectionNote } from "./connection_note";
import { useNow } from "./hooks";
import { usePending } from "./pending";
import { RunItem } from "./run_item";
import { newestFirst, recordRows, rowOf, type Row } from "./run_rows";
import { RunSwitch } from "./run_switch";
import { ScopePicker } from "./scope_picker";
import { SpendLine } from "./spend_line";
import { WorkflowCard } from "./workflow_card";
import { nameOf } from "./workflow_names";
import { NoWorkflows } from "./workflows";

const RECENT = 8;

/** The narrow panel: scope, what runs, what ran, what can be run. */
export function Sidebar({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  const [text, setText] = useState("");
  useEffect(() => {
    verbs.wantRuns("all");
    verbs.wantWorkflows();
  }, [state.pages.all.asked, state.workflows, state.info]);
  const looked = state.recordPage.asked.is !== "wanted";
  useEffect(() => verbs.lookForRecords(), [looked, state.info === null]);
  const all = newestFirst([...runs(state, "all").map(rowOf), ...recordRows(state, "all")]);
  const alive = all.filter((row) => row.alive);
  const ended = all.filter((row) => !row.alive).slice(0, RECENT);
  const now = useNow(alive.length > 0);
  const pending = usePending({ state, verbs });
  const waiting = pending.is === "here" ? pending.value.length : 0;
  const root = state.info?.project_root ?? null;
  const name = nameOf(state);
  const entries = state.workflows.is === "here" ? state.workflows.value : [];
  const sought = text.trim().toLowerCase();
  const shown = entries.filter((entry) => `${entry.name} ${entry.ref}`.toLowerCase().includes(sought));
  const items = (some: readonly Row[]) =>
    some.map((row) => (
      <RunItem key={row.key} row={row} name={name(row.action_ref)} root={root} now={now} verbs={verbs} />
    ));
  return (
    <div class="attune-sidebar">
      <ConnectionNote state={state} verbs={verbs} />
      <RunSwitch info={state.info} verbs={verbs} />
      <SpendLine state={state} verbs={verbs} />
      <ScopePicker state={state} verbs={verbs} />
      {waiting > 0 && (
        <Button look="link" onClick={() => verbs.open({ view: "approvals" })}>
          ? {plural(waiting, "question waits", "questions wait")} for an answer
        </Button>
      )}
      <section class="attune-section" aria-label="Running">
        <h3 class="attune-section-title">Running{alive.length === 0 ? "" : ` (${alive.length})`}</h3>
        {alive.length === 0 ? <p class="attune-dim">Nothing runs at the moment.</p> : items(alive)}
      </section>
      <section class="attune-section" aria-label="Recent">
        <h3 class="attune-section-title">
          Recent
          <Button look="link" onClick={() => verbs.open({ view: "runs" })}>
            All runs
          </Button>
        </h3>
        {ended.length === 0 ? <p class="attune-dim">{recentText(state)}</p> : items(ended)}
      </section>
      <section class="attune-section" aria-label="Workflows">
        <h3 class="attune-section-title">
          Workflows
          <Button look="link" onClick={() => verbs.open({ view: "workflows" })}>
            Details
          </Button>
        </h3>
        {entries.length > RECENT && (
          <input
            class="attune-input"
            type="search"
            placeholder="Filter by name"
            aria-label="Filter workflows by name"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
        {state.workflows.is === "failed" && <p class="attune-bad">{state.workflows.message}</p>}
        {state.workflows.is !== "failed" && shown.length === 0 && (
          <NoWorkflows state={state} any={entries.length > 0} onClear={() => setText("")} />
        )}
        {shown.map((entry) => (
          <WorkflowCard key={entry.ref} entry={entry} state={state} verbs={verbs} brief />
        ))}
      </section>
    </div>
  );
}

function recentText(state: State): string {
  const { asked } = state.pages.all;
  if (asked.is === "failed") return `The runs could not be listed: ${asked.message}`;
  return asked.is === "here" ? "Nothing has run yet: choose a workflow below." : "Fetching the runs…";
}
