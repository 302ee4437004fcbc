import { duration, insideProject, plural } from "../format";
import type { PendingWriteNow, PendingWrites } from "../types.gen";
import { useState } from "preact/hooks";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import type { HealthProps } from "./health";
import { meets } from "./in_scope";
import { MalformedLines } from "./malformed_lines";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";

const WRITES = "api/ops/pending-writes";

/** Files that dashboards changed and nobody committed yet, and what became of each. */
export function HealthWrites(props: HealthProps) {
  const { state, verbs, chosen, onChoose } = props;
  const writes = useReading<PendingWrites>(props, WRITES, { seconds: 30 });
  const [temporary, setTemporary] = useState(false);
  const path = temporary ? `${WRITES}?temporary=true` : null;
  const all = useReading<PendingWrites>(props, path, { seconds: 30 });
  const root = state.info?.project_root ?? null;
  return (
    <Section
      title="Files that a dashboard changed"
      beside={
        <label class="attune-dim">
          <input type="checkbox" checked={temporary} onChange={(event) => setTemporary(event.currentTarget.checked)} /> also of projects in
          temporary folders
        </label>
      }
    >
      <Reading
        state={state}
        of={temporary ? all : writes}
        what="The pending writes"
        again={() => verbs.refresh(path ?? WRITES)}
        empty={({ pending, malformed }) =>
          pending.length + malformed.length > 0 ? null : (
            <p class="attune-dim">Nothing is pending: what a dashboard wrote, such as the status of a spec, is committed.</p>
          )
        }
      >
        {({ pending, summary, malformed }) => (
          <>
            <p class="attune-dim">
              {plural(summary.uncommitted_count, "file")} not committed, {summary.drifted_count} changed again since,{" "}
              {summary.stale_dashboard_count} of dashboards that have gone. Git commits them; nothing is done here.
            </p>
            <DataTable
              label="Pending writes"
              rows={pending.filter(({ file_path }) => meets(file_path, state))}
              columns={columns(root)}
              keyOf={(write) => `${write.file_path} ${write.ts}`}
              order={chosen.order === "" ? "age_seconds" : chosen.order}
              onOrder={(order) => onChoose({ order })}
              python={temporary ? "df = %attune writes --temporary" : "df = %attune writes"}
              verbs={verbs}
              recordOf={(write) => write}
            />
            <MalformedLines lines={malformed} />
          </>
        )}
      </Reading>
    </Section>
  );
}

const columns = (root: string | null): readonly Column<PendingWriteNow>[] => [
  {
    name: "file_path",
    heading: "File",
    width: "minmax(80px, 2fr)",
    value: ({ file_path }) => file_path,
    show: ({ file_path }) => insideProject(file_path, root),
    hint: ({ file_path }) => file_path,
  },
  { name: "action", heading: "Changed by", from: 480, value: ({ action }) => action },
  {
    name: "state",
    heading: "State",
    value: (write) => saidOf(write)[0],
    show: (write) => <Tag tone={saidOf(write)[1]}>{saidOf(write)[0]}</Tag>,
  },
  {
    name: "age_seconds",
    heading: "Age",
    number: true,
    from: 320,
    value: ({ age_seconds }) => age_seconds,
    show: ({ age_seconds }) => duration(age_seconds, true),
    hint: ({ ts }) => ts,
  },
];

export function saidOf({ matches_journal, is_committed }: Pick<PendingWriteNow, "matches_journal" | "is_committed">): readonly [string, "good" | "warn" | "plain"] {
  if (!matches_journal) return ["changed again", "warn"];
  if (is_committed === null) return ["unknown", "plain"];
  return is_committed ? ["committed", "good"] : ["not committed", "warn"];
}
