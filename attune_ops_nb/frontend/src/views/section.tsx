import type { ComponentChildren } from "preact";
import { useId } from "./hooks";

interface Props {
  readonly title: string;
  /** What stands beside the title, such as a button. */
  readonly beside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a view under its heading. */
export function Section({ title, beside, children }: Props) {
  const id = useId();
  return (
    <section class="attune-part" aria-labelledby={id}>
      <div class="attune-part-head">
        <h2 id={id} class="attune-part-title">
          {title}
        </h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
