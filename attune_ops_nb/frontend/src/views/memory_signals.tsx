import { Columns } from "../charts/columns";
import { brief } from "../charts/days";
import { count, percent, plural, tokens } from "../format";
import type { MemorySignals, MemorySummary } from "../types.gen";
import { KeyFigure, KeyFigures } from "./key_figure";
import { MalformedLines } from "./malformed_lines";
import { Reading } from "./reading";
import { Section } from "./section";
import type { ViewProps } from "./index";
import { useReading } from "./use_reading";

const EVENTS = "api/ops/memory/events";
const SIGNALS = "api/ops/memory/signals";
const FRAME = [
  "import attune_ops_nb, pandas",
  "days = attune_ops_nb.connect().readings.memory_events().by_day",
  'df = pandas.DataFrame([(day, each.n, each.est_tokens) for day, each in sorted(days.items())], columns=["day", "events", "est_tokens"])',
].join("\n");
const DAY = /^\d{4}-/;

/** What the memory put into prompts, and what is known of its use. Each number has its caption. */
export function MemorySignalsPart(props: ViewProps) {
  const { state, verbs } = props;
  const events = useReading<MemorySummary>(props, EVENTS);
  const signals = useReading<MemorySignals>(props, SIGNALS);
  return (
    <Section title="Memory in prompts">
      <Reading
        state={state}
        of={events}
        what="What the memory put into prompts"
        again={() => verbs.refresh(EVENTS)}
        empty={({ total_events }) =>
          total_events > 0 ? null : (
            <p class="attune-dim">The memory has put nothing into prompts yet: no event of it is logged.</p>
          )
        }
      >
        {(found) => (
          <>
            <MemoryFigures summary={found} />
            <MemoryChart summary={found} />
            <MalformedLines lines={found.malformed} number={found.malformed_lines} />
            <Reading state={state} of={signals} what="What became of it" again={() => verbs.refresh(SIGNALS)}>
              {(known) => <Signals signals={known} />}
            </Reading>
          </>
        )}
      </Reading>
    </Section>
  );
}

const MemoryFigures = ({ summary }: { readonly summary: MemorySummary }) => (
  <KeyFigures label="The memory in prompts">
    <KeyFigure name="Tokens, estimated" value={tokens(summary.total_est_tokens)}>
      in {plural(summary.total_events, "event")}
    </KeyFigure>
    <KeyFigure name="Tokens a session" value={summary.per_session_avg_tokens === null ? "unknown" : tokens(Math.round(summary.per_session_avg_tokens))}>
      over {plural(summary.distinct_sessions, "session")}
    </KeyFigure>
    {Object.entries(summary.by_event)
      .filter(([, { est_tokens }]) => est_tokens > 0)
      .map(([name, { n, est_tokens }]) => (
        <KeyFigure key={name} name={`Tokens of ${name.replaceAll("_", " ")}`} value={tokens(est_tokens)}>
          {plural(n, "event")}
        </KeyFigure>
      ))}
  </KeyFigures>
);

function MemoryChart({ summary }: { readonly summary: MemorySummary }) {
  const days = Object.entries(summary.by_day)
    .filter(([day]) => DAY.test(day))
    .sort(([one], [other]) => one.localeCompare(other));
  return (
    <Columns
      title="Tokens that the memory put into prompts"
      description={`${tokens(summary.total_est_tokens)} tokens, estimated, over ${plural(days.length, "day")}`}
      labels={days.map(([day]) => brief(day))}
      series={[{ name: "tokens", colour: 3, values: days.map(([, { est_tokens }]) => est_tokens) }]}
      format={tokens}
      height={130}
      python={FRAME}
    />
  );
}

function Signals({ signals: { memory, intervention, feedback } }: { readonly signals: MemorySignals }) {
  const rate = (value: number | null) => (value === null ? "unknown" : percent(value));
  return (
    <div class="attune-captioned">
      <article>
        <h3>Wrong when acted on: {rate(memory.wrong_rate)}</h3>
        <p class="attune-dim">
          {plural(memory.scored, "item")} scored, {count(memory.unscored)} not; noise {rate(memory.candidate_noise_rate)}, ignored{" "}
          {rate(memory.ignored_rate)}. Those not scored are not assumed to be good.
        </p>
      </article>
      <article>
        <h3>{plural(intervention.rule_surfacings, "rule")} shown, {count(intervention.distinct_rules)} different</h3>
        <p class="attune-dim">{intervention.caption}</p>
        {intervention.top_rules.length > 0 && (
          <ul class="attune-plain-list" aria-label="Rules shown most">
            {intervention.top_rules.slice(0, 5).map(([rule, times]) => (
              <li key={rule}>
                <code class="attune-code">{rule}</code> <span class="attune-dim">{count(times)}×</span>
              </li>
            ))}
          </ul>
        )}
      </article>
      <article>
        <h3>
          {plural(feedback.rejected, "finding")} thrown out of {count(feedback.findings_written)} (
          {feedback.findings_written === 0 ? "no rate" : percent(feedback.rejection_rate)})
        </h3>
        <p class="attune-dim">{feedback.caption}</p>
      </article>
    </div>
  );
}
