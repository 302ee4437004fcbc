import { useEffect, useState } from "preact/hooks";
import { cents, difference } from "../amounts";
import { plural } from "../format";
import { isDay, later } from "../periods";
import type { Causes, Reconciliation, Row } from "../types.gen";
import type { Verbs } from "../verbs";
import { Amount } from "./amount";
import { Button } from "./button";
import { DataTable } from "./data_table";
import type { Column } from "./data_rows";
import { problemText, useDoing } from "./hooks";
import { KeyFigure, KeyFigures } from "./key_figure";
import { Notice } from "./notice";
import { Section } from "./section";

const WHY = {
  unlogged: ["Not logged", "billed, and in no log here: another machine, another tool, or a log that is gone"],
  unpriced: ["No known price", "billed, and logged under a model whose price is not known"],
  batch: ["Batch discount", "half price that the logs do not know of"],
  web_search: ["Web searches", "searches that are billed each"],
  geography: ["Geography", "the surcharge of a region that the logs do not know of"],
  other: ["Other", "below zero: logged, and not on this bill, as under a subscription; above: billed for something else"],
} as const satisfies Record<keyof Causes, readonly [string, string]>;

const COLUMNS: readonly Column<Row>[] = [
  { name: "model", heading: "Model", value: ({ model }) => model, width: "minmax(72px, 1.6fr)" },
  amount("billed_usd", "Billed", 320),
  amount("sessions_usd", "Sessions", 560),
  amount("telemetry_usd", "Runs", 560),
  {
    name: "logged_usd",
    heading: "Logged",
    number: true,
    from: 420,
    value: (row) => (isUnpriced(row) ? null : row.logged_usd),
    show: (row) => (isUnpriced(row) ? <span class="attune-dim">no known price</span> : <Amount usd={row.logged_usd} unpriced={row.unpriced_calls} />),
    width: "minmax(90px, 0.8fr)",
  },
  {
    name: "difference_usd",
    heading: "Difference",
    number: true,
    width: "minmax(80px, 0.6fr)",
    value: (row) => row.difference_usd,
    show: (row) => difference(row.difference_usd),
  },
  { name: "calls", heading: "Calls", number: true, value: ({ calls }) => calls, from: 640 },
];

interface Props {
  readonly verbs: Pick<Verbs, "send" | "select">;
  readonly today: string;
  /** What the address says; empty is yesterday, and not asked yet. */
  readonly day: string;
  readonly onDay: (day: string) => void;
}

/** Why the bill of a day and what was logged on it differ, cause by cause. */
export function Reconcile({ verbs, today, day, onDay }: Props) {
  const yesterday = later(today, -1);
  const [found, setFound] = useState<Reconciliation | null>(null);
  const [order, setOrder] = useState("-billed_usd");
  const [asked, setAsked] = useState(isDay(day) ? day : yesterday);
  const doing = useDoing();
  const ask = () => {
    onDay(asked);
    doing.start(async () => setFound(await verbs.send<Reconciliation>("POST", "api/ops/reconcile", { day: asked })));
  };
  useEffect(() => {
    if (isDay(day) && found === null) ask();
  }, []);
  return (
    <Section
      title="Explain a day"
      beside={
        <form
          class="attune-chips"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <input
            class="attune-input"
            type="date"
            aria-label="Day to explain (UTC)"
            value={asked}
            max={today}
            onInput={(event) => setAsked(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!isDay(asked) || doing.busy}>
            {doing.busy ? "Asking for the bill…" : "Compare bill and logs"}
          </Button>
        </form>
      }
    >
      {doing.problem !== null && (
        <Notice tone="error">The day could not be explained: {problemText(doing.problem)}. It takes the bill of that day: check the connection and the key, then compare again.</Notice>
      )}
      {found === null && doing.problem === null && (
        <p class="attune-dim">
          Puts the bill of a day beside what runs and sessions logged, and gives each dollar between them its cause.
        </p>
      )}
      {found !== null && <Explained found={found} order={order} onOrder={setOrder} verbs={verbs} />}
    </Section>
  );
}

interface ExplainedProps {
  readonly found: Reconciliation;
  readonly order: string;
  readonly onOrder: (order: string) => void;
  readonly verbs: Pick<Verbs, "select">;
}

function Explained({ found, order, onOrder, verbs }: ExplainedProps) {
  const causes = (Object.keys(WHY) as (keyof Causes)[]).filter((cause) => (found.cents[cause] ?? 0) !== 0);
  const least = found.complete ? "" : "≥ ";
  return (
    <>
      {!found.settled && <Notice tone="info">{found.day} is not over: until then the bill is behind the logs.</Notice>}
      {found.notes.map((note) => (
        <Notice key={note} tone="info">
          {note}
        </Notice>
      ))}
      <KeyFigures label={`The bill and the logs of ${found.day}`}>
        <KeyFigure name="Billed" value={`${least}${cents(found.billed_usd)}`} />
        <KeyFigure name="Logged" value={cents(found.logged_usd)} />
        <KeyFigure name="Difference" value={difference(found.difference_usd)}>
          {causes.length === 0 ? "bill and logs agree to the cent" : `from ${plural(causes.length, "cause")}`}
        </KeyFigure>
      </KeyFigures>
      {causes.length > 0 && (
        <ul class="attune-causes" aria-label="Causes of the difference">
          {causes.map((cause) => (
            <li key={cause}>
              <span class="attune-number">{difference((found.cents[cause] ?? 0) / 100)}</span>
              <span>
                <strong>{WHY[cause][0]}</strong>: <span class="attune-dim">{WHY[cause][1]}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <DataTable
        label={`Models of ${found.day}`}
        rows={found.rows}
        columns={COLUMNS}
        keyOf={({ model }) => model}
        order={order}
        onOrder={onOrder}
        python={`df = %attune reconcile ${found.day}`}
        verbs={verbs}
        total={{ model: "All", billed_usd: cents(found.billed_usd), logged_usd: cents(found.logged_usd), difference_usd: difference(found.difference_usd) }}
      />
    </>
  );
}

function amount(name: "billed_usd" | "sessions_usd" | "telemetry_usd", heading: string, from: number): Column<Row> {
  // What was logged without a price is told under "Logged".
  const value = (row: Row) => (name !== "billed_usd" && isUnpriced(row) ? null : row[name]);
  return { name, heading, number: true, from, value, show: (row) => (value(row) === null ? "–" : cents(row[name])) };
}

function isUnpriced({ calls, unpriced_calls }: Row): boolean {
  return calls > 0 && unpriced_calls === calls;
}
