import type { ComponentChildren } from "preact";

const TONES = { plain: "", good: "attune-tag-good", warn: "attune-tag-warn", bad: "attune-tag-bad" } as const;

export type TagTone = keyof typeof TONES;

/** One word about something, in a frame. */
export const Tag = ({ tone = "plain", children }: { readonly tone?: TagTone; readonly children: ComponentChildren }) => (
  <span class={`attune-tag ${TONES[tone]}`}>{children}</span>
);
