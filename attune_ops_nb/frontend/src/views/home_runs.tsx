import { useEffect } from "preact/hooks";
import { runs, type State } from "../state";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { Empty } from "./empty";
import { newestFirst, recordRows, rowOf, type Row } from "./run_rows";
import { RunItem } from "./run_item";
import { Section } from "./section";
import { nameOf } from "./workflow_names";

const RECENT = 8;

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly now: number;
}

/** What runs now, and what ran last. */
export function HomeRuns({ state, verbs, now }: Props) {
  const looked = state.recordPage.asked.is !== "wanted";
  useEffect(() => verbs.lookForRecords(), [looked, state.info === null]);
  const all = newestFirst([...runs(state, "all").map(rowOf), ...recordRows(state, "all")]);
  const alive = all.filter((row) => row.alive);
  const ended = all.filter((row) => !row.alive).slice(0, RECENT);
  const { asked } = state.pages.all;
  const name = nameOf(state);
  const root = state.info?.project_root ?? null;
  const items = (some: readonly Row[]) => (
    <div class="attune-home-runs">
      {some.map((row) => (
        <RunItem key={row.key} row={row} name={name(row.action_ref)} root={root} now={now} verbs={verbs} />
      ))}
    </div>
  );
  const choose = <Button onClick={() => verbs.open({ view: "workflows" })}>Choose a workflow</Button>;
  return (
    <div class="attune-home-columns">
      <Section title={alive.length === 0 ? "Running" : `Running (${alive.length})`}>
        {alive.length === 0 ? <p class="attune-dim">Nothing runs at the moment. {choose}</p> : items(alive)}
      </Section>
      <Section
        title="Recent runs"
        beside={
          <Button look="link" onClick={() => verbs.open({ view: "runs" })}>
            All runs
          </Button>
        }
      >
        {asked.is === "failed" && <p class="attune-bad">The runs could not be listed: {asked.message}</p>}
        {asked.is === "here" && ended.length === 0 && <Empty title="Nothing has run yet." />}
        {(asked.is === "wanted" || asked.is === "loading") && ended.length === 0 && <p class="attune-dim">Fetching the runs…</p>}
        {ended.length > 0 && items(ended)}
      </Section>
    </div>
  );
}
