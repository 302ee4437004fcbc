import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { dollars, plural, tokens } from "../format";
import { running, type State } from "../state";
import type { Execution, ModelCost, RunCost as Cost } from "../types.gen";
import type { Verbs } from "../verbs";
import { useReading } from "./use_reading";

const WHILE_IT_RUNS = 10;
const AFTERWARDS = 600;
const ABOUT = "By time and workflow: another run of it may have gone on meanwhile.";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly execution: Execution;
  /** Among other things a line is only worth its place when a cost is known. */
  readonly inline: boolean;
}

/** What the calls of models cost that a run made, in one quiet line. */
export function RunCost({ state, verbs, execution, inline }: Props) {
  const alive = running(execution);
  const path = `api/v1/executions/${execution.id}/cost`;
  const begun = execution.started_at !== null;
  const asked = useReading<Cost>({ state, verbs }, begun ? path : null, { seconds: alive ? WHILE_IT_RUNS : AFTERWARDS });
  const was = useRef(alive);
  useEffect(() => {
    // Programs write down their last calls when they end.
    if (was.current && !alive) verbs.refresh(path);
    was.current = alive;
  }, [alive, path]);
  if (!begun) return null;
  if (asked.is === "here") return <Known cost={asked.value} alive={alive} inline={inline} />;
  if (inline) return null;
  if (asked.is === "failed" && asked.code !== "UNREACHABLE") {
    return <p class="attune-bad">What it cost could not be read: {asked.message}</p>;
  }
  return <Line>Looking up what it cost…</Line>;
}

interface KnownProps {
  readonly cost: Cost;
  readonly alive: boolean;
  readonly inline: boolean;
}

function Known({ cost: { known, usd, unpriced_calls, calls, tokens: used, by_model }, alive, inline }: KnownProps) {
  const soFar = alive ? " so far" : "";
  if (known === null) return inline ? null : <Line>No calls of models were recorded{soFar}.</Line>;
  const about = known === "by time";
  return (
    <Line title={[about ? ABOUT : "", ...by_model.map(ofModel)].join("\n").trim()}>
      Cost {about && "about "}
      {money(usd, unpriced_calls)}, {calls !== null && `${plural(calls, "call")}, `}
      {tokens(used)} tokens{soFar}
    </Line>
  );
}

const Line = (given: { readonly title?: string; readonly children: ComponentChildren }) => <p class="attune-dim" {...given} />;

/** Where some calls have no price it is the least it can be; where none has, it is unknown. */
function money(usd: number | null, unpriced: number): string {
  if (usd === null) return "unknown";
  return unpriced === 0 ? dollars(usd) : `≥ ${dollars(usd)} (+${unpriced} unpriced)`;
}

const ofModel = ({ model, calls, usd, unpriced_calls }: ModelCost): string =>
  `${model ?? "no model named"}: ${money(usd, unpriced_calls)}, ${plural(calls, "call")}`;
