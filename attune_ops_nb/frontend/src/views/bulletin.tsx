import { useState } from "preact/hooks";
import { plural } from "../format";
import { later } from "../periods";
import type { Bulletin as BulletinReading, Notice as BulletinNotice } from "../types.gen";
import type { Verbs } from "../verbs";
import { AnnounceForm } from "./announce_form";
import { BriefingPart } from "./briefing";
import { Button } from "./button";
import { useChoices } from "./choices";
import { CollabPart } from "./collab";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { problemText, useDoing, useNow } from "./hooks";
import type { ViewProps } from "./index";
import { meets } from "./in_scope";
import { MalformedLines } from "./malformed_lines";
import { AsOf, Reading } from "./reading";
import { Section } from "./section";
import { Tag, type TagTone } from "./tag";
import { useReading } from "./use_reading";
import { useToday } from "./use_today";
import { When } from "./when";
import { WriteButton } from "./write_button";

const CHOICES = { archive: "", order: "-started_at" } as const;
const BULLETIN = "api/ops/bulletin";

/** Who runs what on the project now, and what waits for somebody. */
export function Bulletin(props: ViewProps) {
  const { state, verbs } = props;
  const now = useNow(false);
  const bulletin = useReading<BulletinReading>(props, BULLETIN, { seconds: 15 });
  const [announcing, setAnnouncing] = useState(false);
  const shown = ({ scope }: BulletinNotice) => meets(scope, state);
  return (
    <div class="attune-view">
      <Section
        title="Running on the project"
        beside={
          <span class="attune-chips">
            <WriteButton aria-expanded={announcing} onClick={() => setAnnouncing(!announcing)}>
              Announce a run
            </WriteButton>
            <AsOf of={bulletin} again={() => verbs.refresh(BULLETIN)} />
          </span>
        }
      >
        {announcing && <AnnounceForm state={state} verbs={verbs} onDone={() => setAnnouncing(false)} />}
        <Reading state={state} of={bulletin} what="The bulletin" again={() => verbs.refresh(BULLETIN)}>
          {(all) => {
            const found = { ...all, active: all.active.filter(shown), stale: all.stale.filter(shown) };
            const hidden = all.active.length + all.stale.length - found.active.length - found.stale.length;
            return (
              <>
                {hidden > 0 && <p class="attune-dim">{plural(hidden, "run")} on other parts of the project not shown.</p>}
                {found.active.length === 0 ? (
                  <p class="attune-dim">Nobody says that anything runs now. Runs started here announce themselves.</p>
                ) : (
                  <Notices notices={found.active} label="Running now" now={now} verbs={verbs} />
                )}
                {found.stale.length > 0 && (
                  <>
                    <h3 class="attune-warn">{plural(found.stale.length, "run")} of which nothing was heard for long</h3>
                    <Notices notices={found.stale} label="Silent runs" now={now} verbs={verbs} silent />
                  </>
                )}
                <MalformedLines lines={found.malformed} number={found.malformed_lines} />
              </>
            );
          }}
        </Reading>
      </Section>
      <BriefingPart {...props} now={now} />
      <CollabPart {...props} />
      <Archive {...props} now={now} />
    </div>
  );
}

interface NoticesProps {
  readonly notices: readonly BulletinNotice[];
  readonly label: string;
  readonly now: number;
  readonly verbs: Pick<Verbs, "send">;
  readonly silent?: boolean;
}

const Notices = ({ notices, label, now, verbs, silent = false }: NoticesProps) => (
  <ul class="attune-entries" aria-label={label}>
    {notices.map((notice) => (
      <Entry key={notice.run_id} notice={notice} now={now} verbs={verbs} silent={silent} />
    ))}
  </ul>
);

function Entry({ notice, now, verbs, silent }: { readonly notice: BulletinNotice } & Omit<NoticesProps, "notices" | "label">) {
  const doing = useDoing();
  return (
    <li class="attune-entry">
      <span class="attune-entry-main">
        <span>
          <span class="attune-entry-name">{notice.workflow}</span> on {notice.scope ?? "all of the project"}
        </span>
        <span class="attune-dim">
          by {notice.actor_id} ({notice.actor_kind.replaceAll("-", " ")}), began <When at={notice.started_at} now={now} />, last
          heard of <When at={notice.last_heartbeat} now={now} />
          {notice.hostname !== null && ` on ${notice.hostname}`}
        </span>
        {doing.problem !== null && (
          <span class="attune-bad" role="alert">
            {problemText(doing.problem)}
          </span>
        )}
      </span>
      <span class="attune-entry-actions">
        <Tag tone={silent === true ? "warn" : "good"}>{silent === true ? "silent" : notice.current_status}</Tag>
        {silent === true && (
          <WriteButton
            title="Say on the bulletin that this run has ended"
            disabled={doing.busy}
            onClick={() =>
              doing.start(() => verbs.send("POST", `${BULLETIN}/${encodeURIComponent(notice.run_id)}/heartbeat`, { status: "cancelled" }))
            }
          >
            Mark as ended
          </WriteButton>
        )}
      </span>
    </li>
  );
}

const TONES: Readonly<Record<string, TagTone>> = { completed: "good", failed: "bad", cancelled: "warn" };

const columns = (now: number): readonly Column<BulletinNotice>[] => [
  { name: "workflow", heading: "Workflow", width: "minmax(72px, 1.2fr)", value: ({ workflow }) => workflow },
  {
    name: "current_status",
    heading: "Status",
    width: "minmax(70px, 0.6fr)",
    value: ({ current_status }) => current_status,
    show: ({ current_status }) => <Tag tone={TONES[current_status] ?? "plain"}>{current_status}</Tag>,
  },
  { name: "scope", heading: "Scope", from: 480, value: ({ scope }) => scope, show: ({ scope }) => scope ?? "all of the project" },
  { name: "actor_id", heading: "By", from: 560, value: ({ actor_id }) => actor_id, hint: ({ actor_kind }) => actor_kind },
  {
    name: "started_at",
    heading: "Began",
    width: "minmax(68px, 0.7fr)",
    from: 300,
    value: ({ started_at }) => started_at,
    show: ({ started_at }) => <When at={started_at} now={now} />,
  },
];

function Archive(props: ViewProps & { readonly now: number }) {
  const { state, verbs, now } = props;
  const [chosen, choose] = useChoices(props, CHOICES);
  const today = useToday();
  const path = chosen.archive === "" ? null : `${BULLETIN}/archive?since=${chosen.archive}`;
  const archive = useReading<readonly BulletinNotice[]>(props, path, { keep: true, seconds: 300 });
  return (
    <Section
      title="Archive"
      beside={
        chosen.archive === "" ? (
          <Button onClick={() => choose({ archive: later(today, -7) })}>Show the last 7 days</Button>
        ) : (
          <label class="attune-chips">
            <span class="attune-dim">since</span>
            <input
              class="attune-input"
              type="date"
              max={today}
              value={chosen.archive}
              onChange={(event) => choose({ archive: event.currentTarget.value })}
            />
          </label>
        )
      }
    >
      {path === null ? (
        <p class="attune-dim">What ran before, from the days that were put away.</p>
      ) : (
        <Reading
          state={state}
          of={archive}
          what="The archive"
          again={() => verbs.refresh(path)}
          empty={(found) => (found.length > 0 ? null : <p class="attune-dim">Nothing was put away since {chosen.archive}.</p>)}
        >
          {(found) => (
            <DataTable
              label="Archived notices"
              rows={found}
              columns={columns(now)}
              keyOf={({ run_id, last_heartbeat, current_status }) => `${run_id} ${last_heartbeat} ${current_status}`}
              order={chosen.order}
              onOrder={(order) => choose({ order })}
              python={`df = %attune bulletin --since ${chosen.archive}`}
              verbs={verbs}
              recordOf={(notice) => notice}
            />
          )}
        </Reading>
      )}
    </Section>
  );
}
