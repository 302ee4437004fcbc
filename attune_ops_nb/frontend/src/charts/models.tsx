import { least, sum } from "../amounts";
import { percent, plural } from "../format";
import type { Range } from "../periods";
import type { UsageRow } from "../types.gen";
import { Bars } from "./bars";
import { NAMELESS } from "./parts";
import { days, drawn } from "./python";

const MOST_BARS = 12;

/** What each model cost: of rows by model. */
export function ModelsChart({ rows, range }: { readonly rows: readonly UsageRow[]; readonly range?: Range }) {
  const ordered = [...rows].sort((one, other) => other.cost - one.cost).slice(0, MOST_BARS);
  const whole = sum(ordered, ({ cost }) => cost);
  const dearest = ordered[0];
  const share = dearest === undefined || whole === 0 ? "" : `; ${dearest.model ?? NAMELESS} is ${percent(dearest.cost / whole)} of it`;
  return (
    <Bars
      title="Cost by model"
      description={`${least(whole, sum(ordered, (row) => row.unpriced_events))} in all${share}`}
      columns={["model", "cost"]}
      python={range === undefined ? undefined : drawn(`charts.models(readings.telemetry_rows(["model"]${days(range)}))`)}
      bars={ordered.map((row) => ({
        name: row.model ?? NAMELESS,
        value: row.cost,
        said: row.unpriced_events === row.events ? "no known price" : least(row.cost, row.unpriced_events),
        more: plural(row.events, "call"),
        marked: row.unpriced_events === row.events,
      }))}
    />
  );
}
