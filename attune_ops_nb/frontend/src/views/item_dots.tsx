import { count, plural } from "../format";
import type { ItemCounts } from "../types.gen";

const WORDS: Readonly<Record<string, string>> = { s: "succeeded", f: "failed", a: "running", w: "waiting", ".": "not begun" };

/** How far a step with items is, in a few words. */
export const itemWords = ({ total, ended, failed }: ItemCounts): string =>
  `${count(ended)} of ${count(total)}${failed === 0 ? "" : `, ${count(failed)} failed`}`;

/** The same as a bar. */
export function ItemBar({ items }: { readonly items: ItemCounts }) {
  const { total, ended, failed, active } = items;
  const part = (name: string, value: number) =>
    value > 0 && <span class={`attune-items-${name}`} style={{ flexGrow: value }} />;
  return (
    <span class="attune-items-bar">
      {part("s", ended - failed)}
      {part("f", failed)}
      {part("a", active)}
      {part("rest", Math.max(0, total - ended - active))}
    </span>
  );
}

/** Each of the first items as a dot, and how many there are of each kind. */
export function ItemDots({ items }: { readonly items: ItemCounts }) {
  const { total, ended, failed, active, states } = items;
  const counts = [
    [`${count(ended - failed)} succeeded`, ended - failed],
    [`${count(failed)} failed`, failed],
    [`${count(active)} running`, active],
    [`${count(total - ended - active)} to come`, total - ended - active],
  ] as const;
  return (
    <div class="attune-items">
      <p class="attune-items-counts">
        {plural(total, "item")}
        {counts.filter(([, value]) => value > 0).map(([text]) => ` · ${text}`)}
      </p>
      <div class="attune-items-dots" aria-hidden="true">
        {[...states].map((letter, place) => (
          <span key={place} class={`attune-dot attune-dot-${letter === "." ? "ahead" : letter}`} title={`item ${place}: ${WORDS[letter] ?? letter}`} />
        ))}
      </div>
      {total > states.length && <p class="attune-dim">The first {count(states.length)} are shown.</p>}
    </div>
  );
}
