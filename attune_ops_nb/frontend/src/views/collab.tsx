import { plural } from "../format";
import type { Collab } from "../types.gen";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { Notice } from "./notice";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";

const COLLAB = "api/ops/collab";

/** What waits for somebody: handoffs, reviews, documents that were not sent. */
export function CollabPart(props: ViewProps) {
  const { state, verbs } = props;
  const now = useNow(false);
  const collab = useReading<Collab>(props, COLLAB, { seconds: 300 });
  return (
    <Section title="Waiting for somebody">
      <Reading state={state} of={collab} what="What waits" again={() => verbs.refresh(COLLAB)}>
        {(found) => (
          <>
            {found.action_count === 0 && <p class="attune-dim">Nothing waits: no stale handoff, no untriaged review, no unsent document.</p>}
            <ul class="attune-entries" aria-label="What waits for somebody">
              {found.handoffs.map(({ slug, branch, reason }) => (
                <li key={`${slug} ${branch}`} class="attune-entry">
                  <span class="attune-entry-main">
                    <span>
                      <Tag tone="warn">handoff</Tag> <span class="attune-entry-name">{slug}</span> on <code class="attune-code">{branch}</code>
                    </span>
                    <span class="attune-dim">{reason}</span>
                  </span>
                </li>
              ))}
              {found.untriaged_reviews > 0 && (
                <li class="attune-entry">
                  <span class="attune-entry-main">
                    <span>
                      <Tag tone="warn">review</Tag> {plural(found.untriaged_reviews, "review")} nobody has looked at
                    </span>
                  </span>
                </li>
              )}
              {found.outbox.drafts.map((draft) => (
                <li key={draft.file} class="attune-entry">
                  <span class="attune-entry-main">
                    <span>
                      <Tag tone={draft.problems.length > 0 ? "bad" : "plain"}>{draft.kind}</Tag>{" "}
                      <span class="attune-entry-name">{draft.slug}</span> for {draft.target}
                    </span>
                    <span class="attune-dim">
                      begun <Begun at={draft.created} now={now} /> · {draft.file}
                      {draft.problems.length > 0 && ` · ${draft.problems.join("; ")}`}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
            {found.outbox.is_stale && (
              <Notice tone="warning">The oldest document has waited for {plural(Math.floor(found.outbox.oldest_days), "day")} to be sent.</Notice>
            )}
            {found.unknown.map((each) => (
              <p key={each} class="attune-dim">
                Not known: {each}
              </p>
            ))}
            {found.threads !== "" && <p class="attune-dim">Not looked at: {found.threads}.</p>}
          </>
        )}
      </Reading>
    </Section>
  );
}

/** A document says itself when it was begun, in whatever words. */
const Begun = ({ at, now }: { readonly at: string; readonly now: number }) =>
  Number.isNaN(Date.parse(at)) ? <>{at}</> : <When at={at} now={now} />;
