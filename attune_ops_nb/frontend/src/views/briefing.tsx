import { dollars, plural } from "../format";
import type { Briefing, Item } from "../types.gen";
import type { Verbs } from "../verbs";
import { problemText, useDoing } from "./hooks";
import type { ViewProps } from "./index";
import { Lead } from "./lead";
import { MalformedLines } from "./malformed_lines";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag, type TagTone } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";
import { WriteButton } from "./write_button";

const BRIEFING = "api/ops/briefing";
export const SEVERITIES: Readonly<Record<string, TagTone>> = {
  critical: "bad",
  high: "bad",
  error: "bad",
  medium: "warn",
  warning: "warn",
  warn: "warn",
};

/** What the curator of attune-ai said last, however long ago, and what was answered. */
export function BriefingPart(props: ViewProps & { readonly now: number }) {
  const { state, verbs, now } = props;
  const briefing = useReading<Briefing>(props, BRIEFING);
  return (
    <Section title="Briefing">
      <Reading
        state={state}
        of={briefing}
        what="The briefing"
        again={() => verbs.refresh(BRIEFING)}
        empty={({ summary, items, snoozed }) =>
          summary !== "" || items.length + snoozed.length > 0 ? null : (
            <p class="attune-dim">There is no briefing: the curator of attune-ai writes one when it is asked to.</p>
          )
        }
      >
        {(found) => (
          <>
            <p>{found.summary}</p>
            <p class="attune-dim">
              Written <When at={found.cached_at} now={now} none="at an unknown time" />
              {found.is_stale && <span class="attune-warn"> · out of date</span>}
              {found.model !== null && ` · by ${found.model}`}
              {found.cost_usd !== null && ` for ${dollars(found.cost_usd)}`}
              {found.sources_consulted.length > 0 && ` · from ${found.sources_consulted.join(", ")}`}
            </p>
            <ul class="attune-entries" aria-label="Items of the briefing">
              {found.items.map((item) => (
                <Entry key={item.id} item={item} answer={answerOf(found, item)} verbs={verbs} />
              ))}
            </ul>
            {found.snoozed.length > 0 && (
              <p class="attune-dim">
                {plural(found.snoozed.length, "item")} left out for now: {found.snoozed.map(({ title }) => title).join("; ")}
              </p>
            )}
            <MalformedLines lines={found.malformed} what="entry" />
          </>
        )}
      </Reading>
    </Section>
  );
}

const answerOf = ({ answers }: Briefing, { id }: Item): string | null =>
  answers.filter(({ item_id }) => item_id === id).at(-1)?.choice ?? null;

interface EntryProps {
  readonly item: Item;
  /** What was chosen last. */
  readonly answer: string | null;
  readonly verbs: Pick<Verbs, "send" | "open">;
}

function Entry({ item, answer, verbs }: EntryProps) {
  const doing = useDoing();
  const action = item.suggested_action;
  return (
    <li class="attune-entry">
      <span class="attune-entry-main">
        <span>
          <Tag tone={SEVERITIES[item.severity] ?? "plain"}>{item.severity}</Tag> <span class="attune-entry-name">{item.title}</span>
        </span>
        <span class="attune-dim">
          {item.rationale}
          {item.sources.length > 0 && ` (${item.sources.join(", ")})`}
        </span>
        {action?.question !== null && action?.question !== undefined && <span>{action.question}</span>}
        {doing.problem !== null && (
          <span class="attune-bad" role="alert">
            {problemText(doing.problem)}
          </span>
        )}
      </span>
      <span class="attune-entry-actions">
        {action?.choices.map((choice) => (
          <WriteButton
            key={choice}
            look="chip"
            aria-pressed={choice === answer}
            disabled={doing.busy}
            onClick={() => doing.start(() => verbs.send("POST", `${BRIEFING}/answer`, { item_id: item.id, choice }))}
          >
            {choice}
          </WriteButton>
        ))}
        {action?.workflow !== null && action?.workflow !== undefined && (
          <Lead to="workflows" query={{ text: action.workflow }} verbs={verbs}>
            {action.label ?? `Show ${action.workflow}`}
          </Lead>
        )}
        {action?.url !== null && action?.url !== undefined && /^https?:\/\//i.test(action.url) && (
          <a class="attune-link" href={action.url} target="_blank" rel="noopener noreferrer">
            {action.label ?? action.url}
          </a>
        )}
        <WriteButton
          title="Leave it out for two weeks"
          disabled={doing.busy}
          onClick={() => doing.start(() => verbs.send("POST", `${BRIEFING}/snooze`, { item_id: item.id }))}
        >
          Snooze
        </WriteButton>
      </span>
    </li>
  );
}
