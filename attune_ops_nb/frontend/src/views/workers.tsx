import { useEffect } from "preact/hooks";
import { running } from "../state";
import type { Worker } from "../types.gen";
import { Button } from "./button";
import { useChoices } from "./choices";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { JsonTree } from "./json_tree";
import { AsOf, Reading } from "./reading";
import { Section } from "./section";
import { StatusBadge } from "./status_badge";
import { Tag, type TagTone } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";

const CHOICES = { worker: "", order: "-last_heartbeat" } as const;
const WORKERS = "api/v1/workers";
const TONES = { active: "good", busy: "good", inactive: "plain", error: "bad" } as const satisfies Record<Worker["status"], TagTone>;
/** A worker that is silent for longer is gone, whatever it said last. */
const SILENT_MS = 90_000;

/** Who claims executions and runs them. */
export function Workers(props: ViewProps) {
  const { state, verbs } = props;
  const workers = useReading<readonly Worker[]>(props, WORKERS, { seconds: 10 });
  const [chosen, choose] = useChoices(props, CHOICES);
  const now = useNow(false);
  return (
    <div class="attune-view">
      <Section title="Workers" beside={<AsOf of={workers} again={() => verbs.refresh(WORKERS)} />}>
        <Reading
          state={state}
          of={workers}
          what="The workers"
          again={() => verbs.refresh(WORKERS)}
          empty={(found) => (found.length > 0 ? null : <NoWorkers {...props} />)}
        >
          {(found) => {
            const shown = found.find(({ name }) => name === chosen.worker);
            return (
              <>
                <DataTable
                  label="Workers"
                  rows={found}
                  columns={columns(now)}
                  keyOf={({ name }) => name}
                  order={chosen.order}
                  onOrder={(order) => choose({ order })}
                  current={chosen.worker}
                  onOpen={({ name }) => choose({ worker: name === chosen.worker ? "" : name })}
                  python="df = %attune workers"
                  verbs={verbs}
                  recordOf={(worker) => worker}
                />
                {shown !== undefined && (
                  <article class="attune-detail" aria-label={`Worker ${shown.name}`}>
                    <h3 class="attune-detail-title">{shown.name}</h3>
                    <RunningHere {...props} worker={shown} />
                    <JsonTree name="capabilities" value={shown.capabilities} open={2} />
                    <JsonTree name="meta" value={shown.meta} open={2} />
                  </article>
                )}
              </>
            );
          }}
        </Reading>
      </Section>
    </div>
  );
}

/** What a worker has claimed and not ended, as far as this page was told. */
function RunningHere({ state, verbs, worker }: ViewProps & { readonly worker: Worker }) {
  useEffect(() => verbs.wantRuns("running"), [state.pages.running.asked]);
  const here = [...state.executions.values()].filter((each) => each.worker === worker.id && running(each)).sort((one, other) => one.id - other.id);
  if (here.length === 0) return <p class="attune-dim">Nothing runs on it now.</p>;
  return (
    <ul class="attune-plain-list" aria-label={`What runs on ${worker.name}`}>
      {here.map((each) => (
        <li key={each.id}>
          <Button look="link" onClick={() => verbs.open({ view: "run", execution: each.id })}>
            #{each.id} {each.action_ref}
          </Button>{" "}
          <StatusBadge status={each.status} />
        </li>
      ))}
    </ul>
  );
}

const NoWorkers = ({ state, verbs }: ViewProps) => (
  <Empty title="No worker is there now.">
    <p>
      That is as it should be: the engine host starts with the first run and leaves after ten minutes without work.
      {state.info?.allow_run === false && " Runs are switched off here."}
    </p>
    <button type="button" class="attune-button" onClick={() => verbs.open({ view: "workflows" })}>
      Show workflows
    </button>
  </Empty>
);

/** What a worker is, going by its last sign of life. */
export function statusOf({ status, last_heartbeat }: Pick<Worker, "status" | "last_heartbeat">, now: number): readonly [string, TagTone] {
  const silent = status !== "inactive" && (last_heartbeat === null || now - Date.parse(last_heartbeat) > SILENT_MS);
  return silent ? ["silent", "warn"] : [status, TONES[status]];
}

const columns = (now: number): readonly Column<Worker>[] => [
  { name: "name", heading: "Worker", width: "minmax(70px, 1.4fr)", value: ({ name }) => name },
  {
    name: "status",
    heading: "Status",
    width: "minmax(60px, 0.6fr)",
    value: (worker) => statusOf(worker, now)[0],
    show: (worker) => <Tag tone={statusOf(worker, now)[1]}>{statusOf(worker, now)[0]}</Tag>,
  },
  { name: "worker_type", heading: "Type", from: 560, value: ({ worker_type }) => worker_type },
  { name: "host", heading: "Host", from: 480, value: ({ host }) => host },
  { name: "pid", heading: "Process", number: true, from: 640, value: ({ pid }) => pid, show: ({ pid }) => (pid === null ? "–" : String(pid)) },
  {
    name: "last_heartbeat",
    heading: "Heard of",
    from: 300,
    width: "minmax(68px, 0.8fr)",
    value: ({ last_heartbeat }) => last_heartbeat,
    show: ({ last_heartbeat }) => <When at={last_heartbeat} now={now} />,
  },
];
