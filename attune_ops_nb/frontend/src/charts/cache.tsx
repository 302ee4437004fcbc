import { cents, sum } from "../amounts";
import { percent, tokens } from "../format";
import type { Range } from "../periods";
import type { Price, PriceTable, UsageRow } from "../types.gen";
import { Columns } from "./columns";
import { brief, everyDay } from "./days";
import { parts } from "./parts";
import { days as daysOf, drawn } from "./python";

const MILLION = 1_000_000;
const SOURCES = [
  ["read from the cache", "cache_read_tokens", 2],
  ["written to it", "cache_write_tokens", 1],
  ["sent without it", "input_tokens", 0],
] as const;

interface Props {
  /** By day and model. */
  readonly rows: readonly UsageRow[];
  readonly prices: PriceTable | null;
  readonly range?: Range;
}

/** Tokens of prompts by where they came from, and what that saved. */
export function CacheChart({ rows, prices, range }: Props) {
  const days = everyDay(rows.map(({ day }) => day));
  const series = SOURCES.flatMap(([name, field, colour]) =>
    parts(rows, days, ({ day }) => day, () => name, (row) => row[field]).map((each) => ({ ...each, colour })),
  );
  const prompts = sum(SOURCES, ([, field]) => sum(rows, (row) => row[field]));
  const share = prompts === 0 ? 0 : sum(rows, (row) => row.cache_read_tokens) / prompts;
  const saving = prices === null ? "" : `, which saved ${cents(saved(rows, prices))} against no cache`;
  return (
    <Columns
      title="Tokens of prompts and the provider's cache"
      description={`${percent(share)} came from the cache${saving}`}
      labels={days.map(brief)}
      series={series}
      format={tokens}
      python={range === undefined ? undefined : drawn(`charts.cache(readings.telemetry_rows(["day", "model"]${daysOf(range)}), readings.prices())`)}
    />
  );
}

/** Dollars that the same prompts would have cost more without a cache; none of a model without a price. */
export const saved = (rows: readonly UsageRow[], prices: PriceTable): number =>
  sum(rows, (row) => {
    const price = priceOf(row, prices);
    if (price === null || price.input === null) return 0;
    const read = row.cache_read_tokens * (price.input - (price.cache_read ?? price.input));
    const written = row.cache_write_tokens * (price.input - (price.cache_write_5m ?? price.input));
    return (read + written) / MILLION;
  });

/** The price of the model that held on the day of the row. */
function priceOf({ model, day }: UsageRow, prices: PriceTable): Price | null {
  if (model === null || day === null) return null;
  const held = (prices.models[model] ?? []).filter(({ valid_from }) => (valid_from ?? "").slice(0, 10) <= day);
  return held.sort((one, other) => (other.valid_from ?? "").localeCompare(one.valid_from ?? ""))[0] ?? null;
}
