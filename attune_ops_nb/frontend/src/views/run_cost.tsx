import { useEffect, useRef } from "preact/hooks";
import { least } from "../amounts";
import { count, plural, tokens } from "../format";
import { running, type State } from "../state";
import type { Execution, ModelCost, RunCost as Cost } from "../types.gen";
import type { Verbs } from "../verbs";
import { useReading } from "./use_reading";

const WHILE_IT_RUNS = 10;
const AFTERWARDS = 600;
const ABOUT = "By time and workflow: no call names this run, and another one of the workflow may have gone on meanwhile.";

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
    return <p class="attune-run-cost attune-bad">What it cost could not be read: {asked.message}</p>;
  }
  return <p class="attune-run-cost attune-dim">Looking up what it cost…</p>;
}

interface KnownProps {
  readonly cost: Cost;
  readonly alive: boolean;
  readonly inline: boolean;
}

function Known({ cost, alive, inline }: KnownProps) {
  if (cost.known === null) {
    if (inline) return null;
    return <p class="attune-run-cost attune-dim">No calls of models were recorded{alive ? " so far" : ""}.</p>;
  }
  const about = cost.known === "by time";
  return (
    <p class="attune-run-cost attune-dim" title={[...(about ? [ABOUT] : []), ...cost.by_model.map(line)].join("\n")}>
      {about ? "Cost about " : "Cost "}
      <span class="attune-run-usd">{money(cost.usd, cost.unpriced_calls)}</span>
      {cost.calls !== null && `, ${plural(cost.calls, "call")}`}, {tokens(cost.tokens)} tokens{alive && " so far"}
      {cost.estimated_savings_usd !== null && `, about ${least(cost.estimated_savings_usd, 0)} saved`}
    </p>
  );
}

/** Unknown is unknown: calls without any price cost more than nothing. */
const money = (usd: number | null, unpriced: number): string => (usd === null ? "unknown" : least(usd, unpriced));

const line = ({ model, calls, usd, unpriced_calls, input_tokens, output_tokens }: ModelCost): string =>
  `${model ?? "no model named"}: ${money(usd, unpriced_calls)}, ${plural(calls, "call")}, ${count(input_tokens)} tokens in, ${count(output_tokens)} out`;
