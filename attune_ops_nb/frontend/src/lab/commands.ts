/** What the command palette offers. */

import type { JupyterFrontEnd } from "@jupyterlab/application";
import { InputDialog, showErrorMessage, type ICommandPalette } from "@jupyterlab/apputils";
import { message } from "../core/transport";
import type { Session } from "../session";
import { running, runs } from "../state";
import { VIEWS, type Overview } from "../views/index";
import { placeOf } from "../views/places";
import { iconOf } from "./icons";
import { pickAndRun } from "./pick_workflow";
import { ICON_CLASS } from "./style";
import type { Tabs } from "./tabs";

export const COMMANDS = {
  run: "attune:run-workflow",
  stop: "attune:stop",
  show: "attune:show-run",
} as const;

export const OVERVIEWS = Object.keys(VIEWS) as readonly Overview[];

/** The command that shows a view in its tab. */
export const viewCommand = (view: Overview): string => `attune:open-${view}`;

export function addCommands(
  app: JupyterFrontEnd,
  tabs: Tabs,
  session: () => Session,
  palette: ICommandPalette | null,
): void {
  for (const view of OVERVIEWS) {
    app.commands.addCommand(viewCommand(view), {
      // On a card its category says whose it is.
      label: ({ card }) => (card === true ? VIEWS[view].label : `Attune Ops: ${VIEWS[view].label}`),
      caption: `Show ${VIEWS[view].label} of Attune Ops in a tab`,
      iconClass: iconOf(view),
      execute: () => tabs.open({ view }),
    });
  }
  app.commands.addCommand(COMMANDS.run, {
    label: "Attune Ops: Run Workflow…",
    caption: "Choose a workflow and run it on the chosen scope",
    iconClass: ICON_CLASS,
    execute: async ({ scope }) => pickAndRun(session(), tabs.open, typeof scope === "string" ? scope : null),
  });
  app.commands.addCommand(COMMANDS.stop, {
    label: "Attune Ops: Stop Run…",
    caption: "Stop the run in front, or choose one",
    iconClass: ICON_CLASS,
    execute: async ({ execution }) => {
      const id = typeof execution === "number" ? execution : (tabs.currentRun ?? (await chooseRunning(session())));
      if (id !== null) await stop(session(), tabs, id);
    },
  });
  app.commands.addCommand(COMMANDS.show, {
    label: "Attune Ops: Show Run…",
    caption: "Show the log and the outcome of a run",
    iconClass: ICON_CLASS,
    execute: async ({ execution, place }) => {
      if (typeof place === "string") return tabs.open(placeOf(place));
      const id = typeof execution === "number" ? execution : await askForNumber();
      return id === null ? undefined : tabs.open({ view: "run", execution: id });
    },
  });
  const commands = [...OVERVIEWS.map(viewCommand), ...Object.values(COMMANDS)];
  for (const command of commands) palette?.addItem({ command, category: "Attune Ops" });
}

async function stop(session: Session, tabs: Tabs, id: number): Promise<void> {
  try {
    await session.verbs(tabs.open).cancel(id);
  } catch (error) {
    await showErrorMessage(`Run #${id} was not stopped`, message(error));
  }
}

async function chooseRunning(session: Session): Promise<number | null> {
  const alive = runs(session.state(), "running").filter(running);
  if (alive.length === 0) {
    await showErrorMessage("Nothing to stop", "No run is under way.");
    return null;
  }
  const items = alive.map(({ id, action_ref }) => `#${id} ${action_ref}`);
  const { value } = await InputDialog.getItem({ title: "Stop which run?", items, okLabel: "Stop" });
  return alive[items.indexOf(value ?? "")]?.id ?? null;
}

async function askForNumber(): Promise<number | null> {
  const { value } = await InputDialog.getNumber({ title: "Show which run?", label: "Its number" });
  return value === null || !Number.isInteger(value) ? null : value;
}
