import type { ComponentChildren } from "preact";

/** Where there is nothing: why, and what to do. */
export const Empty = ({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) => (
  <div class="attune-empty">
    <p class="attune-empty-title">{title}</p>
    {children}
  </div>
);
