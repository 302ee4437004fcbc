import { useRef, useState } from "preact/hooks";
import { strip } from "../core/ansi";
import { toClipboard } from "../core/clipboard";
import { lastState, type LogStore } from "../core/log_store";
import { message } from "../core/transport";
import { plural } from "../format";

/** More than this does not belong in a clipboard. */
const MOST_BYTES = 32 * 1024 * 1024;
const MENU_WIDTH = 170;

export type Lines = readonly [from: number, to: number];

interface Props {
  readonly store: LogStore;
  /** The lines in view, as numbers of the log. */
  readonly shown: () => readonly number[];
  readonly selected: Lines | null;
  readonly onDownload: () => void;
}

/** The menu that takes text out of the log: what is seen, what is selected, all, or the file. */
export function LogCopy({ store, shown, selected, onDownload }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const [said, setSaid] = useState("");
  const [toRight, setToRight] = useState(false);
  const put = (what: () => Promise<string>) => {
    if (menu.current !== null) menu.current.open = false;
    what()
      .then(async (text) => {
        await toClipboard(text);
        setSaid(`${plural(text.split("\n").length, "line")} copied`);
      })
      .catch((error: unknown) => setSaid(`Not copied: ${message(error)}`));
  };
  const highlighted = () => {
    const text = String(getSelection() ?? "");
    return selected === null ? Promise.resolve(text) : linesText(store, ...selected);
  };
  const item = (label: string, press: () => void) => (
    // Pressing must not clear the selection that is to be copied.
    <button type="button" class="attune-menu-item" onMouseDown={(event) => event.preventDefault()} onClick={press}>
      {label}
    </button>
  );
  return (
    <span class="attune-copy">
      <details
        ref={menu}
        class="attune-menu"
        onToggle={() => setToRight(standsLeft(menu.current))}
        onKeyDown={(event) => closeOnEscape(event, menu.current)}
      >
        <summary class="attune-button" onMouseDown={(event) => event.preventDefault()}>
          Copy
        </summary>
        <div class={`attune-menu-items ${toRight ? "attune-menu-to-right" : ""}`}>
          {item("Lines in view", () => put(() => rowsText(store, shown())))}
          {item("Selected lines", () => put(highlighted))}
          {item("Whole log", () => put(() => linesText(store, 0, store.lines - 1)))}
          {item("Download the log", onDownload)}
        </div>
      </details>
      <span class="attune-hits" role="status">
        {said}
      </span>
    </span>
  );
}

async function rowsText(store: LogStore, lines: readonly number[]): Promise<string> {
  const texts = await Promise.all(lines.map((line) => linesText(store, line, line)));
  return texts.join("\n");
}

/** The text of the lines from one to another, both included, as a reader sees them. */
async function linesText(store: LogStore, one: number, other: number): Promise<string> {
  const [from, to] = [Math.min(one, other), Math.max(one, other) + 1];
  if (store.start(to) - store.start(from) > MOST_BYTES) {
    throw new Error("that is too much for the clipboard; download the log instead");
  }
  await store.load(from, to);
  const bytes = store.bytes(from, to);
  if (bytes === null) throw new Error("a part of the log is not at hand; try again");
  const lines = new TextDecoder().decode(bytes).replace(/\n$/, "").split("\n");
  return lines.map((line) => strip(lastState(line))).join("\n");
}

/** Whether a menu that opens to the left would leave its log, as where the toolbar has two lines. */
function standsLeft(menu: HTMLElement | null): boolean {
  const log = menu?.closest(".attune-log")?.getBoundingClientRect().left ?? 0;
  return (menu?.getBoundingClientRect().right ?? 0) - log < MENU_WIDTH;
}

function closeOnEscape(event: KeyboardEvent, menu: HTMLDetailsElement | null): void {
  if (event.key === "Escape" && menu !== null) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
}
