import { Sparkline } from "../charts/sparkline";
import { dollars } from "../format";
import type { State } from "../state";
import type { Home } from "../types.gen";
import type { Verbs } from "../verbs";
import { Lead } from "./lead";
import { knownSpend } from "./spend_known";
import { useReading } from "./use_reading";

/** What is spent, in one line for narrow places, and how much wants to be looked at. */
export function SpendLine(props: { readonly state: State; readonly verbs: Verbs }) {
  const { verbs } = props;
  const asked = useReading<Home>(props, "api/ops/home", { seconds: 120 });
  if (asked.is === "failed") return <p class="attune-bad">What is spent could not be read: {asked.message}</p>;
  if (asked.is !== "here") return <p class="attune-spend-line attune-dim">Reading what is spent…</p>;
  const spend = knownSpend(asked.value);
  const urgent = asked.value.matters.filter((matter) => matter.urgent);
  return (
    <div class="attune-spend-line">
      <Lead to="home" verbs={verbs}>
        {spend === null ? "Home" : `${dollars(spend.numbers.today_usd)} today`}
      </Lead>
      {spend === null ? (
        <span class="attune-dim">{asked.value.spend === null ? "It cannot be said what is spent." : "Nothing is known to be spent yet."}</span>
      ) : (
        <>
          <Sparkline
            width={64}
            height={18}
            values={spend.numbers.series.map(([, usd]) => usd)}
            label={`Last 7 days ${dollars(spend.numbers.seven_day_usd)}`}
          />
          <Lead to="costs" verbs={verbs}>
            {`${dollars(spend.numbers.month_to_date_usd)} this month`}
          </Lead>
        </>
      )}
      {urgent.map(({ text }) => (
        <p key={text} class="attune-spend-matter">
          ⚠ {text}
        </p>
      ))}
    </div>
  );
}
