import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { compared, folded, MOST_BYTES, MOST_LINES, tailOf, type Part, type Row, type Tail } from "../core/log_diff";
import { count, plural } from "../format";
import type { Execution } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText } from "./hooks";
import { Notice } from "./notice";
import { Section } from "./section";

const MARK = { both: " ", one: "−", other: "+" } as const satisfies Record<Row["side"], string>;

interface Props {
  readonly verbs: Verbs;
  readonly one: Execution;
  readonly other: Execution;
}

type Asked =
  | { readonly is: "coming" }
  | { readonly is: "failed"; readonly message: string }
  | { readonly is: "here"; readonly one: Tail; readonly other: Tail };

/** What the logs of two runs have not in common. */
export function LogComparison({ verbs, one, other }: Props) {
  const [again, setAgain] = useState(0);
  const asked = useTails(verbs, one, other, again);
  return (
    <Section title="Logs">
      {asked.is === "coming" && <p class="attune-dim" role="status">Fetching the logs…</p>}
      {asked.is === "failed" && (
        <Notice tone="error">
          The logs could not be read: {asked.message} <Button onClick={() => setAgain(again + 1)}>Try again</Button>
        </Notice>
      )}
      {asked.is === "here" && <Compared ids={[one.id, other.id]} one={asked.one} other={asked.other} />}
    </Section>
  );
}

/** The ends of both logs, fetched once more when a run has ended. */
function useTails(verbs: Verbs, one: Execution, other: Execution, again: number): Asked {
  const [asked, setAsked] = useState<Asked>({ is: "coming" });
  useEffect(() => {
    let shown = true;
    const tail = async ({ id }: Execution) => tailOf(await verbs.logRange(id, -MOST_BYTES, MOST_BYTES));
    const look = async (): Promise<Asked> => {
      try {
        const [first, second] = await Promise.all([tail(one), tail(other)]);
        return { is: "here", one: first, other: second };
      } catch (error) {
        return { is: "failed", message: problemText(error) ?? "" };
      }
    };
    setAsked({ is: "coming" });
    void look().then((found) => shown && setAsked(found));
    return () => {
      shown = false;
    };
  }, [one.id, one.status, other.id, other.status, again]);
  return asked;
}

interface ComparedProps {
  readonly ids: readonly [number, number];
  readonly one: Tail;
  readonly other: Tail;
}

function Compared({ ids, one, other }: ComparedProps) {
  const rows = useMemo(() => compared(one.lines, other.lines), [one, other]);
  const parts = useMemo(() => (rows === null ? [] : folded(rows)), [rows]);
  if (one.lines.length + other.lines.length === 0) return <p class="attune-dim">Neither run printed anything.</p>;
  const bounds = one.cut || other.cut ? ` Only the last ${count(MOST_LINES)} lines of each are compared.` : "";
  if (rows === null) return <p class="attune-dim">The logs have too little in common to be laid side by side.{bounds}</p>;
  const only = (side: Row["side"]) => rows.filter((row) => row.side === side).length;
  const [less, more] = [only("one"), only("other")];
  if (less + more === 0) return <p class="attune-dim">The logs say the same; colours and times do not count.{bounds}</p>;
  return (
    <>
      <p class="attune-dim">
        − {plural(less, "line")} only in #{ids[0]}, + {plural(more, "line")} only in #{ids[1]}; colours and times do not count.
        {bounds}
      </p>
      <div class="attune-log-compared" role="region" aria-label={`Logs of runs ${ids[0]} and ${ids[1]} compared`} tabIndex={0}>
        {parts.map((part, at) => (
          <Lines key={at} part={part} ids={ids} />
        ))}
      </div>
    </>
  );
}

function Lines({ part, ids }: { readonly part: Part; readonly ids: readonly [number, number] }) {
  const [open, setOpen] = useState(false);
  const first = useRef<HTMLDivElement>(null);
  // The button that had the focus is gone.
  useEffect(() => {
    if (open) first.current?.focus();
  }, [open]);
  if (part.folded && !open) {
    return (
      <div class="attune-log-fold">
        <Button look="link" onClick={() => setOpen(true)}>
          ⋯ {count(part.rows.length)} equal lines
        </Button>
      </div>
    );
  }
  const only = { both: "", one: `only in #${ids[0]}: `, other: `only in #${ids[1]}: ` };
  return (
    <>
      {part.rows.map(({ side, text }, at) => (
        <div key={at} ref={at === 0 ? first : undefined} tabIndex={open && at === 0 ? -1 : undefined} class={`attune-log-side attune-log-side-${side}`}>
          <span aria-hidden="true">{MARK[side]} </span>
          {side !== "both" && <span class="attune-unseen">{only[side]}</span>}
          {text}
        </div>
      ))}
    </>
  );
}
