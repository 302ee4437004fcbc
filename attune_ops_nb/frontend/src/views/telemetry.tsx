import { atLeast, cents, least, sum } from "../amounts";
import { CacheChart } from "../charts/cache";
import { ModelsChart } from "../charts/models";
import { NAMELESS } from "../charts/parts";
import { TelemetryChart } from "../charts/telemetry";
import { count, plural } from "../format";
import { flagsOf, queryOf, rangeOf, words, type Range } from "../periods";
import type { PriceTable, TelemetrySummary, UsageRow } from "../types.gen";
import { Amount } from "./amount";
import { Chips } from "./chips";
import { useChoices } from "./choices";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import { Figured } from "./figured";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { KeyFigure, KeyFigures } from "./key_figure";
import { MalformedLines } from "./malformed_lines";
import { MemorySignalsPart } from "./memory_signals";
import { PeriodPicker } from "./period_picker";
import { AsOf, Reading } from "./reading";
import { ScopeNote } from "./scope_note";
import { Section } from "./section";
import { usageColumns, type UsageSide } from "./usage_columns";
import { useReading } from "./use_reading";
import { useToday } from "./use_today";
import { When } from "./when";

const CHOICES = { period: "30d", from: "", to: "", by: "workflow", order: "-cost" } as const;
const SIDES = { workflow: "workflow", stage: "stage", tier: "tier", model: "model", day: "day" } as const satisfies Record<UsageSide, string>;
const SUMMARY = "api/ops/telemetry";

/** What our own runs asked of models: how often, how much, what for, and what could not be read. */
export function Telemetry(props: ViewProps) {
  const { state, verbs } = props;
  const summary = useReading<TelemetrySummary>(props, SUMMARY, { seconds: 30 });
  return (
    <div class="attune-view">
      <Reading
        state={state}
        of={summary}
        what="Telemetry"
        again={() => verbs.refresh(SUMMARY)}
        empty={({ total_events, malformed_lines }) => (total_events + malformed_lines > 0 ? null : <NoTelemetry {...props} />)}
      >
        {(found) => (
          <>
            <div class="attune-origin">
              <span>
                From {plural(found.files, "file")} of calls
                {found.waiting_bytes > 0 && `; the last line is still being written (${count(found.waiting_bytes)} bytes)`}
              </span>
              <AsOf of={summary} again={() => verbs.refresh(SUMMARY)} />
            </div>
            <ScopeNote state={state} what="Calls" />
            <Figures summary={found} />
            <MalformedLines lines={found.malformed} number={found.malformed_lines} />
            <Calls {...props} />
          </>
        )}
      </Reading>
      <MemorySignalsPart {...props} />
    </div>
  );
}

const NoTelemetry = ({ state, verbs }: ViewProps) => (
  <Empty title="No call has been logged yet.">
    <p>
      Workflows that ask models write what they used to <code class="attune-code">{state.info?.attune_home}/telemetry/usage.jsonl</code>.
      Run one, or try <code class="attune-code">attune demo</code> to see what this looks like.
    </p>
    <button type="button" class="attune-button" onClick={() => verbs.open({ view: "workflows" })}>
      Show workflows
    </button>
  </Empty>
);

function Figures({ summary }: { readonly summary: TelemetrySummary }) {
  const now = useNow(false);
  const week = summary.by_day;
  return (
    <KeyFigures label="All calls">
      <KeyFigure name="Cost" value={atLeast(summary.total_cost, summary.unpriced_events === 0)} title={least(summary.total_cost, summary.unpriced_events)}>
        {summary.unpriced_events === 0 ? "all calls that were logged" : `+ ${plural(summary.unpriced_events, "call")} without a known price`}
      </KeyFigure>
      <KeyFigure name="Calls" value={count(summary.total_events)}>
        {summary.undated_events + summary.future_events === 0
          ? `of ${plural(summary.by_workflow.length, "workflow")}`
          : `${count(summary.undated_events)} without a time, ${count(summary.future_events)} in the future`}
      </KeyFigure>
      <KeyFigure name={`Last ${week.length} days`} value={cents(sum(week, ([, , cost]) => cost))}>
        {plural(sum(week, ([, events]) => events), "call")}
      </KeyFigure>
      <KeyFigure name="Last call" value={<When at={summary.last_event_at} now={now} />} />
      {summary.total_savings > 0 && (
        <KeyFigure name="Saved, as reported" value={cents(summary.total_savings)}>
          by calls of earlier versions only
        </KeyFigure>
      )}
    </KeyFigures>
  );
}

function Calls(props: ViewProps) {
  const { state, verbs } = props;
  const [chosen, choose] = useChoices(props, CHOICES);
  const today = useToday();
  const range = rangeOf(chosen, today);
  const side: UsageSide = chosen.by in SIDES ? (chosen.by as UsageSide) : "workflow";
  const path = `api/ops/telemetry/rows?by=${side}&${queryOf(range)}`;
  const rows = useReading<readonly UsageRow[]>(props, path, { keep: true });
  const nothing = (found: readonly UsageRow[]) => (found.length > 0 ? null : <Empty title={`No call was logged: ${words(range)}.`} />);
  return (
    <Section title="Calls">
      <div class="attune-toolbar">
        <PeriodPicker chosen={chosen} today={today} offered={["today", "yesterday", "7d", "30d", "month", "all", "custom"]} onChoose={choose} />
        <span class="attune-chips">
          <span class="attune-dim">by</span>
          <Chips label="Split by" choices={SIDES} chosen={side} onChoose={(by) => choose({ by, order: by === "day" ? "-day" : "-cost" })} />
        </span>
      </div>
      <Reading state={state} of={rows} what="What calls cost" again={() => verbs.refresh(path)} empty={nothing}>
        {(found) => (
          <>
            <Pictures {...props} side={side} range={range} rows={found} />
            <DataTable
              label={`Calls by ${side}`}
              rows={found}
              columns={usageColumns(side)}
              keyOf={(row) => row[side] ?? NAMELESS}
              order={chosen.order}
              onOrder={(order) => choose({ order })}
              python={`df = %attune telemetry --by ${side} ${flagsOf(range)}`}
              verbs={verbs}
              total={{
                [side]: `All, ${words(range)}`,
                cost: <Amount usd={sum(found, (row) => row.cost)} unpriced={sum(found, (row) => row.unpriced_events)} />,
                events: count(sum(found, ({ events }) => events)),
              }}
            />
          </>
        )}
      </Reading>
    </Section>
  );
}

interface PicturesProps extends ViewProps {
  readonly side: UsageSide;
  readonly range: Range;
  readonly rows: readonly UsageRow[];
}

function Pictures(props: PicturesProps) {
  const { side, range, rows } = props;
  const by = side === "day" ? "model" : side;
  const daily = useReading<readonly UsageRow[]>(props, `api/ops/telemetry/rows?by=day&by=${by}&${queryOf(range)}`, { keep: true });
  const ofModels = useReading<readonly UsageRow[]>(props, `api/ops/telemetry/rows?by=day&by=model&${queryOf(range)}`, { keep: true });
  const prices = useReading<PriceTable>(props, "api/ops/prices", { seconds: 3_600 });
  return (
    <>
      <Figured of={daily}>{(each) => <TelemetryChart rows={each} by={by} range={range} />}</Figured>
      {side === "model" && <ModelsChart rows={rows} range={range} />}
      {(side === "model" || side === "day") && (
        <Figured of={ofModels}>
          {(each) => <CacheChart rows={each} prices={prices.is === "here" ? prices.value : null} range={range} />}
        </Figured>
      )}
    </>
  );
}
