import { SpendChart } from "../charts/spend";
import { queryOf, rangeOf, within, words, type Range } from "../periods";
import type { AccountCost, CostSummary, Spend, UsageRow } from "../types.gen";
import { BillOrigin } from "./bill_origin";
import { useChoices } from "./choices";
import { ConnectBilling } from "./connect_billing";
import { CostFigures } from "./cost_figures";
import { CostSplit } from "./cost_split";
import { Empty } from "./empty";
import type { ViewProps } from "./index";
import { Notice } from "./notice";
import { PeriodPicker } from "./period_picker";
import { Reading } from "./reading";
import { Reconcile } from "./reconcile";
import { ScopeNote } from "./scope_note";
import { useReading } from "./use_reading";
import { useToday } from "./use_today";

const CHOICES = { period: "30d", from: "", to: "", of: "", by: "", order: "-cost", day: "" } as const;

/** What is spent, by whose word, on what, and whether that is as usual. */
export function Costs(props: ViewProps) {
  const { state, verbs } = props;
  const [chosen, choose] = useChoices(props, CHOICES);
  const today = useToday();
  const spend = useReading<Spend>(props, "api/ops/spend", { seconds: 60 });
  const cost = useReading<AccountCost>(props, "api/ops/cost", { seconds: 60 });
  const range = rangeOf(chosen, today);
  const bill = cost.is === "here" ? billOf(cost.value) : null;
  return (
    <div class="attune-view">
      <ScopeNote state={state} what="Bills and calls" />
      <Reading state={state} of={cost} what="The bill" again={() => verbs.refresh("api/ops/cost")}>
        {(known) => (
          <>
            <BillOrigin cost={known} verbs={verbs} />
            {known.error?.kind === "no_key" || known.error?.kind === "auth_failed" ? (
              <ConnectBilling cost={known} verbs={verbs} />
            ) : null}
          </>
        )}
      </Reading>
      <Reading
        state={state}
        of={spend}
        what="Spending"
        again={() => verbs.refresh("api/ops/spend")}
        empty={(spend) => (spend.known ? null : <NothingSpent />)}
      >
        {(known) => (
          <>
            <CostFigures spend={known} />
            <div class="attune-toolbar">
              <PeriodPicker
                chosen={chosen}
                today={today}
                offered={["today", "yesterday", "7d", "30d", "month", "custom"]}
                onChoose={choose}
              />
            </div>
            <SpendOfDays {...props} spend={known} bill={bill} range={range} />
          </>
        )}
      </Reading>
      {cost.is === "here" && <CostSplit {...props} bill={bill} range={range} chosen={chosen} onChoose={choose} />}
      <Reconcile verbs={verbs} today={today} day={chosen.day} onDay={(day) => choose({ day })} />
    </div>
  );
}

const NothingSpent = () => (
  <Empty title="Nothing is known to be spent yet.">
    What runs spend is counted once they log a call; what the whole account spends stands on its bill.
  </Empty>
);

/** The bill that is shown: what came last, also when asking again failed. */
const billOf = ({ summary, error }: AccountCost): CostSummary | null => summary ?? error?.last ?? null;

interface DaysProps extends ViewProps {
  readonly spend: Spend;
  readonly bill: CostSummary | null;
  readonly range: Range;
}

/** Spending by day: of the bill where it was fetched, else of what telemetry knows. */
function SpendOfDays(props: DaysProps) {
  const { state, verbs, spend, bill, range } = props;
  const path = `api/ops/telemetry/rows?by=day&${queryOf(range)}`;
  const fromBill = spend.source === "account" && bill !== null;
  const local = useReading<readonly UsageRow[]>(props, fromBill ? null : path, { keep: true });
  if (fromBill) {
    const first = bill.by_day[0]?.[0] ?? null;
    const early = first !== null && range.from !== null && range.from < first;
    return (
      <>
        {early && <Notice tone="info">The bill is known from {words({ from: first, to: first })} on: it goes back 30 days.</Notice>}
        <SpendChart spend={spend} daily={bill.by_day.filter(([day]) => within(day, range))} />
      </>
    );
  }
  return (
    <Reading state={state} of={local} what="What calls cost" again={() => verbs.refresh(path)}>
      {(rows) => <SpendChart spend={spend} daily={rows.map((row) => [row.day ?? "", row.cost] as const)} />}
    </Reading>
  );
}

