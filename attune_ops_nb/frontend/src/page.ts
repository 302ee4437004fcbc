/** The page of its own: the views with deep links, as `attune ops` serves it. */

import { h } from "preact";
import { Poller } from "./core/poller";
import { serverTransport } from "./core/server_transport";
import { isRecord } from "./core/transport";
import { mount } from "./mount";
import { session } from "./session";
import type { Place } from "./verbs";
import { PagedDashboard } from "./views/paged_dashboard";
import { hashOf } from "./views/places";

const element = document.getElementById("attune") ?? document.body.appendChild(document.createElement("div"));
const source = document.getElementById("attune-config")?.textContent;
const read: unknown = JSON.parse(source === null || source === undefined || source === "" ? "{}" : source);
const config = isRecord(read) ? read : {};
const settings = {
  baseUrl: String(config.baseUrl ?? "/"),
  wsUrl: String(config.wsUrl ?? ""),
  token: String(config.token ?? ""),
};
const transport = serverTransport(settings, (server, ears) => new Poller(server, ears));
const open = (place: Place): void => {
  location.hash = hashOf(place);
};
element.classList.add("attune-page");
mount(element, session(transport), open, (state, verbs) => h(PagedDashboard, { state, verbs }));
