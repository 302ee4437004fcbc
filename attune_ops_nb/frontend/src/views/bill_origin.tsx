import { useState } from "preact/hooks";
import type { AccountCost, CostFetchError, CostFetchErrorKind } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing, useNow } from "./hooks";
import { Notice } from "./notice";
import { When } from "./when";

const ADVICE = {
  no_key: "connect billing below",
  auth_failed: "the key was refused; store another one below",
  rate_limited: "wait a little, then refresh",
  network: "check the connection, then refresh",
  unknown: "refresh; if it stays, look at the status page of the provider",
} as const satisfies Record<CostFetchErrorKind, string>;

interface Props {
  readonly cost: AccountCost;
  readonly verbs: Pick<Verbs, "send">;
}

/** Where the numbers come from, how old they are, and the button that asks the account again. */
export function BillOrigin({ cost, verbs }: Props) {
  const now = useNow(false);
  const doing = useDoing();
  const [problem, setProblem] = useState<CostFetchError | null>(null);
  const bill = cost.summary ?? cost.error?.last ?? null;
  const error = cost.error ?? problem;
  const refresh = () =>
    doing.start(async () => {
      // What is known afterwards is the last bill again: that it could not be fetched is said here alone.
      const answer = await verbs.send<AccountCost>("POST", "api/ops/cost/refresh", { refresh: true }, ["api/ops/spend", "api/ops/home"]);
      setProblem(answer.error);
    });
  return (
    <>
      <div class="attune-origin">
        {bill === null ? (
          <span>
            <strong>Local</strong> · what telemetry knows; the bill of the account was never fetched
          </span>
        ) : (
          <span>
            <strong>Bill of the account</strong> ·{" "}
            {bill.source === "live" ? "live" : "cached"}, fetched <When at={bill.fetched_at} now={now} />
            {cost.stale && <span class="attune-warn"> · out of date</span>}
            {!bill.complete && <span class="attune-warn"> · in part: {bill.problem ?? "amounts are the least they can be"}</span>}
          </span>
        )}
        {cost.error?.kind !== "no_key" && (
          <Button onClick={refresh} disabled={doing.busy} aria-busy={doing.busy}>
            {doing.busy ? "Asking the account…" : "Refresh the bill"}
          </Button>
        )}
      </div>
      {error !== null && error.kind !== "no_key" && (
        <Notice tone="warning">
          The bill could not be fetched: {error.message}. What to do: {ADVICE[error.kind]}.
        </Notice>
      )}
      {error === null && bill === null && cost.hint !== null && <Notice tone="info">{cost.hint}</Notice>}
      {doing.problem !== null && <Notice tone="error">{problemText(doing.problem)}</Notice>}
    </>
  );
}
