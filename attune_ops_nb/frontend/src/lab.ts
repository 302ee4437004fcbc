/** The JupyterLab extension: panel, tabs, commands and the renderers of cells. Nothing here waits. */

import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { IFileBrowserFactory } from "@jupyterlab/filebrowser";
import { ILauncher } from "@jupyterlab/launcher";
import { IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { IStatusBar } from "@jupyterlab/statusbar";
import { h } from "preact";
import { Poller } from "./core/poller";
import { serverTransport } from "./core/server_transport";
import { jupyterPage } from "./jupyter_config";
import { addCommands, OVERVIEWS, viewCommand } from "./lab/commands";
import { addContextMenu } from "./lab/context_menu";
import { iconRules } from "./lab/icons";
import { Panel } from "./lab/panel";
import { SpendItem } from "./lab/spend_item";
import { addNotifications } from "./lab/notifications";
import { addRenderers } from "./lab/renderers";
import { useStyle } from "./lab/style";
import { Tabs } from "./lab/tabs";
import { ViewWidget } from "./lab/view_widget";
import { session, type Session } from "./session";

const PANEL_RANK = 650;
const page = jupyterPage();
const settings = page?.settings ?? { baseUrl: "/", wsUrl: "", token: "" };
let told = false;
let opened: Tabs | null = null;

/** The session of this page. With it, the end of a run is told wherever one looks. */
function own(): Session {
  const live = session(serverTransport(settings, (server, ears) => new Poller(server, ears)));
  if (!told && opened !== null) {
    told = true;
    const tabs = opened;
    addNotifications(live, tabs.open, () => tabs.currentRun);
  }
  return live;
}

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
    useStyle(iconRules());
    const tabs = new Tabs(app, own);
    addCommands(app, tabs, own, palette);
    addRenderers(rendermime, own, tabs.open);
    opened = tabs;
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
    for (const [rank, view] of OVERVIEWS.entries()) {
      cards?.add({ command: viewCommand(view), category: "Attune Ops", rank, args: { card: true } });
    }
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

const statusBar = (token: NonNullable<typeof IStatusBar>): JupyterFrontEndPlugin<void> => ({
  id: "attune-ops:status-bar",
  autoStart: true,
  optional: [token],
  activate: (_app: JupyterFrontEnd, bar: IStatusBar | null) => {
    const item = new ViewWidget(own, (place) => opened?.open(place), (state, verbs) => h(SpendItem, { state, verbs }));
    item.addClass("attune-status-bar");
    bar?.registerStatusItem("attune-ops:spend", { item, align: "left", rank: 50 });
  },
});

export default [
  views,
  ...(ILauncher === undefined ? [] : [launcher(ILauncher)]),
  ...(IStatusBar === undefined ? [] : [statusBar(IStatusBar)]),
  ...(IFileBrowserFactory === undefined ? [] : [contextMenu(IFileBrowserFactory)]),
];
