/** "Run workflow on this" for files and folders. */

import type { JupyterFrontEnd } from "@jupyterlab/application";
import type { IFileBrowserFactory } from "@jupyterlab/filebrowser";
import type { Session } from "../session";
import { COMMANDS } from "./commands";
import { absolute, withHome } from "./paths";
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
