/** The views as tabs of the main area: one for each place, restored with the layout. */

import type { ILayoutRestorer, JupyterFrontEnd } from "@jupyterlab/application";
import { MainAreaWidget, WidgetTracker } from "@jupyterlab/apputils";
import { h } from "preact";
import type { Session } from "../session";
import type { Place } from "../verbs";
import { FAR } from "../views/far";
import { titleOf } from "../views/places";
import { View } from "../views/view";
import { COMMANDS } from "./commands";
import { ICON_CLASS } from "./style";
import { ViewWidget } from "./view_widget";

type Tab = MainAreaWidget<ViewWidget>;

export class Tabs {
  private readonly tracker = new WidgetTracker<Tab>({ namespace: "attune-ops" });
  private readonly places = new WeakMap<Tab, Place>();

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly session: () => Session,
  ) {}

  /** Shows a place: its tab if there is one, else a new one. */
  readonly open = (place: Place): void => {
    const id = `attune-ops-${nameOf(place)}`;
    const known = this.tracker.find((tab) => tab.id === id);
    const tab = known ?? this.made(id, place);
    if (!tab.isAttached) this.app.shell.add(tab, "main");
    this.app.shell.activateById(id);
  };

  /** The run whose tab is in front, if one is. */
  get currentRun(): number | null {
    const current = this.tracker.currentWidget;
    if (current === null || current !== this.app.shell.currentWidget) return null;
    const place = this.places.get(current);
    return place?.view === "run" ? place.execution : null;
  }

  async restore(restorer: ILayoutRestorer | null): Promise<void> {
    await restorer?.restore(this.tracker, {
      command: COMMANDS.show,
      args: (tab) => ({ ...this.places.get(tab) }),
      name: (tab) => tab.id,
    });
  }

  private made(id: string, place: Place): Tab {
    const content = new ViewWidget(this.session, this.open, (state, verbs) => {
      return h("div", { class: "attune-main" }, h(View, { state, verbs, place, far: FAR }));
    });
    const tab = new MainAreaWidget({ content });
    tab.toolbar.hide();
    tab.id = id;
    tab.title.label = titleOf(place);
    tab.title.iconClass = ICON_CLASS;
    tab.title.closable = true;
    this.places.set(tab, place);
    void this.tracker.add(tab);
    return tab;
  }
}

function nameOf(place: Place): string {
  if (place.view === "run") return `run-${place.execution}`;
  return place.view === "record" ? `record-${place.workflow}-${place.id}` : place.view;
}
