import { dollars } from "../format";
import type { State } from "../state";
import type { Home } from "../types.gen";
import type { Verbs } from "../verbs";
import { knownSpend } from "../views/spend_known";
import { useReading } from "../views/use_reading";

/** What is spent today, for the status bar, if that is known; it leads to where it went. */
export function SpendItem(props: { readonly state: State; readonly verbs: Verbs }) {
  const asked = useReading<Home>(props, "api/ops/home", { seconds: 120 });
  const spend = asked.is === "here" ? knownSpend(asked.value) : null;
  if (spend === null) return null;
  const { numbers, budget, alarm, unpriced } = spend;
  const urgent = alarm.level === "alarm" || budget?.level === "exceeded";
  const title = [
    `Today ${dollars(numbers.today_usd)}, last 7 days ${dollars(numbers.seven_day_usd)}, this month ${dollars(numbers.month_to_date_usd)}`,
    budget === null ? "" : ` of ${dollars(budget.limit_usd)}`,
    urgent ? `: ${alarm.detail}` : "",
    unpriced > 0 ? " (calls without a known price are missing)" : "",
  ].join("");
  return (
    <button
      type="button"
      class={`attune-spend-item ${urgent ? "attune-spend-urgent" : ""}`}
      title={title}
      onClick={() => props.verbs.open({ view: "costs" })}
    >
      {urgent ? "⚠ " : ""}
      {unpriced > 0 ? "≥ " : ""}
      {dollars(numbers.today_usd)} today
    </button>
  );
}
