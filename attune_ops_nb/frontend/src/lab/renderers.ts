/** Draws our MIME types in the output of cells, straight from the server: no kernel takes part. */

import type { IRenderMime, IRenderMimeRegistry } from "@jupyterlab/rendermime";
import { Widget } from "@lumino/widgets";
import { h } from "preact";
import { serverTransport } from "../core/server_transport";
import { isRecord } from "../core/transport";
import { mount } from "../mount";
import { session, type Session } from "../session";
import { placeOfSpec, selectionOfSpec, serverOfSpec } from "../spec";
import type { Place } from "../verbs";
import { Cell } from "../views/cell";
import { FAR } from "../views/far";
import { LocalDashboard } from "../views/local_dashboard";

const MIME_TYPES = ["application/vnd.attune.run+json", "application/vnd.attune.dashboard+json"];
/** Before the widget that stands in the same bundle for other front ends. */
const RANK = -20;

export function addRenderers(
  rendermime: IRenderMimeRegistry,
  own: () => Session,
  open: (place: Place) => void,
): void {
  const createRenderer = ({ mimeType }: IRenderMime.IRendererOptions) => new Output(mimeType, own, open);
  rendermime.addFactory({ safe: false, mimeTypes: MIME_TYPES, createRenderer }, RANK);
}

class Output extends Widget implements IRenderMime.IRenderer {
  private unmount: (() => void) | null = null;
  private shown = "";

  constructor(
    private readonly mimeType: string,
    private readonly own: () => Session,
    private readonly open: (place: Place) => void,
  ) {
    super();
    this.addClass("attune-output");
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const spec: unknown = model.data[this.mimeType];
    const place = placeOfSpec(spec);
    // A cell's output is written anew when its run ends: what is shown follows the server anyway.
    const shown = JSON.stringify(spec);
    if (shown === this.shown) return Promise.resolve();
    this.shown = shown;
    this.unmount?.();
    this.unmount = mount(this.node, this.sessionFor(spec), this.open, (state, verbs) =>
      place.view === "run"
        ? h(Cell, { state, verbs, execution: place.execution, far: FAR, elsewhere: this.open })
        : h(LocalDashboard, { state, verbs, first: place, far: FAR, selection: selectionOfSpec(spec) }),
    );
    return Promise.resolve();
  }

  override dispose(): void {
    this.unmount?.();
    this.unmount = null;
    super.dispose();
  }

  private sessionFor(spec: unknown): Session {
    const named = serverOfSpec(isRecord(spec) ? spec.server : null);
    if (named === null) return this.own();
    return session(serverTransport({ baseUrl: named.base_url, wsUrl: "", token: named.token }));
  }
}
