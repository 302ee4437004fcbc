/** The anywidget: the same views in front ends that have no extension of ours. */

import type { AnyModel, Render } from "@anywidget/types";
import { h } from "preact";
import { KernelTransport } from "./core/kernel_transport";
import { farViews } from "./far_bundle";
import { serverTransport, type ServerSettings } from "./core/server_transport";
import type { Transport } from "./core/transport";
import { jupyterPage } from "./jupyter_config";
import { mount } from "./mount";
import { session, type Session } from "./session";
import { placeOfSpec, selectionOfSpec, serverOfSpec } from "./spec";
import type { Place } from "./verbs";
import { Cell } from "./views/cell";
import { LocalDashboard } from "./views/local_dashboard";
import type { FarAway } from "./views/use_far";

interface Traits {
  readonly spec: unknown;
  readonly server: unknown;
}

const ANSWER_WITHIN = 2_000;
const kernels = new WeakMap<AnyModel<Traits>, KernelTransport>();
const shown = new Map<Session, number>();

const render: Render<Traits> = ({ model, el }) => {
  const spec = model.get("spec");
  const place = placeOfSpec(spec);
  let close: (() => void) | null = null;
  let gone = false;
  // The kernel is told nothing and render does not wait: messages queue up behind it.
  void reach(model, place).then((transport) => {
    if (!gone) close = show(session(transport), el, spec, () => farViews(transport));
  });
  return () => {
    gone = true;
    close?.();
  };
};

/** Draws the view; with the last of them the session ends too, for nobody looks any more. */
function show(live: Session, el: HTMLElement, spec: unknown, far: FarAway): () => void {
  const place = placeOfSpec(spec);
  const unmount = mount(el, live, () => undefined, (state, verbs) =>
    place.view === "run"
      ? h(Cell, { state, verbs, execution: place.execution, far, elsewhere: null })
      : h(LocalDashboard, { state, verbs, first: place, far, selection: selectionOfSpec(spec) }),
  );
  shown.set(live, (shown.get(live) ?? 0) + 1);
  return () => {
    unmount();
    const left = (shown.get(live) ?? 1) - 1;
    shown.set(live, left);
    if (left === 0) live.close();
  };
}

/** The server where it answers and knows what is to be shown; else the kernel. */
async function reach(model: AnyModel<Traits>, place: Place): Promise<Transport> {
  for (const settings of servers(model)) {
    if (await answers(settings, place)) return serverTransport(settings);
  }
  const known = kernels.get(model);
  if (known !== undefined) return known;
  const made = new KernelTransport(model);
  kernels.set(model, made);
  return made;
}

function servers(model: AnyModel<Traits>): readonly ServerSettings[] {
  const page = jupyterPage();
  const named = serverOfSpec(model.get("server"));
  const given = named === null ? [] : [{ baseUrl: named.base_url, wsUrl: "", token: named.token }];
  return page === null ? given : [...given, page.settings];
}

async function answers({ baseUrl, token }: ServerSettings, place: Place): Promise<boolean> {
  const path = place.view === "run" ? `api/v1/executions/${place.execution}` : "api/ops/info";
  const base = new URL(baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`, location.href);
  const headers: HeadersInit = token === "" ? {} : { Authorization: `token ${token}` };
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    return (await fetch(new URL(`attune/${path}`, base), { headers, signal })).ok;
  } catch {
    return false;
  }
}

export default { render };
