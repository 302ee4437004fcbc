import { isRecord } from "../core/transport";
import { count } from "../format";

interface Props {
  readonly value: unknown;
  readonly name?: string;
  /** How many levels are open at first. */
  readonly open?: number;
}

const MOST_ENTRIES = 200;

/** A JSON value as a tree whose branches open and close. */
export function JsonTree({ value, name, open = 1 }: Props) {
  const label = name === undefined ? null : <span class="attune-json-name">{name}: </span>;
  if (!Array.isArray(value) && !isRecord(value)) {
    return (
      <div class="attune-json-leaf">
        {label}
        <span class={`attune-json-${value === null ? "null" : typeof value}`}>{leaf(value)}</span>
      </div>
    );
  }
  const entries = Object.entries(value);
  const kind = Array.isArray(value) ? `[${count(entries.length)}]` : `{${count(entries.length)}}`;
  return (
    <details class="attune-json" open={open > 0}>
      <summary>
        {label}
        <span class="attune-dim">{kind}</span>
      </summary>
      {entries.slice(0, MOST_ENTRIES).map(([key, each]) => (
        <JsonTree key={key} name={key} value={each} open={open - 1} />
      ))}
      {entries.length > MOST_ENTRIES && (
        <div class="attune-dim">… {count(entries.length - MOST_ENTRIES)} more</div>
      )}
    </details>
  );
}

const leaf = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
