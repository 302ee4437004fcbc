/** The page of its own: the views with deep links, as `attune ops` serves it. */

import { h } from "preact";
import { serverTransport } from "./core/server_transport";
import { isRecord } from "./core/transport";
import { mount } from "./mount";
import { session } from "./session";
import type { Place } from "./verbs";
import { PagedDashboard } from "./views/paged_dashboard";

const element = document.getElementById("attune") ?? document.body.appendChild(document.createElement("div"));
const source = document.getElementById("attune-config")?.textContent;
const read: unknown = JSON.parse(source === null || source === undefined || source === "" ? "{}" : source);
const config = isRecord(read) ? read : {};
const transport = serverTransport({
  baseUrl: String(config.baseUrl ?? "/"),
  wsUrl: String(config.wsUrl ?? ""),
  token: String(config.token ?? ""),
});
const open = (place: Place): void => {
  location.hash = place.view === "run" ? `#/runs/${place.execution}` : `#/${place.view}`;
};
element.classList.add("attune-page");
mount(element, session(transport), open, (state, verbs) => h(PagedDashboard, { state, verbs }));
