import { Sparkline } from "../charts/sparkline";
import { ago, dollars, exactly, plural } from "../format";
import type { Budget, Home, Spend } from "../types.gen";
import type { Verbs } from "../verbs";
import { Empty } from "./empty";
import { KeyFigure, KeyFigures } from "./key_figure";
import { Lead } from "./lead";
import { knownSpend } from "./spend_known";

interface Props {
  readonly home: Home;
  readonly verbs: Verbs;
  readonly now: number;
}

/** Today, the last seven days and the month, each beside what it is to be compared with. */
export function HomeSpend({ home, verbs, now }: Props) {
  if (home.spend === null) return <Empty title="It cannot be said what is spent.">{home.unknown.join(" ")}</Empty>;
  const spend = knownSpend(home);
  if (spend === null) {
    return (
      <Empty title="Nothing is known to be spent yet.">
        <p>
          Calls of models are counted here once a run logs one. What the whole account spends stands on its bill:{" "}
          <Lead to="costs" verbs={verbs}>connect it in Costs</Lead>.
        </p>
      </Empty>
    );
  }
  const { numbers, forecast, budget } = spend;
  const series = numbers.series.map(([, usd]) => usd);
  // What is not known to be all is the least it can be.
  const least = spend.unpriced > 0 || !spend.complete ? "≥ " : "";
  const shown = (usd: number) => `${least}${dollars(usd)}`;
  return (
    <>
      <KeyFigures label="Spending">
        <KeyFigure name="Today" value={shown(numbers.today_usd)} tone={spend.alarm.level === "alarm" ? "bad" : undefined}>
          <span>
            <Lead to="costs" query={{ period: "yesterday" }} verbs={verbs}>{`yesterday ${dollars(numbers.yesterday_usd)}`}</Lead>
            {home.calls_today !== null && `, ${plural(home.calls_today, "call")} today`}
          </span>
        </KeyFigure>
        <KeyFigure name="Last 7 days" value={shown(numbers.seven_day_usd)}>
          <Sparkline values={series} label={`Each of the last ${series.length} days: ${series.map(dollars).join(", ")}`} />
        </KeyFigure>
        <KeyFigure name="This month" value={shown(numbers.month_to_date_usd)} tone={toneOf(budget)}>
          {forecast === null ? (
            "no forecast before three whole days are known"
          ) : (
            <span title={`Between ${dollars(forecast.low_usd)} and ${dollars(forecast.high_usd)}, going by ${plural(forecast.baseline_days, "day")}`}>
              about {dollars(forecast.month_usd)} by its end
            </span>
          )}
          {budget !== null && <Left budget={budget} />}
        </KeyFigure>
      </KeyFigures>
      <p class="attune-home-source attune-dim">
        {sourceOf(spend, home.bill_age_seconds, now)}
        {home.last_call_at !== null && (
          <>
            {" "}
            The last call was <time title={exactly(home.last_call_at)}>{ago(home.last_call_at, now)}</time>.
          </>
        )}{" "}
        <Lead to="costs" verbs={verbs} /> · <Lead to="telemetry" verbs={verbs} />
      </p>
    </>
  );
}

function Left({ budget }: { readonly budget: Budget }) {
  const used = budget.used_pct / 100;
  const words = `${Math.round(budget.used_pct)} % of ${dollars(budget.limit_usd)} is spent and ${Math.round(budget.month_pct)} % of the month has passed`;
  return (
    <span class={`attune-budget attune-budget-${budget.level}`} title={words}>
      <meter class="attune-budget-bar" min={0} max={1} value={Math.min(1, used)} aria-label={words} />
      {Math.round(budget.used_pct)} % of {dollars(budget.limit_usd)}
    </span>
  );
}

function toneOf(budget: Budget | null): "bad" | "warn" | undefined {
  if (budget === null || budget.level === "ok") return undefined;
  return budget.level === "exceeded" ? "bad" : "warn";
}

function sourceOf(spend: Spend, age: number | null, now: number): string {
  const missing = spend.unpriced > 0 ? ` ${plural(spend.unpriced, "call")} of the last 30 days ${spend.unpriced === 1 ? "has" : "have"} no known price.` : "";
  if (spend.source === "account") return `By the bill of the account${age === null ? "" : `, fetched ${ago(new Date(now - age * 1_000).toISOString(), now)}`}.${missing}`;
  return `By the telemetry of this home; days are of UTC.${missing}`;
}
