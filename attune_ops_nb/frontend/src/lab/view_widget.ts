/** A view of ours as a widget of JupyterLab. It is drawn when it is first shown. */

import type { Message } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { mount, type Show } from "../mount";
import type { Session } from "../session";
import type { Place } from "../verbs";

export class ViewWidget extends Widget {
  private unmount: (() => void) | null = null;

  constructor(
    private readonly session: () => Session,
    private readonly open: (place: Place) => void,
    private readonly show_: Show,
  ) {
    super();
    this.addClass("attune-lab");
  }

  protected override onBeforeShow(message: Message): void {
    super.onBeforeShow(message);
    this.draw();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) this.draw();
  }

  override dispose(): void {
    this.unmount?.();
    this.unmount = null;
    super.dispose();
  }

  protected draw(): void {
    this.unmount ??= mount(this.node, this.session(), this.open, this.show_);
  }
}
