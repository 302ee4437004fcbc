import { atLeast, cents } from "../amounts";
import { count, plural } from "../format";
import type { Budget, Spend } from "../types.gen";
import { KeyFigure, KeyFigures } from "./key_figure";
import { Notice } from "./notice";

const TONES = { ok: "good", ahead: "warn", near: "warn", exceeded: "bad" } as const satisfies Record<Budget["level"], string>;

/** Today, the week, the month and where it is going, with the alarm if there is one. */
export function CostFigures({ spend }: { readonly spend: Spend }) {
  const { numbers, forecast, budget, alarm, unpriced, complete } = spend;
  const exact = complete && unpriced === 0;
  const amount = (usd: number) => atLeast(usd, exact);
  const more = unpriced === 0 ? undefined : `${plural(unpriced, "call")} of the last 30 days without a known price: the least it can be`;
  return (
    <>
      {alarm.level === "alarm" && <Notice tone="warning">Spend alarm: {alarm.detail}</Notice>}
      {budget !== null && budget.level !== "ok" && <Notice tone="warning">{budgetSaid(budget)}</Notice>}
      <KeyFigures label="Spending">
        <KeyFigure name="Today (UTC)" value={amount(numbers.today_usd)} tone={alarm.level === "alarm" ? "bad" : undefined} title={more}>
          {forecast === null
            ? "too few days to say what is usual"
            : besideUsual(numbers.today_usd - forecast.daily_usd)}
        </KeyFigure>
        <KeyFigure name="Yesterday" value={amount(numbers.yesterday_usd)} title={more} />
        <KeyFigure name="7 days" value={amount(numbers.seven_day_usd)} title={more}>
          {amount(numbers.seven_day_usd / 7)} a day
        </KeyFigure>
        <KeyFigure
          name="This month"
          value={amount(numbers.month_to_date_usd)}
          tone={budget === null ? undefined : TONES[budget.level]}
          title={more}
        >
          {budget === null ? "no budget is set" : `${Math.round(budget.used_pct)} % of ${cents(budget.limit_usd)}`}
        </KeyFigure>
        <KeyFigure
          name="Forecast of the month"
          value={forecast === null ? "–" : `about ${whole(forecast.month_usd)}`}
          title="Nine of ten months end between the two"
        >
          {forecast === null
            ? "needs three whole days"
            : `${whole(forecast.low_usd)} to ${whole(forecast.high_usd)}`}
        </KeyFigure>
      </KeyFigures>
      {unpriced > 0 && <p class="attune-dim">≥: {more}.</p>}
    </>
  );
}

function besideUsual(usd: number): string {
  const size = cents(Math.abs(usd));
  return size === cents(0) ? "as usual" : `${size} ${usd > 0 ? "above" : "below"} usual`;
}

const whole = (usd: number): string => `$${count(Math.round(usd))}`;

function budgetSaid({ level, left_usd, limit_usd, lasts_until }: Budget): string {
  if (level === "exceeded") return `The budget of ${cents(limit_usd)} for this month is used up, by ${cents(-left_usd)} too much.`;
  const until = lasts_until === null ? "" : ` As the days go, it lasts until ${lasts_until}.`;
  return `${cents(left_usd)} of the budget of ${cents(limit_usd)} are left.${until}`;
}
