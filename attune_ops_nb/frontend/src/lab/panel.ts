/** The panel in the side bar. */

import { h } from "preact";
import type { Session } from "../session";
import type { Place } from "../verbs";
import { Sidebar } from "../views/sidebar";
import { ICON_CLASS } from "./style";
import { ViewWidget } from "./view_widget";

export class Panel extends ViewWidget {
  constructor(session: () => Session, open: (place: Place) => void) {
    super(session, open, (state, verbs) => h(Sidebar, { state, verbs }));
    this.id = "attune-ops-panel";
    this.addClass("attune-lab-panel");
    this.title.caption = "Attune Ops: run workflows and watch them";
    this.title.iconClass = `${ICON_CLASS} jp-SideBar-tabIcon`;
  }
}
