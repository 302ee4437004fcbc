import { useEffect, useMemo, useState } from "preact/hooks";
import { LogStore } from "../core/log_store";
import { message } from "../core/transport";
import { count, duration, exactly, insideProject, sentence, shell } from "../format";
import type { Asked, State } from "../state";
import type { RunRecord } from "../types.gen";
import type { RecordPlace, Verbs } from "../verbs";
import { Button } from "./button";
import { ConnectionNote } from "./connection_note";
import { Empty } from "./empty";
import { Fact } from "./fact";
import { LogView } from "./log_view";
import { Notice } from "./notice";
import { TRIGGER } from "./provenance";
import { Report } from "./run_result";
import { actionOfRecord, statusOf, whose } from "./run_rows";
import { StatusBadge } from "./status_badge";
import { nameOf } from "./workflow_names";

export interface RecordProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: RecordPlace;
}

/** The record of a run that is none of ours: how it ended, its log as it was kept, its report. */
export function Record({ state, verbs, place: { workflow, id } }: RecordProps) {
  const [asked, setAsked] = useState<Asked<RunRecord>>({ is: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let shown = true;
    const tell = (now: Asked<RunRecord>) => shown && setAsked(now);
    tell({ is: "loading" });
    verbs.record(workflow, id).then(
      (value) => tell({ is: "here", value }),
      (error: unknown) => tell({ is: "failed", message: message(error) }),
    );
    return () => {
      shown = false;
    };
  }, [workflow, id, attempt]);
  return (
    <article class="attune-run" aria-label={`Record of ${workflow}`}>
      <ConnectionNote state={state} verbs={verbs} />
      {asked.is === "here" && <Shown record={asked.value} state={state} verbs={verbs} />}
      {asked.is === "loading" && <Empty title="Fetching the record…" />}
      {asked.is === "failed" && (
        <Empty title={`The record of ${workflow} cannot be shown`}>
          <p role="alert">{sentence(asked.message)}</p>
          <span>
            <Button onClick={() => setAttempt(attempt + 1)}>
              Try again
            </Button>{" "}
            <Button onClick={() => verbs.open({ view: "runs" })}>
              Show all runs
            </Button>
          </span>
        </Empty>
      )}
    </article>
  );
}

function Shown({ record, state, verbs }: Omit<RecordProps, "place"> & { readonly record: RunRecord }) {
  const { command, duration_seconds, executor, exit_code, line_count, lines, sdk_error_kind, sdk_stderr, trigger } = record;
  const log = useMemo(() => kept(lines), [record]);
  const scope = insideProject(record.path, record.project ?? state.info?.project_root ?? null);
  return (
    <>
      <header class="attune-run-header attune-run-line">
        <StatusBadge status={statusOf(record)} />
        <h2 class="attune-run-name">{nameOf(state)(actionOfRecord(record))}</h2>
        <span class="attune-dim attune-run-scope" title={record.path ?? undefined}>
          {scope}
        </span>
        {duration_seconds !== null && <span class="attune-elapsed">{duration(duration_seconds)}</span>}
        <span class="attune-chip" title="It was not run by this engine; this is the record it left.">
          {whose(record)}
        </span>
      </header>
      {sdk_stderr !== null && sdk_stderr !== "" && (
        <Notice tone={statusOf(record) === "completed" ? "info" : "error"}>
          <pre class="attune-pre">{sdk_stderr}</pre>
          {sdk_error_kind}
        </Notice>
      )}
      <LogView
        key={record.id}
        store={log}
        label={`Log of ${record.workflow}`}
        empty="The record holds no output."
        onDownload={() => verbs.downloadText(`${lines.join("\n")}\n`, `${record.workflow}-${record.id}.log`)}
        inline={false}
      />
      <footer class="attune-run-footer">
        <Report report={record.report} />
        <dl class="attune-facts">
          {record.started_at !== null && <Fact name="Started">{exactly(record.started_at)}</Fact>}
          {record.completed_at !== null && <Fact name="Ended">{exactly(record.completed_at)}</Fact>}
          {exit_code !== null && <Fact name="Exit code">{exit_code}</Fact>}
          {(trigger !== null || executor !== null) && (
            <Fact name="Asked for">
              {executor !== null && `by ${executor} `}
              {trigger !== null && (TRIGGERS[trigger] ?? trigger)}
            </Fact>
          )}
          {line_count > lines.length && (
            <Fact name="Lines">
              {count(lines.length)} of {count(line_count)} were kept
            </Fact>
          )}
          {command !== null && (
            <Fact name="Command">
              <code class="attune-code">{shell(command)}</code>
            </Fact>
          )}
          <Fact name="Record">
            {record.workflow}/{record.id}
          </Fact>
        </dl>
      </footer>
    </>
  );
}

const TRIGGERS: Readonly<{ [word: string]: string | undefined }> = TRIGGER;

/** A log that is all there: none of its pages is let go, for nobody could bring it again. */
function kept(lines: readonly string[]): LogStore {
  const store = new LogStore(() => Promise.reject(new Error("the record holds no more")), Infinity);
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  store.append(0, bytes, bytes.length);
  store.end(bytes.length);
  return store;
}
