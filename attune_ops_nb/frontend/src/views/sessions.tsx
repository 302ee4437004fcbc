import { least } from "../amounts";
import { BlocksChart } from "../charts/blocks";
import { SessionsChart } from "../charts/sessions";
import { count, duration, plural, tokens } from "../format";
import { later } from "../periods";
import type { Block, Session, SessionUsage, SessionUsageRow } from "../types.gen";
import { ActiveBlock } from "./active_block";
import { Chips } from "./chips";
import { useChoices } from "./choices";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { MalformedLines } from "./malformed_lines";
import { NoneFits } from "./none_fits";
import { Reading } from "./reading";
import { ScopeNote } from "./scope_note";
import { Section } from "./section";
import { projectName } from "./session_columns";
import { SessionDetail } from "./session_detail";
import { useReading } from "./use_reading";
import { useToday } from "./use_today";
import { When } from "./when";

const CHOICES = { days: "7", session: "", text: "", order: "-last_activity" } as const;
const DAYS = { "1": "24 hours", "3": "3 days", "7": "7 days", "30": "30 days" } as const;
const MOST = 500;
const BLOCKS = "api/ops/sessions/blocks";

/** A session with what it used; null where its log says nothing of that. */
export interface Conversation {
  readonly session: Session;
  readonly usage: SessionUsageRow | null;
}

/** Sessions with coding agents: what they were about, used and cost, and how to go on with one. */
export function Sessions(props: ViewProps) {
  const { state, verbs } = props;
  const [chosen, choose] = useChoices(props, CHOICES);
  const days = chosen.days in DAYS ? chosen.days : "7";
  const now = useNow(false);
  const path = `api/ops/sessions/list?days=${days}&limit=${MOST}`;
  const list = useReading<readonly Session[]>(props, path, { keep: true, seconds: 30 });
  const since = later(useToday(), -Number(days));
  const usagePath = `api/ops/sessions?by=session&since=${since}`;
  const usage = useReading<SessionUsage>(props, usagePath, { keep: true });
  return (
    <div class="attune-view">
      <ScopeNote state={state} what="Sessions" />
      <BlocksPart {...props} now={now} />
      <Section
        title="Sessions of the project"
        beside={<Chips label="Active within" choices={DAYS} chosen={days} onChoose={(each) => choose({ days: each, session: "" })} />}
      >
        <Reading
          state={state}
          of={list}
          what="The sessions"
          again={() => verbs.refresh(path)}
          empty={(found) => (found.length > 0 ? null : <NoSessions days={days} />)}
        >
          {(found) => (
            <List {...props} sessions={found.filter(activeSince(now, Number(days)))} usage={usage.is === "here" ? usage.value : null} now={now} chosen={chosen} onChoose={choose} />
          )}
        </Reading>
      </Section>
      <Reading state={state} of={usage} what="What sessions used" again={() => verbs.refresh(usagePath)}>
        {(found) => (
          <>
            {found.rows.length > 0 && <SessionsChart rows={found.rows} now={now} since={since} nameOf={(project) => projectName(project, state.info)} />}
            <MalformedLines lines={found.malformed} number={found.malformed_lines} />
            <MalformedLines lines={found.unreadable} what="log file" />
          </>
        )}
      </Reading>
    </div>
  );
}

const NoSessions = ({ days }: { readonly days: string }) => (
  <Empty title={`No session was active in this project within ${DAYS[days as keyof typeof DAYS] ?? days}.`}>
    <p>
      Sessions of Claude Code are read where it keeps them, <code class="attune-code">~/.claude/projects</code> or{" "}
      <code class="attune-code">CLAUDE_CONFIG_DIR</code>. Choose a longer time, or begin one in this project.
    </p>
  </Empty>
);

const DAY = 86_400_000;

/** Logs are chosen by when they were written, and one that was copied is newer than what it says. */
const activeSince = (now: number, days: number) => ({ last_activity }: Session): boolean =>
  last_activity === null || Date.parse(last_activity) >= now - days * DAY;

interface ListProps extends ViewProps {
  readonly sessions: readonly Session[];
  readonly usage: SessionUsage | null;
  readonly now: number;
  readonly chosen: { readonly session: string; readonly text: string; readonly order: string };
  readonly onChoose: (change: { readonly session?: string; readonly text?: string; readonly order?: string }) => void;
}

function List({ verbs, sessions, usage, now, chosen, onChoose }: ListProps) {
  const used = new Map((usage?.rows ?? []).map((row) => [row.session, row]));
  const sought = chosen.text.trim().toLowerCase();
  const rows: readonly Conversation[] = sessions
    .map((session) => ({ session, usage: used.get(session.id) ?? null }))
    .filter(({ session }) => `${session.starter_prompt} ${session.id} ${session.worktree ?? ""}`.toLowerCase().includes(sought));
  const shown = rows.find(({ session }) => session.id === chosen.session);
  return (
    <>
      <div class="attune-toolbar">
        <input
          class="attune-input attune-grow"
          type="search"
          placeholder="Filter by prompt, worktree or id"
          aria-label="Filter sessions by prompt, worktree or id"
          value={chosen.text}
          onInput={(event) => onChoose({ text: event.currentTarget.value })}
        />
      </div>
      {rows.length === 0 && sought !== "" ? (
        <NoneFits title={`None of the ${plural(sessions.length, "session")} fits the filter.`} onClear={() => onChoose({ text: "" })} />
      ) : (
        <DataTable
          label="Sessions"
          rows={rows}
          columns={columns(now)}
          keyOf={({ session }) => session.id}
          order={chosen.order}
          onOrder={(order) => onChoose({ order })}
          current={chosen.session}
          onOpen={({ session }) => onChoose({ session: session.id === chosen.session ? "" : session.id })}
          python="df = %attune sessions --list"
          verbs={verbs}
          recordOf={({ session }) => session}
        />
      )}
      {shown === undefined ? (
        <p class="attune-dim">Choose a session to see how it began and to go on with it.</p>
      ) : (
        <SessionDetail conversation={shown} now={now} onClose={() => onChoose({ session: "" })} />
      )}
    </>
  );
}

const columns = (now: number): readonly Column<Conversation>[] => [
  {
    name: "starter_prompt",
    heading: "Prompt",
    width: "minmax(80px, 3fr)",
    value: ({ session }) => session.starter_prompt,
  },
  {
    name: "last_activity",
    heading: "Active",
    width: "minmax(84px, 0.8fr)",
    value: ({ session }) => session.last_activity,
    show: ({ session }) => <When at={session.last_activity} now={now} none="unknown" />,
  },
  {
    name: "cost",
    heading: "Cost",
    number: true,
    from: 300,
    value: ({ usage }) => usage?.cost ?? null,
    show: ({ usage }) => (usage === null ? <span class="attune-dim">–</span> : least(usage.cost, usage.unpriced_replies)),
    hint: ({ usage }) => (usage === null ? "its log says nothing of tokens in these days" : undefined),
  },
  {
    name: "tokens",
    heading: "Tokens",
    number: true,
    from: 420,
    value: ({ usage }) => usage?.total_tokens ?? null,
    show: ({ usage }) => (usage === null ? <span class="attune-dim">–</span> : tokens(usage.total_tokens)),
  },
  { name: "message_count", heading: "Messages", number: true, from: 560, value: ({ session }) => session.message_count, show: ({ session }) => count(session.message_count) },
  {
    name: "duration_seconds",
    heading: "Lasted",
    number: true,
    from: 640,
    value: ({ session }) => session.duration_seconds,
    show: ({ session }) => duration(session.duration_seconds, true),
  },
];

function BlocksPart(props: ViewProps & { readonly now: number }) {
  const { state, verbs, now } = props;
  const blocks = useReading<readonly Block[]>(props, BLOCKS, { seconds: 30 });
  return (
    <Section title="Five-hour blocks">
      <Reading
        state={state}
        of={blocks}
        what="The blocks"
        again={() => verbs.refresh(BLOCKS)}
        empty={(found) =>
          found.length > 0 ? null : <p class="attune-dim">Use is limited by spans of five hours. None has begun: no session is logged.</p>
        }
      >
        {(found) => {
          const spans = found.filter(({ gap }) => !gap).slice(-28);
          return (
            <>
              <ActiveBlock block={found.find(({ active }) => active) ?? null} now={now} />
              <BlocksChart blocks={spans} />
            </>
          );
        }}
      </Reading>
    </Section>
  );
}
