import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LevelFilter } from "../core/levels";
import type { LogStore } from "../core/log_store";
import { lowerBound, type Query, type Scan } from "../core/scan";
import { count, size } from "../format";
import { LogCopy, type Lines } from "./log_copy";
import { LogRow } from "./log_row";
import { LogToolbar } from "./log_toolbar";
import { useFilter, useSearch } from "./use_log";
import { VirtualRows, type Reveal } from "./virtual_rows";

const ROW_HEIGHT = 18;
/** Lines a log shows at least and at most where it stands among other things, as in a cell. */
const INLINE_ROWS = [6, 22] as const;

interface Props {
  readonly store: LogStore;
  readonly label: string;
  /** What is said where the log is empty. */
  readonly empty: string;
  readonly onDownload: () => void;
  /** As high as its lines, within bounds; else as high as there is room. */
  readonly inline: boolean;
}

export function LogView({ store, label, empty, onDownload, inline }: Props) {
  const [query, setQuery] = useState<Query>({ text: "", regex: false, matchCase: false });
  const [level, setLevel] = useState<LevelFilter>("all");
  const [follow, setFollow] = useState(true);
  const [wrap, setWrap] = useState(false);
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const [current, setCurrent] = useState<number | null>(null);
  const [selected, setSelected] = useState<Lines | null>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const shown = useRef<readonly [number, number]>([0, 0]);
  const filter = useFilter(store, level);
  const search = useSearch(store, query, level);
  const [errorsWanted, setErrorsWanted] = useState<"no" | "first" | "shown">("no");
  const errors = useFilter(store, errorsWanted === "no" ? "all" : "error");

  const rows = filter === null ? store.lines : filter.found.length;
  const lineAt = (row: number): number => (filter === null ? row : (filter.found[row] ?? 0));
  const rowOf = (line: number): number => (filter === null ? line : lowerBound(filter.found, line));
  const sought = useMemo(() => pattern(query), [query]);

  const go = (line: number) => {
    setFollow(false);
    setCurrent(line);
    setReveal((before) => ({ row: rowOf(line), stamp: (before?.stamp ?? 0) + 1 }));
  };
  const step = (by: 1 | -1) => {
    const line = neighbour(search.scan, current ?? lineAt(shown.current[0]), by, current !== null);
    if (line !== null) go(line);
  };
  const firstError = () => {
    const line = errors === null ? null : neighbour(errors, current ?? -1, 1, true);
    if (line === null) setErrorsWanted("first");
    else go(line);
  };
  // Looking for errors costs a pass over the log, so it begins when somebody asks.
  const earliest = errors?.found[0];
  useEffect(() => {
    if (errorsWanted !== "first" || earliest === undefined) return;
    setErrorsWanted("shown");
    go(earliest);
  }, [errorsWanted, earliest]);
  // A new search shows its first match as soon as there is one.
  const firstFound = search.scan?.found[0];
  useEffect(() => {
    if (firstFound !== undefined) go(firstFound);
  }, [search.scan, firstFound === undefined]);

  const pressed = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "f") return;
    event.preventDefault();
    event.stopPropagation();
    searchBox.current?.focus();
    searchBox.current?.select();
  };
  const select = (line: number, extend: boolean) =>
    setSelected((before) => (extend && before !== null ? [before[0], line] : same(before, line) ? null : [line, line]));

  const found = search.scan?.found ?? [];
  const hits = {
    current: current !== null && found[lowerBound(found, current)] === current ? lowerBound(found, current) + 1 : 0,
    total: found.length,
    searching: search.scan !== null && !search.scan.done,
    problem: search.problem,
  };
  const digits = String(Math.max(store.lines, 999)).length;
  const height = Math.max(INLINE_ROWS[0], Math.min(INLINE_ROWS[1], rows + 1)) * ROW_HEIGHT;
  return (
    <div
      class={`attune-log ${wrap ? "attune-log-wrapped" : ""}`}
      style={{ "--attune-digits": digits }}
      // Otherwise JupyterLab takes the arrow keys for its cells and Ctrl+F for its own search.
      data-lm-suppress-shortcuts="true"
      onKeyDown={pressed}
    >
      <LogToolbar
        query={query}
        hits={hits}
        level={level}
        follow={follow}
        wrap={wrap}
        searchBox={searchBox}
        onQuery={(next) => {
          setQuery(next);
          setCurrent(null);
        }}
        onStep={step}
        onLevel={setLevel}
        onFollow={setFollow}
        onWrap={setWrap}
        onFirstError={firstError}
      >
        <LogCopy
          store={store}
          shown={() => range(shown.current).map(lineAt)}
          selected={selected}
          onDownload={onDownload}
        />
      </LogToolbar>
      <div class="attune-log-body" style={inline ? { height: `${height}px` } : undefined}>
        <VirtualRows
          class="attune-log-rows"
          rows={rows}
          rowHeight={ROW_HEIGHT}
          follow={follow}
          onFollow={setFollow}
          reveal={reveal}
          wrap={wrap}
          width={wrap ? undefined : "max-content"}
          onShown={(from, to) => {
            shown.current = [from, to];
          }}
          attributes={{ role: "log", "aria-live": "off", "aria-label": label }}
          render={(row) => {
            const line = lineAt(row);
            return (
              <LogRow
                key={line}
                number={line}
                line={store.line(line)}
                sought={sought}
                current={line === current}
                selected={selected !== null && within(selected, line)}
                onSelect={(extend) => select(line, extend)}
              />
            );
          }}
        />
        {rows === 0 && <p class="attune-log-nothing">{nothing(store.lines, filter) ?? empty}</p>}
      </div>
      <div class="attune-log-foot">
        <span>
          {count(store.lines)} {store.lines === 1 ? "line" : "lines"}, {size(store.size)}
          {store.total > store.size && ` of ${size(store.total)}`}
          {filter !== null && `; ${count(rows)} shown`}
        </span>
        {errorsWanted === "first" && <span>{errors?.done === true ? "no error found" : "looking for errors…"}</span>}
        {store.trouble !== null && <span class="attune-bad">{store.trouble}</span>}
        <span>{selected === null ? "" : `${count(Math.abs(selected[1] - selected[0]) + 1)} selected`}</span>
      </div>
    </div>
  );
}

function nothing(lines: number, filter: Scan | null): string | null {
  if (lines === 0) return null;
  return filter?.done === false ? "Looking through the log…" : "No line of this level.";
}

/** The match after or before a line, round the ends; the line itself counts unless `beyond`. */
function neighbour(scan: Scan | null, line: number, by: 1 | -1, beyond: boolean): number | null {
  const found = scan?.found ?? [];
  if (found.length === 0) return null;
  const at = by === 1 ? lowerBound(found, beyond ? line + 1 : line) : lowerBound(found, line) - 1;
  return found[(at + found.length) % found.length] ?? null;
}

/** What to mark in the rows, or null when there is nothing to mark or the pattern cannot be read. */
function pattern({ text, regex, matchCase }: Query): RegExp | null {
  if (text === "") return null;
  try {
    const source = regex ? text : text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    return new RegExp(source, matchCase ? "gu" : "giu");
  } catch {
    return null;
  }
}

const range = ([from, to]: readonly [number, number]): readonly number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

const within = ([one, other]: Lines, line: number): boolean =>
  line >= Math.min(one, other) && line <= Math.max(one, other);

const same = (lines: Lines | null, line: number): boolean => lines?.[0] === line && lines[1] === line;
