import { count, plural } from "../format";
import type { Malformed } from "../types.gen";

interface Props {
  readonly lines: readonly Malformed[];
  /** How many there are, which may be more than are listed. */
  readonly number?: number;
  /** What they are, where they are no lines. */
  readonly what?: string;
}

/** Lines of files that say nothing: counted, and each with its place, so that somebody can look. */
export function MalformedLines({ lines, number = lines.length, what = "line" }: Props) {
  if (number === 0) return null;
  return (
    <details class="attune-malformed">
      <summary>
        <span class="attune-warn" aria-hidden="true">
          ⚠
        </span>{" "}
        {plural(number, what)} could not be read; all others count
      </summary>
      <ul class="attune-plain-list" aria-label={`Each ${what} that could not be read`}>
        {lines.map(({ file, offset, reason }) => (
          <li key={`${file} ${offset}`}>
            <code class="attune-code">{file}</code> at byte {count(offset)}: <span class="attune-dim">{reason}</span>
          </li>
        ))}
      </ul>
      {lines.length < number && <p class="attune-dim">and {count(number - lines.length)} more</p>}
    </details>
  );
}
