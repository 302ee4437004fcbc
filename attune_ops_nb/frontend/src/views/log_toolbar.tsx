import type { ComponentChildren, Ref } from "preact";
import type { LevelFilter } from "../core/levels";
import type { Query } from "../core/scan";
import { count } from "../format";

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
        <Toggle on={query.matchCase} title="Match case" onToggle={(matchCase) => props.onQuery({ ...query, matchCase })}>
          Aa
        </Toggle>
        <Toggle on={query.regex} title="Regular expression" onToggle={(regex) => props.onQuery({ ...query, regex })}>
          .*
        </Toggle>
        <Button title="Match before (Shift+Enter)" disabled={hits.total === 0} onPress={() => props.onStep(-1)}>
          ↑
        </Button>
        <Button title="Next match (Enter)" disabled={hits.total === 0} onPress={() => props.onStep(1)}>
          ↓
        </Button>
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
      <Button title="Go to the first error; again for the next" onPress={props.onFirstError}>
        First error
      </Button>
      <Toggle on={props.follow} title="Stay at the end of the log" onToggle={props.onFollow}>
        Follow
      </Toggle>
      <Toggle on={props.wrap} title="Break long lines" onToggle={props.onWrap}>
        Wrap
      </Toggle>
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
const isWord = (text: ComponentChildren): boolean => typeof text === "string" && /^\w{3,}/.test(text);

interface ToggleProps {
  readonly on: boolean;
  readonly title: string;
  readonly onToggle: (on: boolean) => void;
  readonly children: ComponentChildren;
}

const Toggle = ({ on, title, onToggle, children }: ToggleProps) => (
  <button
    type="button"
    class="attune-button attune-toggle"
    aria-pressed={on}
    aria-label={isWord(children) ? undefined : title}
    title={title}
    onClick={() => onToggle(!on)}
  >
    {children}
  </button>
);

interface ButtonProps {
  readonly title: string;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

const Button = ({ title, disabled = false, onPress, children }: ButtonProps) => (
  <button
    type="button"
    class="attune-button"
    title={title}
    aria-label={isWord(children) ? undefined : title}
    disabled={disabled}
    onClick={onPress}
  >
    {children}
  </button>
);
