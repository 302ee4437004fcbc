/** Asks for a workflow and runs it on a scope. */

import { InputDialog, showErrorMessage } from "@jupyterlab/apputils";
import { message } from "../core/transport";
import type { Session } from "../session";
import type { State } from "../state";
import type { WorkflowEntry } from "../types.gen";
import type { Place } from "../verbs";

/** `scope` null means the scope that is chosen in the panel. */
export async function pickAndRun(
  session: Session,
  open: (place: Place) => void,
  scope: string | null,
): Promise<void> {
  try {
    const workflows = (await loaded(session)).filter(({ path_arg }) => scope === null || path_arg !== null);
    if (workflows.length === 0) {
      await showErrorMessage("No workflow", "There is no workflow that can be run here.");
      return;
    }
    const items = workflows.map(({ name, ref }) => `${name} (${ref})`);
    const title = scope === null ? "Run which workflow?" : "Run which workflow on this?";
    const { value } = await InputDialog.getItem({ title, label: scope ?? "", items, okLabel: "Run" });
    const chosen = workflows[items.indexOf(value ?? "")];
    if (chosen === undefined) return;
    const on = chosen.path_arg === null ? null : (scope ?? session.state().scope);
    const request = { action_ref: chosen.ref, scope: on === "" ? null : on, trigger: "manual" } as const;
    open({ view: "run", execution: (await session.verbs(open).run(request)).id });
  } catch (error) {
    await showErrorMessage("It was not run", message(error));
  }
}

/** The workflows, once they are known; the panel may never have been shown before. */
function loaded(session: Session): Promise<readonly WorkflowEntry[]> {
  const verbs = session.verbs(() => undefined);
  return new Promise((resolve, reject) => {
    const look = (state: State): void => {
      if (state.workflows.is === "here") resolve(state.workflows.value);
      else if (state.workflows.is === "failed") reject(new Error(state.workflows.message));
      else if (state.connection.state === "reconnecting") reject(new Error("The server does not answer."));
      else return verbs.wantWorkflows();
      stop();
    };
    const stop = session.subscribe(() => look(session.state()));
    look(session.state());
  });
}
