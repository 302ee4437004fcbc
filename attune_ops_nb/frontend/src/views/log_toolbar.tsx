import type { ComponentChildren, Ref } from "preact";
import type { LevelFilter } from "../core/levels";
import type { Query } from "../core/scan";
import { count } from "../format";
import { Button } from "./button";

const LEVELS = {
  all: "All levels",
  info: "Info and above",
  warning: "Warnings and errors",
  error: "Errors",
} as const satisfies Record<LevelFilter, string>;

export interface Hits {
  /** Which match is shown, from 1; 0 for none. */
  readonly current: number;
  readonly total: number;
  readonly searching: boolean;
  readonly problem: string | null;
}

interface Props {
  readonly query: Query;
  readonly hits: Hits;
  readonly level: LevelFilter;
  readonly follow: boolean;
  readonly wrap: boolean;
  readonly searchBox: Ref<HTMLInputElement>;
  readonly onQuery: (query: Query) => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly onLevel: (level: LevelFilter) => void;
  readonly onFollow: (follow: boolean) => void;
  readonly onWrap: (wrap: boolean) => void;
  readonly onFirstError: () => void;
  /** What can be done with the text. */
  readonly children: ComponentChildren;
}

export function LogToolbar(props: Props) {
  const { query, hits } = props;
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter") props.onStep(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") props.onQuery({ ...query, text: "" });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="attune-toolbar" role="toolbar" aria-label="Log">
      <span class="attune-search">
        <input
          ref={props.searchBox}
          class="attune-input attune-search-text"
          type="search"
          placeholder="Search the log"
          aria-label="Search the log; Enter for the next match, Shift+Enter for the one before"
          aria-invalid={hits.problem !== null}
          value={query.text}
          onInput={(event) => props.onQuery({ ...query, text: event.currentTarget.value })}
          onKeyDown={pressed}
        />
        <Sign on={query.matchCase} title="Match case" onPress={() => props.onQuery({ ...query, matchCase: !query.matchCase })}>
          Aa
        </Sign>
        <Sign on={query.regex} title="Regular expression" onPress={() => props.onQuery({ ...query, regex: !query.regex })}>
          .*
        </Sign>
        <Sign title="Match before (Shift+Enter)" disabled={hits.total === 0} onPress={() => props.onStep(-1)}>
          ↑
        </Sign>
        <Sign title="Next match (Enter)" disabled={hits.total === 0} onPress={() => props.onStep(1)}>
          ↓
        </Sign>
        <span class="attune-hits" role="status" title={hits.problem ?? undefined}>
          {query.text === "" ? "" : hitsText(hits)}
        </span>
      </span>
      <select
        class="attune-input"
        aria-label="Lines to show"
        value={props.level}
        onChange={(event) => props.onLevel(event.currentTarget.value as LevelFilter)}
      >
        {Object.entries(LEVELS).map(([level, label]) => (
          <option key={level} value={level}>
            {label}
          </option>
        ))}
      </select>
      <Sign title="Go to the first error; again for the next" onPress={props.onFirstError}>
        First error
      </Sign>
      <Sign on={props.follow} title="Stay at the end of the log" onPress={() => props.onFollow(!props.follow)}>
        Follow
      </Sign>
      <Sign on={props.wrap} title="Break long lines" onPress={() => props.onWrap(!props.wrap)}>
        Wrap
      </Sign>
      {props.children}
    </div>
  );
}

function hitsText({ current, total, searching, problem }: Hits): string {
  if (problem !== null) return "not a pattern";
  const more = searching ? "…" : "";
  if (total === 0) return searching ? "searching…" : "no match";
  return `${current === 0 ? "–" : count(current)} of ${count(total)}${more}`;
}

/** Whether a button's text is its name; a sign needs one besides. */
const isWord = (text: string): boolean => /^\w{3,}/.test(text);

interface SignProps {
  readonly title: string;
  readonly onPress: () => void;
  readonly children: string;
  readonly disabled?: boolean;
  /** Whether it is pressed in; not given by what only does something. */
  readonly on?: boolean;
}

const Sign = ({ title, onPress, children, disabled = false, on }: SignProps) => (
  <Button
    look={on === undefined ? "plain" : "toggle"}
    aria-pressed={on}
    aria-label={isWord(children) ? undefined : title}
    title={title}
    disabled={disabled}
    onClick={onPress}
  >
    {children}
  </Button>
);
