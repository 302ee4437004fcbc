import { cents, least, sum } from "../amounts";
import { count } from "../format";
import { flagsOf, type Range } from "../periods";
import type { UsageRow } from "../types.gen";
import { Columns } from "./columns";
import { brief, everyDay } from "./days";
import { parts } from "./parts";
import { days as daysOf, drawn } from "./python";

export type TelemetrySide = "workflow" | "stage" | "tier" | "model";

interface Props {
  /** By day and by that side. */
  readonly rows: readonly UsageRow[];
  readonly by: TelemetrySide;
  /** The days that were asked for. */
  readonly range?: Range;
}

/** What each day cost, by a side of its calls. */
export function TelemetryChart({ rows, by, range }: Props) {
  const days = everyDay(rows.map(({ day }) => day));
  const series = parts(rows, days, ({ day }) => day, (row) => row[by], ({ cost }) => cost);
  const cost = least(sum(rows, (row) => row.cost), sum(rows, (row) => row.unpriced_events));
  const most = series.slice(0, 2).map(({ name }) => name);
  return (
    <Columns
      title={`Cost of calls by ${by}`}
      description={`${cost} in ${count(sum(rows, ({ events }) => events))} calls; most of it: ${most.join(", ")}`}
      labels={days.map(brief)}
      series={series}
      format={cents}
      python={range === undefined ? undefined : call(by, range)}
    />
  );
}

/** In Python a chart has three sides; by stage there are its numbers. */
const call = (by: TelemetrySide, range: Range): string =>
  by === "stage" ? `df = %attune telemetry --by day,stage ${flagsOf(range)}` : drawn(`charts.telemetry(readings.telemetry_rows(["day", "${by}"]${daysOf(range)}), by="${by}")`);
