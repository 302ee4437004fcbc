/** The JupyterLab extension: panel, tabs, commands and the renderers of cells. Nothing here waits. */

import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { IFileBrowserFactory } from "@jupyterlab/filebrowser";
import { ILauncher } from "@jupyterlab/launcher";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { Poller } from "./core/poller";
import { serverTransport } from "./core/server_transport";
import { jupyterPage } from "./jupyter_config";
import { addCommands, COMMANDS } from "./lab/commands";
import { addContextMenu } from "./lab/context_menu";
import { Panel } from "./lab/panel";
import { addRenderers } from "./lab/renderers";
import { useStyle } from "./lab/style";
import { Tabs } from "./lab/tabs";
import { session } from "./session";

const PANEL_RANK = 650;
const page = jupyterPage();
const settings = page?.settings ?? { baseUrl: "/", wsUrl: "", token: "" };
const own = () => session(serverTransport(settings, (server, ears) => new Poller(server, ears)));

const views: JupyterFrontEndPlugin<void> = {
  id: "attune-ops:views",
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
  ) => {
    useStyle();
    const tabs = new Tabs(app, own);
    addCommands(app, tabs, own, palette);
    addRenderers(rendermime, own, tabs.open);
    const panel = new Panel(own, tabs.open);
    app.shell.add(panel, "left", { rank: PANEL_RANK });
    restorer?.add(panel, panel.id);
    void tabs.restore(restorer);
  },
};

const launcher = (token: NonNullable<typeof ILauncher>): JupyterFrontEndPlugin<void> => ({
  id: "attune-ops:launcher",
  autoStart: true,
  optional: [token],
  activate: (_app: JupyterFrontEnd, cards: ILauncher | null) => {
    cards?.add({ command: COMMANDS.open, category: "Other", rank: 5 });
  },
});

const contextMenu = (token: NonNullable<typeof IFileBrowserFactory>): JupyterFrontEndPlugin<void> => ({
  id: "attune-ops:context-menu",
  autoStart: true,
  optional: [token],
  activate: (app: JupyterFrontEnd, browser: IFileBrowserFactory | null) => {
    if (browser !== null) addContextMenu(app, browser, page?.root ?? "", own);
  },
});

export default [
  views,
  ...(ILauncher === undefined ? [] : [launcher(ILauncher)]),
  ...(IFileBrowserFactory === undefined ? [] : [contextMenu(IFileBrowserFactory)]),
];
