import { atLeast, cents } from "../amounts";
import type { Spend } from "../types.gen";
import { Columns } from "./columns";
import { brief } from "./days";
import { drawn } from "./python";

interface Props {
  readonly spend: Spend;
  /** Dollars by day; of the last week where more is not known. */
  readonly daily?: readonly (readonly [string, number])[];
}

/** What each day cost, beside a usual day. */
export function SpendChart({ spend, daily }: Props) {
  const { numbers, forecast, budget, source, unpriced, complete } = spend;
  const days = daily ?? numbers.series;
  const whole = complete && unpriced === 0;
  const said = [`today ${atLeast(numbers.today_usd, whole)}`, `month ${atLeast(numbers.month_to_date_usd, whole)}`];
  if (forecast !== null) said.push(`about ${cents(forecast.month_usd)} by its end`);
  if (budget !== null) said.push(`of ${cents(budget.limit_usd)}`);
  return (
    <Columns
      title={source === "account" ? "Spend of the account" : "Spend that telemetry knows of"}
      description={said.join(", ")}
      labels={days.map(([day]) => brief(day))}
      series={[{ name: "cost", values: days.map(([, usd]) => usd) }]}
      format={cents}
      python={drawn("charts.spend(readings.spend())")}
      limit={forecast === null ? null : { name: "a usual day", value: forecast.daily_usd }}
    />
  );
}
