/** The views as tabs of the main area: one for each view and each run, restored with the layout at their places. */

import type { ILayoutRestorer, JupyterFrontEnd } from "@jupyterlab/application";
import { MainAreaWidget, WidgetTracker } from "@jupyterlab/apputils";
import { h } from "preact";
import { jupyterPage } from "../jupyter_config";
import type { Session } from "../session";
import type { Place } from "../verbs";
import { hashOf, titleOf } from "../views/places";
import { COMMANDS } from "./commands";
import { Here } from "./here";
import { iconOf } from "./icons";
import { TabView } from "./tab_view";
import { ViewWidget } from "./view_widget";

type Tab = MainAreaWidget<ViewWidget>;

/** It has room for its one notebook, and drops what is added to it. */
const WITHOUT_TABS = "Jupyter Notebook";

export class Tabs {
  private readonly tracker = new WidgetTracker<Tab>({ namespace: "attune-ops" });
  private readonly places = new WeakMap<Tab, Here>();

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly session: () => Session,
  ) {}

  /** Shows a place: in the tab of its view if there is one, else in a tab of its own, or of the browser. */
  readonly open = (place: Place): void => {
    if (this.app.name === WITHOUT_TABS) return void window.open(`${base()}attune/${hashOf(place)}`);
    const id = `attune-ops-${nameOf(place)}`;
    const known = this.tracker.find((tab) => tab.id === id);
    if (known !== undefined && "query" in place) this.places.get(known)?.go(place);
    const tab = known ?? this.made(id, place);
    if (!tab.isAttached) this.app.shell.add(tab, "main");
    this.app.shell.activateById(id);
  };

  /** The run whose tab is in front, if one is. */
  get currentRun(): number | null {
    const current = this.tracker.currentWidget;
    if (current === null || current !== this.app.shell.currentWidget) return null;
    const place = this.places.get(current)?.place;
    return place?.view === "run" ? place.execution : null;
  }

  async restore(restorer: ILayoutRestorer | null): Promise<void> {
    await restorer?.restore(this.tracker, {
      command: COMMANDS.show,
      args: (tab) => ({ place: this.addressOf(tab) }),
      name: (tab) => tab.id,
    });
  }

  private addressOf(tab: Tab): string {
    const here = this.places.get(tab);
    return here === undefined ? "" : hashOf(here.place);
  }

  private made(id: string, place: Place): Tab {
    const here = new Here(place);
    const content = new ViewWidget(this.session, this.open, (state, verbs) => h(TabView, { state, verbs, here }));
    const tab = new MainAreaWidget({ content });
    tab.toolbar.hide();
    tab.id = id;
    tab.title.label = titleOf(place);
    tab.title.iconClass = iconOf(place.view);
    tab.title.closable = true;
    this.places.set(tab, here);
    void this.tracker.add(tab);
    // What is chosen in it is kept with the layout.
    here.follow(() => void this.tracker.save(tab));
    return tab;
  }
}

function nameOf(place: Place): string {
  if (place.view === "run") return `run-${place.execution}`;
  return place.view === "record" ? `record-${place.workflow}-${place.id}` : place.view;
}

const base = (): string => jupyterPage()?.settings.baseUrl ?? "/";
