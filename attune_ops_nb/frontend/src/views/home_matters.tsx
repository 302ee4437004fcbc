import { ago, plural, sentence } from "../format";
import { runs, type State } from "../state";
import type { Execution, Home, Matter } from "../types.gen";
import type { Place, Verbs } from "../verbs";
import { isOverview } from "./index";
import { usePending } from "./pending";
import { Section } from "./section";
import { nameOf } from "./workflow_names";

const DAY = 24 * 60 * 60_000;
const MOST_FAILURES = 3;

/** Where a matter is looked at. */
const LEADS: Readonly<Record<Matter["kind"], string>> = {
  bill: "costs",
  budget: "costs",
  "spend alarm": "costs",
  "malformed lines": "telemetry",
  "finished specs": "specs",
  "pending writes": "health",
  "silent runs": "bulletin",
};

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly home: Home | null;
  readonly now: number;
}

/** What wants to be looked at, the urgent first. Nothing where there is nothing. */
export function HomeMatters({ state, verbs, home, now }: Props) {
  const failed = failures(state, now);
  const pending = usePending({ state, verbs });
  const questions = pending.is === "here" ? pending.value : [];
  const matters = [...(home?.matters ?? [])].sort((one, other) => Number(other.urgent) - Number(one.urgent));
  const unknown = home?.spend === null ? [] : (home?.unknown ?? []);
  if (questions.length === 0 && matters.length === 0 && failed.length === 0 && unknown.length === 0) return null;
  const name = nameOf(state);
  return (
    <Section title="Wants to be looked at">
      <ul class="attune-matters">
        {questions.length > 0 && (
          <Item urgent={true} place={{ view: "approvals" }} verbs={verbs}>
            {`${plural(questions.length, "question waits", "questions wait")} for an answer: ${questions[0]?.prompt ?? ""}`}
          </Item>
        )}
        {matters.map((matter) => (
          <Item key={`${matter.kind} ${matter.text}`} urgent={matter.urgent} place={placeOf(matter)} verbs={verbs}>
            {sentence(matter.text)}
          </Item>
        ))}
        {failed.slice(0, MOST_FAILURES).map((run) => (
          <Item key={run.id} urgent={false} place={{ view: "run", execution: run.id }} verbs={verbs}>
            {`${name(run.action_ref)} failed ${ago(run.completed_at, now)} and has not completed since (#${run.id})`}
          </Item>
        ))}
        {failed.length > MOST_FAILURES && (
          <Item urgent={false} place={{ view: "runs", query: { filter: "failed" } }} verbs={verbs}>
            {`${failed.length - MOST_FAILURES} more workflows failed today`}
          </Item>
        )}
        {unknown.map((what) => (
          <li key={what} class="attune-matter attune-dim">
            <span aria-hidden="true">?</span> {sentence(what)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface ItemProps {
  readonly urgent: boolean;
  readonly place: Place | null;
  readonly verbs: Verbs;
  readonly children: string;
}

const Item = ({ urgent, place, verbs, children }: ItemProps) => (
  <li class={`attune-matter ${urgent ? "attune-matter-urgent" : ""}`}>
    <span class="attune-matter-mark" aria-hidden="true">
      {urgent ? "⚠" : "•"}
    </span>
    {place === null ? (
      <span>{children}</span>
    ) : (
      <button type="button" class="attune-link-button" onClick={() => verbs.open(place)}>
        {children}
      </button>
    )}
  </li>
);

const placeOf = ({ kind }: Matter): Place | null => {
  const view = LEADS[kind];
  return isOverview(view) ? { view } : null;
};

/** The newest run of each workflow, where it failed within a day. */
export function failures(state: State, now: number): readonly Execution[] {
  const newest = new Map<string, Execution>();
  for (const run of runs(state, "all")) {
    const key = `${run.action_ref} ${run.scope ?? ""}`;
    if (run.completed_at !== null && run.status !== "cancelled" && !newest.has(key)) newest.set(key, run);
  }
  return [...newest.values()].filter(
    ({ status, completed_at }) => status !== "completed" && now - Date.parse(completed_at ?? "") < DAY,
  );
}
