import { running } from "../state";
import type { Execution, Status } from "../types.gen";
import type { Verbs } from "../verbs";
import { LogView } from "./log_view";
import { useLog } from "./use_log";

const EMPTY = {
  requested: "Waiting for a worker…",
  scheduling: "Waiting for a worker…",
  scheduled: "Preparing the environment…",
  running: "No output yet.",
  canceling: "Stopping; there was no output.",
  completed: "It completed without any output.",
  failed: "It failed without any output.",
  cancelled: "It was stopped before there was any output.",
  timeout: "Its time was up before there was any output.",
  abandoned: "Its worker was lost before there was any output.",
} as const satisfies Record<Status, string>;

interface Props {
  readonly execution: Execution;
  readonly verbs: Verbs;
  readonly inline: boolean;
}

/** The log of a run, as it grows. */
export function RunLog({ execution, verbs, inline }: Props) {
  const { id, status } = execution;
  const store = useLog(id, verbs);
  // What a run has printed is known when all of its log is here.
  const coming = !running(execution) && !store.ended;
  return (
    <LogView
      store={store}
      label={`Log of run ${id}`}
      empty={coming ? "Reading the log…" : EMPTY[status]}
      onDownload={() => void verbs.download(`api/v1/executions/${id}/logs/log`, `run-${id}.log`)}
      inline={inline}
    />
  );
}
