import { ago, exactly } from "../format";

/** How long ago something was, with the exact time on hover. */
export const When = ({ at, now, none = "never" }: { readonly at: string | null; readonly now: number; readonly none?: string }) =>
  at === null ? <span class="attune-dim">{none}</span> : (
    <time dateTime={at} title={exactly(at)}>
      {ago(at, now)}
    </time>
  );
