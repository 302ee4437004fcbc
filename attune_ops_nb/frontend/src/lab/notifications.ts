/** Says when a run has ended that was long enough for its reader to look away. */

import { Notification } from "@jupyterlab/apputils";
import { duration, insideProject, seconds } from "../format";
import type { Session } from "../session";
import { running, type State } from "../state";
import type { Execution } from "../types.gen";
import type { Place } from "../verbs";

const LOOKED_AWAY_SECONDS = 5;
const SHOWN_MS = 8_000;

/** `inFront` is the run that is looked at: of its end nobody needs to be told. */
export function addNotifications(
  session: Session,
  open: (place: Place) => void,
  inFront: () => number | null,
): () => void {
  let alive: ReadonlySet<number> = new Set();
  return session.subscribe(() => {
    const state = session.state();
    const ended = [...alive].flatMap((id) => state.executions.get(id) ?? []).filter((run) => !running(run));
    alive = aliveIn(state);
    for (const run of ended) if (run.id !== inFront() && worthSaying(run)) say(run, state, open);
  });
}

const aliveIn = (state: State): ReadonlySet<number> =>
  new Set([...state.executions.values()].filter((run) => run.parent === null && running(run)).map(({ id }) => id));

/** Who stopped a run himself knows. */
export const worthSaying = (run: Execution): boolean =>
  run.status !== "cancelled" && (run.status !== "completed" || (took(run) ?? 0) >= LOOKED_AWAY_SECONDS);

const took = (run: Execution): number | null => seconds(run.started_at, run.completed_at, Date.now());

function say(run: Execution, state: State, open: (place: Place) => void): void {
  const span = took(run);
  const workflows = state.workflows.is === "here" ? state.workflows.value : [];
  const name = workflows.find(({ ref }) => ref === run.action_ref)?.name ?? run.action_ref;
  const on = run.scope === null ? "" : ` on ${insideProject(run.scope, run.project)}`;
  const well = run.status === "completed";
  const text = `${name}${on} ${well ? "completed" : `ended: ${run.status}`}${span === null ? "" : ` after ${duration(span)}`}`;
  const callback = () => open({ view: "run", execution: run.id });
  const options = { autoClose: SHOWN_MS, actions: [{ label: `Show run #${run.id}`, callback }] };
  if (well) Notification.success(text, options);
  else Notification.error(text, options);
}
