import type { ComponentChildren } from "preact";

interface Props {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly tone?: "good" | "warn" | "bad";
  readonly title?: string;
  /** What it is to be compared with. */
  readonly children?: ComponentChildren;
}

/** One number that matters, large, with its unit and what to compare it with. */
export const KeyFigure = ({ name, value, tone, title, children }: Props) => (
  <div class="attune-key" title={title}>
    <dt class="attune-label">{name}</dt>
    <dd class={`attune-key-value ${tone === undefined ? "" : `attune-key-${tone}`}`}>{value}</dd>
    {children !== undefined && <dd class="attune-key-more attune-dim">{children}</dd>}
  </div>
);

export const KeyFigures = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }) => (
  <dl class="attune-keys" aria-label={label}>
    {children}
  </dl>
);
