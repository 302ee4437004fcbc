import type { ComponentChildren } from "preact";

export type Tone = "info" | "warning" | "error";

const MARK = { info: "ℹ", warning: "⚠", error: "✗" } as const satisfies Record<Tone, string>;

interface Props {
  readonly tone: Tone;
  readonly children: ComponentChildren;
}

/** A sentence the reader should see, with what to do about it. */
export const Notice = ({ tone, children }: Props) => (
  <div class={`attune-notice attune-notice-${tone}`} role={tone === "error" ? "alert" : "status"}>
    <span class="attune-notice-mark" aria-hidden="true">
      {MARK[tone]}
    </span>
    <div class="attune-notice-text">{children}</div>
  </div>
);
