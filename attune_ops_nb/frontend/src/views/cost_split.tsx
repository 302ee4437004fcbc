import { cents, least, sum } from "../amounts";
import { Bars } from "../charts/bars";
import { Columns } from "../charts/columns";
import { brief, everyDay } from "../charts/days";
import { NAMELESS, parts } from "../charts/parts";
import { TelemetryChart } from "../charts/telemetry";
import { percent, plural } from "../format";
import { flagsOf, queryOf, words, type Range } from "../periods";
import type { CostSummary, Info, SessionUsage, UsageRow } from "../types.gen";
import { Amount } from "./amount";
import { Chips } from "./chips";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import { Figured } from "./figured";
import type { ViewProps } from "./index";
import { Reading } from "./reading";
import { Section } from "./section";
import { projectName, sessionColumns } from "./session_columns";
import { usageColumns } from "./usage_columns";
import { useReading } from "./use_reading";

const SOURCES = { bill: "Bill", runs: "Runs", sessions: "Sessions" } as const;
const SIDES = {
  bill: { model: "model", type: "type", workspace: "workspace" },
  runs: { workflow: "workflow", model: "model", tier: "tier", stage: "stage" },
  sessions: { project: "project", model: "model" },
} as const;

type Source = keyof typeof SOURCES;

export interface SplitChoices {
  readonly of: string;
  readonly by: string;
  readonly order: string;
}

interface Props extends ViewProps {
  readonly bill: CostSummary | null;
  readonly range: Range;
  readonly chosen: SplitChoices;
  readonly onChoose: (change: Partial<SplitChoices>) => void;
}

/** Where the money went: by the bill, by our own runs, or by the sessions. */
export function CostSplit(props: Props) {
  const { bill, chosen, onChoose } = props;
  const source: Source = isSource(chosen.of) ? chosen.of : bill === null ? "runs" : "bill";
  const sides: Readonly<Record<string, string>> = SIDES[source];
  const side = chosen.by in sides ? chosen.by : (Object.keys(sides)[0] ?? "model");
  return (
    <Section
      title="Where it went"
      beside={
        <span class="attune-chips">
          <Chips label="By whose word" choices={SOURCES} chosen={source} onChoose={(of) => onChoose({ of, by: "" })} />
          <span class="attune-chips">
            <span class="attune-dim">by</span>
            <Chips label="Split by" choices={sides} chosen={side} onChoose={(by) => onChoose({ by })} />
          </span>
        </span>
      }
    >
      {source === "bill" && <OfBill bill={bill} side={side} />}
      {source === "runs" && <OfRuns {...props} side={side as "workflow"} />}
      {source === "sessions" && <OfSessions {...props} side={side as "project"} />}
    </Section>
  );
}

const isSource = (word: string): word is Source => Object.hasOwn(SOURCES, word);

function OfBill({ bill, side }: { readonly bill: CostSummary | null; readonly side: string }) {
  if (bill === null) {
    return (
      <Empty title="The bill of the account is not known.">
        <p>Connect billing, or look at what runs and sessions cost.</p>
      </Empty>
    );
  }
  const amounts = { model: bill.by_model, type: bill.by_cost_type, workspace: bill.by_workspace }[side] ?? bill.by_model;
  const whole = sum(amounts, ([, usd]) => usd);
  return (
    <Bars
      title={`Bill by ${side}, last 30 days`}
      description={`${bill.complete ? "" : "≥ "}${cents(whole)} in all; the account splits its bill over these days only`}
      columns={[side, "cost"]}
      python={`df = %attune cost --by ${side}`}
      bars={amounts.map(([name, usd]) => ({
        name: name === NAMELESS ? `no ${side}` : name,
        value: usd,
        said: cents(usd),
        more: whole > 0 ? percent(usd / whole) : undefined,
      }))}
    />
  );
}

function OfRuns(props: Props & { readonly side: "workflow" | "model" | "tier" | "stage" }) {
  const { state, verbs, range, side, chosen, onChoose } = props;
  const daily = `api/ops/telemetry/rows?by=day&by=${side}&${queryOf(range)}`;
  const totals = `api/ops/telemetry/rows?by=${side}&${queryOf(range)}`;
  const days = useReading<readonly UsageRow[]>(props, daily, { keep: true });
  const rows = useReading<readonly UsageRow[]>(props, totals, { keep: true });
  const nothing = (found: readonly UsageRow[]) => (found.length > 0 ? null : <Empty title={`No call of a run was logged: ${words(range)}.`} />);
  return (
    <Reading state={state} of={rows} what="What runs cost" again={() => verbs.refresh(totals)} empty={nothing}>
      {(found) => (
        <>
          <Figured of={days}>{(each) => <TelemetryChart rows={each} by={side} range={range} />}</Figured>
          <DataTable
            label={`What runs cost by ${side}`}
            rows={found}
            columns={usageColumns(side)}
            keyOf={(row) => row[side] ?? NAMELESS}
            order={chosen.order}
            onOrder={(order) => onChoose({ order })}
            python={`df = %attune telemetry --by ${side} ${flagsOf(range)}`}
            verbs={verbs}
            total={{
              cost: <Amount usd={sum(found, (row) => row.cost)} unpriced={sum(found, (row) => row.unpriced_events)} />,
              [side]: "All",
            }}
          />
        </>
      )}
    </Reading>
  );
}

function OfSessions(props: Props & { readonly side: "project" | "model" }) {
  const { state, verbs, range, side, chosen, onChoose } = props;
  const daily = `api/ops/sessions?by=day&by=${side}&${queryOf(range)}`;
  const totals = `api/ops/sessions?by=${side}&${queryOf(range)}`;
  const days = useReading<SessionUsage>(props, daily, { keep: true });
  const rows = useReading<SessionUsage>(props, totals, { keep: true });
  const nothing = (found: SessionUsage) => (found.rows.length > 0 ? null : <Empty title={`No session was logged: ${words(range)}.`} />);
  return (
    <Reading state={state} of={rows} what="What sessions cost" again={() => verbs.refresh(totals)} empty={nothing}>
      {(found) => (
        <>
          <Figured of={days}>{(each) => <DaysOfSessions usage={each} side={side} info={state.info} range={range} />}</Figured>
          <DataTable
            label={`What sessions cost by ${side}`}
            rows={found.rows}
            columns={sessionColumns(side, (name) => projectName(name, state.info))}
            keyOf={(row) => row[side] ?? NAMELESS}
            order={chosen.order}
            onOrder={(order) => onChoose({ order })}
            python={`df = %attune sessions --by ${side} ${flagsOf(range)}`}
            verbs={verbs}
            total={{ cost: <Amount usd={found.total.cost} unpriced={found.total.unpriced_replies} />, [side]: "All" }}
          />
          <p class="attune-dim">
            List prices of what was used; under a subscription it is what the same use would have cost.
          </p>
        </>
      )}
    </Reading>
  );
}

interface DaysProps {
  readonly usage: SessionUsage;
  readonly side: "project" | "model";
  readonly info: Info | null;
  readonly range: Range;
}

function DaysOfSessions({ usage, side, info, range }: DaysProps) {
  const days = everyDay(usage.rows.map(({ day }) => day));
  return (
    <Columns
      title={`Cost of sessions by ${side}`}
      description={`${least(usage.total.cost, usage.total.unpriced_replies)} in ${plural(usage.total.replies, "reply", "replies")}`}
      labels={days.map(brief)}
      series={parts(usage.rows, days, ({ day }) => day, (row) => (side === "project" ? projectName(row.project, info) : row.model), ({ cost }) => cost)}
      format={cents}
      python={`df = %attune sessions --by day,${side} ${flagsOf(range)}`}
    />
  );
}
