/** "Run workflow on this" for files and folders. */

import type { JupyterFrontEnd } from "@jupyterlab/application";
import type { IFileBrowserFactory } from "@jupyterlab/filebrowser";
import type { Session } from "../session";
import type { Info } from "../types.gen";
import { COMMANDS } from "./commands";
import { ICON_CLASS } from "./style";

const COMMAND = "attune:run-workflow-on-this";

export function addContextMenu(
  app: JupyterFrontEnd,
  browser: IFileBrowserFactory,
  root: string,
  session: () => Session,
): void {
  const selected = (): string | null => {
    const [item] = browser.tracker.currentWidget?.selectedItems() ?? [];
    const info = session().state().info;
    return item === undefined ? null : absolute(withHome(root, info), item.path);
  };
  app.commands.addCommand(COMMAND, {
    label: "Run Workflow on This…",
    caption: "Choose a workflow; this file or folder is its scope",
    iconClass: ICON_CLASS,
    execute: async () => {
      session();
      await app.commands.execute(COMMANDS.run, { scope: selected() });
    },
  });
  const selector = ".jp-DirListing-item[data-isdir]";
  app.contextMenu.addItem({ command: COMMAND, selector, rank: 20 });
}

/** JupyterLab shortens the home folder to `~`; where it is, the engine's own folders tell. */
export function withHome(root: string, info: Pick<Info, "project_root" | "attune_home"> | null): string {
  if (!root.startsWith("~") || info === null) return root;
  const tail = root.slice(1);
  if (info.project_root.endsWith(tail)) return info.project_root;
  return info.attune_home.endsWith("/.attune") ? info.attune_home.replace(/\/\.attune$/, tail) : root;
}

/** The path of an item of the file browser, which counts from the root of the server. */
export function absolute(root: string, path: string): string {
  const plain = path.includes(":") ? path.slice(path.indexOf(":") + 1) : path;
  return root === "" ? plain : `${root.replace(/\/$/, "")}/${plain}`;
}
