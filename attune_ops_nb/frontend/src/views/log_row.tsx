import { colours, pieces, PLAIN, type Piece, type Style } from "../core/ansi";
import { levelOf, type Level } from "../core/levels";
import type { Line } from "../core/log_store";
import { size } from "../format";

const LEVEL_MARK = { error: "✗", warning: "▲", info: "", debug: "" } as const satisfies Record<Level, string>;

interface Props {
  readonly number: number;
  readonly line: Line | null;
  /** Finds what is searched in the text; null when nothing is. */
  readonly sought: RegExp | null;
  readonly current: boolean;
  readonly selected: boolean;
  readonly onSelect: (extend: boolean) => void;
}

/** One line of a log: its number, how serious it is, its text. */
export function LogRow({ number, line, sought, current, selected, onSelect }: Props) {
  const found = line === null ? [] : pieces(line.text);
  const plain = found.map((piece) => piece.text).join("");
  const level = levelOf(plain);
  const marks = sought === null ? [] : ranges(plain, sought);
  const state = `${current ? " attune-line-current" : ""}${selected ? " attune-line-selected" : ""}`;
  const remark = plain.startsWith("[attune] ") ? " attune-line-remark" : "";
  return (
    <div class={`attune-line attune-line-${level}${state}${remark}`}>
      <span
        class="attune-line-number"
        title="Select this line; with Shift up to this line"
        onClick={(event) => onSelect(event.shiftKey)}
      >
        {number + 1}
      </span>
      <span class="attune-line-level" title={level === "info" ? undefined : level}>
        {LEVEL_MARK[level]}
      </span>
      <span class="attune-line-text">
        {line === null ? <em class="attune-dim">fetching…</em> : marked(found, marks)}
        {line !== null && line.cut > 0 && (
          <em class="attune-dim"> … {size(line.cut)} more in this line; download the log to see them</em>
        )}
      </span>
    </div>
  );
}

type Range = readonly [from: number, to: number];

function ranges(text: string, sought: RegExp): readonly Range[] {
  const found: Range[] = [];
  for (const match of text.matchAll(sought)) {
    if (match[0] !== "") found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** The pieces, cut where a match begins or ends. */
function marked(all: readonly Piece[], marks: readonly Range[]) {
  let at = 0;
  return all.flatMap((piece) => {
    const from = at;
    at += piece.text.length;
    const cuts = marks.flat().filter((cut) => cut > from && cut < at);
    const edges = [from, ...cuts, at];
    return edges.slice(0, -1).map((start, index) => {
      const text = piece.text.slice(start - from, (edges[index + 1] ?? at) - from);
      const hit = marks.some(([low, high]) => start >= low && start < high);
      return drawn(text, piece, hit);
    });
  });
}

function drawn(text: string, piece: Piece, hit: boolean) {
  const content = hit ? <mark class="attune-match">{text}</mark> : text;
  if (piece.href !== null) {
    return (
      <a class="attune-link" href={piece.href} target="_blank" rel="noopener noreferrer" style={css(piece.style)}>
        {content}
      </a>
    );
  }
  return piece.style === PLAIN ? content : <span style={css(piece.style)}>{content}</span>;
}

function css(style: Style) {
  const { front, back } = colours(style);
  const lines = [style.underline ? "underline" : "", style.strike ? "line-through" : ""].join(" ").trim();
  return {
    ...(front === null ? {} : { color: front }),
    ...(back === null ? {} : { backgroundColor: back }),
    ...(style.bold ? { fontWeight: "bold" } : {}),
    ...(style.dim ? { opacity: "0.7" } : {}),
    ...(style.italic ? { fontStyle: "italic" } : {}),
    ...(lines === "" ? {} : { textDecoration: lines }),
  };
}
