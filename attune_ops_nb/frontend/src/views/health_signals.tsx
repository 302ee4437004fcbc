import { Sparkline } from "../charts/sparkline";
import { isRecord } from "../core/transport";
import { count, plural } from "../format";
import type { Health, Signal, Snapshot } from "../types.gen";
import { Empty } from "./empty";
import type { HealthProps } from "./health";
import { problemText, useDoing } from "./hooks";
import { MalformedLines } from "./malformed_lines";
import { Notice } from "./notice";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";
import { WriteButton } from "./write_button";

const HEALTH = "api/ops/health";
const NAMES: Readonly<Record<string, string>> = {
  sloc: "Lines of code",
  todos: "TODO comments",
  open_prs_issues: "Open pull requests and issues",
  coverage: "Coverage by tests",
  churn: "Files that change most",
  complexity: "Complexity",
  doc_import_audit: "Imports in documents",
  docs_wiring_audit: "Links between documents",
  help_completeness: "Completeness of help",
  projection_drift: "Drift of projected help",
};
/** What a value is called that is a number and has no unit in its name. */
const UNITS: Readonly<Record<string, (value: number) => string>> = {
  coverage_percent: (value) => `${value.toFixed(1)} % of lines are run`,
  src_files: (value) => plural(value, "file"),
  src_lines: (value) => plural(value, "line"),
  test_files: (value) => plural(value, "file of tests", "files of tests"),
  test_lines: (value) => plural(value, "line of tests", "lines of tests"),
  test_function_count: (value) => plural(value, "test"),
  test_to_src_ratio: (value) => `${value.toFixed(2)} lines of tests for each line`,
  window_days: (value) => `in ${plural(value, "day")}`,
  total_changes: (value) => plural(value, "change"),
  count: (value) => plural(value, "comment"),
};
const SNAPSHOTS = "api/ops/health/snapshots";

/** What was measured of the project last, and how it went since. */
export function HealthSignals(props: HealthProps) {
  const { state, verbs, now } = props;
  const health = useReading<Health>(props, HEALTH);
  const snapshots = useReading<readonly Snapshot[]>(props, SNAPSHOTS);
  const doing = useDoing();
  const take = (
    <WriteButton disabled={doing.busy} aria-busy={doing.busy} onClick={() => doing.start(() => verbs.send("POST", SNAPSHOTS, {}))}>
      {doing.busy ? "Measuring…" : "Measure now"}
    </WriteButton>
  );
  return (
    <Section title="State of the project" beside={take}>
      {doing.problem !== null && <Notice tone="error">It could not be measured: {problemText(doing.problem)}</Notice>}
      <Reading
        state={state}
        of={health}
        what="The state of the project"
        again={() => verbs.refresh(HEALTH)}
        empty={({ snapshot }) =>
          snapshot !== null ? null : (
            <Empty title="The project was never measured.">
              <p>“Measure now” counts code, tests, coverage, churn and open work; that takes seconds and changes nothing.</p>
            </Empty>
          )
        }
      >
        {(found) => (
          <>
            {found.snapshot !== null && (
              <>
                <p class={found.is_stale ? "attune-warn" : "attune-dim"}>
                  Measured <When at={found.snapshot.collected_at} now={now} />
                  {found.is_stale && ": too long ago to go by; measure again"}
                </p>
                <Signals snapshot={found.snapshot} earlier={snapshots.is === "here" ? snapshots.value : []} />
              </>
            )}
            {found.report !== null && (
              <p class="attune-dim">
                The newest written report is <code class="attune-code">{found.report}</code>.
              </p>
            )}
            <MalformedLines lines={found.malformed} what="file" />
          </>
        )}
      </Reading>
    </Section>
  );
}

interface SignalsProps {
  readonly snapshot: Snapshot;
  /** Oldest first. */
  readonly earlier: readonly Snapshot[];
}

function Signals({ snapshot, earlier }: SignalsProps) {
  const measured = Object.entries(snapshot.signals).filter(([, { status }]) => status === "ok");
  const missing = Object.entries(snapshot.signals).filter(([, { status }]) => status !== "ok");
  return (
    <>
      <ul class="attune-entries" aria-label="What was measured">
        {measured.map(([name, signal]) => (
          <li key={name} class="attune-entry">
            <span class="attune-entry-main">
              <span class="attune-entry-name">{nameOf(name)}</span>
              <span>{saidOf(signal)}</span>
            </span>
            <Trend name={name} earlier={earlier} />
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <details>
          <summary>{plural(missing.length, "signal")} could not be measured, and why</summary>
          <ul class="attune-plain-list">
            {missing.map(([name, { reason }]) => (
              <li key={name}>
                <Tag>{nameOf(name)}</Tag> <span class="attune-dim">{reason ?? "no reason is given"}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const nameOf = (signal: string): string => NAMES[signal] ?? signal.replaceAll("_", " ");

/** The plain values of a signal, each with its unit or else its name. */
export function saidOf({ value }: Signal): string {
  const plain = Object.entries(value ?? {}).flatMap(([name, each]) => {
    const said = name.replaceAll("_", " ");
    const unit = UNITS[name];
    if (typeof each === "number" && unit !== undefined) return [unit(each)];
    if (name === "source") return [`from ${String(each)}`];
    if (typeof each === "number") return [`${said} ${Number.isInteger(each) ? count(each) : each.toFixed(2)}`];
    if (typeof each === "string" || typeof each === "boolean") return [`${said} ${String(each)}`];
    if (name === "top_files" && Array.isArray(each) && isRecord(each[0])) return [`most of them in ${String(each[0].path)}`];
    return Array.isArray(each) ? [`${said} ${plural(each.length, "entry", "entries")}`] : [];
  });
  return plain.join(" · ");
}

/** The first number of a signal over the snapshots that have it. */
function Trend({ name, earlier }: { readonly name: string; readonly earlier: readonly Snapshot[] }) {
  const values = earlier.flatMap(({ signals }) => {
    const first = Object.values(signals[name]?.value ?? {}).find((each) => typeof each === "number");
    return typeof first === "number" ? [first] : [];
  });
  if (new Set(values).size < 2) return null;
  return <Sparkline values={values} label={`${nameOf(name)} over ${plural(values.length, "snapshot")}: ${values.join(", ")}`} />;
}
