import { dollars, duration, plural } from "../format";
import type { State } from "../state";
import type { Sweep, SweepFinding } from "../types.gen";
import { SEVERITIES } from "./briefing";
import { Button } from "./button";
import { Empty } from "./empty";
import type { HealthProps } from "./health";
import { meets } from "./in_scope";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";

const SWEEPS = "api/ops/sweeps";

/** What discovery-sweep found last in each scope. */
export function HealthSweeps(props: HealthProps) {
  const { state, verbs } = props;
  const sweeps = useReading<readonly Sweep[]>(props, SWEEPS);
  return (
    <Section title="Discovery sweeps">
      <Reading
        state={state}
        of={sweeps}
        what="The sweeps"
        again={() => verbs.refresh(SWEEPS)}
        empty={(found) =>
          found.length > 0 ? null : (
            <Empty title="No sweep has run yet.">
              <p>
                The workflow <code class="attune-code">discovery-sweep</code> of attune-ai looks for what is worth doing in a scope. Its
                results appear here.
              </p>
              <Button onClick={() => verbs.open({ view: "workflows" })}>Show workflows</Button>
            </Empty>
          )
        }
      >
        {(found) => (
          <>
            {found.map((sweep) => (
              <SweepEntry key={sweep.scope_hash} sweep={narrowed(sweep, state)} all={sweep} />
            ))}
          </>
        )}
      </Reading>
    </Section>
  );
}

/** Of its findings those in the scope. */
function narrowed(sweep: Sweep, state: State): Sweep {
  const there = ({ file }: SweepFinding) => meets(file, state);
  return {
    ...sweep,
    queue: sweep.queue.filter(there),
    questions: sweep.questions.filter(({ finding }) => there(finding)),
    rejected: sweep.rejected.filter(({ finding }) => there(finding)),
  };
}

function SweepEntry({ sweep, all }: { readonly sweep: Sweep; readonly all: Sweep }) {
  const hidden = all.queue.length + all.questions.length - sweep.queue.length - sweep.questions.length;
  const spent = sweep.spent_usd === null ? "cost unknown" : `${dollars(sweep.spent_usd)}${sweep.budget_usd === null ? "" : ` of ${dollars(sweep.budget_usd)}`}`;
  return (
    <article class="attune-detail" aria-label={`Sweep ${sweep.scope_hash}`}>
      <p class="attune-dim">
        Scope <code class="attune-code">{sweep.scope_hash}</code> · {spent}
        {sweep.duration_ms !== null && ` · ${duration(sweep.duration_ms / 1_000)}`} · from {sweep.sources.join(", ")}
      </p>
      {sweep.failures.map((failure) => (
        <p key={failure} class="attune-bad">
          {failure}
        </p>
      ))}
      {hidden > 0 && <p class="attune-dim">{plural(hidden, "finding")} in other parts of the project not shown.</p>}
      {all.queue.length + all.questions.length === 0 && <p class="attune-dim">It found nothing to do.</p>}
      <ul class="attune-entries" aria-label="What to do">
        {sweep.queue.map((finding, at) => (
          <FindingEntry key={at} finding={finding} />
        ))}
        {sweep.questions.map(({ finding, reason, next_step }, at) => (
          <FindingEntry key={`question ${at}`} finding={finding} question={[reason, next_step].filter((each) => each !== null).join(" · ")} />
        ))}
      </ul>
      {sweep.rejected.length > 0 && (
        <details>
          <summary>{plural(sweep.rejected.length, "finding")} thrown out by a rule</summary>
          <ul class="attune-plain-list">
            {sweep.rejected.map(({ finding, rule }, at) => (
              <li key={at}>
                {finding.title} <span class="attune-dim">{rule ?? ""}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

const FindingEntry = ({ finding, question }: { readonly finding: SweepFinding; readonly question?: string }) => (
  <li class="attune-entry">
    <span class="attune-entry-main">
      <span>
        <Tag tone={SEVERITIES[finding.severity] ?? "plain"}>{finding.severity}</Tag>{" "}
        <span class="attune-entry-name">{finding.title}</span> {question !== undefined && <Tag tone="warn">needs a decision</Tag>}
      </span>
      {finding.file !== null && (
        <code class="attune-code attune-dim">
          {finding.file}
          {finding.line !== null && `:${finding.line}`}
        </code>
      )}
      {finding.description !== null && finding.description !== finding.title && <span class="attune-dim">{finding.description}</span>}
      {question !== undefined && question !== "" && <span>{question}</span>}
    </span>
  </li>
);
