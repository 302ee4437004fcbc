import { duration } from "../format";
import type { Box } from "../graph_layout";
import { standing, took, type Tone } from "../steps";
import type { StepShown } from "../types.gen";
import { ItemBar, itemWords } from "./item_dots";

interface Props {
  readonly box: Box;
  /** The steps drawn here, in order. */
  readonly steps: readonly StepShown[];
  readonly asked: ReadonlySet<number>;
  readonly nested: boolean;
  readonly chosen: boolean;
  /** The one that is reached with the Tab key. */
  readonly current: boolean;
  readonly now: number;
  /** Whether anything runs at all: else a box says what it is rather than how it stands. */
  readonly plain: boolean;
}

/** What the mark and the time say well enough. */
const OBVIOUS: ReadonlySet<Tone> = new Set(["good", "running"]);

/** A task or a command of a graph, with how its last step stands. */
export function GraphBox({ box, steps, asked, nested, chosen, current, now, plain }: Props) {
  const { node } = box;
  const last = steps[steps.length - 1];
  const stands = standing(last, asked);
  const place = { left: `${box.x - box.width / 2}px`, top: `${box.y - box.height / 2}px`, width: `${box.width}px`, height: `${box.height}px` };
  const critical = steps.some((step) => step.critical);
  const classes = [
    "attune-box",
    node.kind === "command" ? "attune-box-command" : "",
    plain ? "" : `attune-box-${stands.tone}`,
    critical ? "attune-box-longest" : "",
  ];
  const said = plain ? (node.action ?? "") : wordsOf(steps, stands.word, now);
  const shown = plain ? said : wordsOf(steps, OBVIOUS.has(stands.tone) ? "" : stands.word, now);
  // What can be read comes first and in its order, so that who speaks to the page is understood.
  const state = shown === said ? "" : stands.word;
  const label = [node.label, shown, state, plain ? "" : node.action, critical ? "on the longest way" : "", nested ? "a workflow itself" : ""];
  return (
    <button
      type="button"
      class={classes.join(" ")}
      style={place}
      data-box={node.id}
      tabIndex={current ? 0 : -1}
      aria-pressed={chosen}
      aria-label={label.filter((each) => each !== null && each !== "").join(", ")}
      title={`${node.label}${node.action === null ? "" : `\n${node.action}`}${plain ? "" : `\n${said}`}`}
    >
      <span class="attune-box-line">
        {!plain && <span class="attune-box-mark" data-sign={stands.mark} />}
        <span class="attune-box-name">{node.label}</span>
        {nested && <span class="attune-box-sign" data-sign="▤" />}
        {node.join !== null && <span class="attune-box-sign" data-sign={`⇶${node.join === "all" ? "" : node.join}`} />}
        {node.items && <span class="attune-box-sign" data-sign="≡" />}
        {steps.length > 1 && <span class="attune-box-sign" data-sign={`×${steps.length}`} />}
      </span>{" "}
      {node.kind === "task" && <span class="attune-box-said">{shown}</span>}
      {last?.items != null && <ItemBar items={last.items} />}
    </button>
  );
}

function wordsOf(steps: readonly StepShown[], word: string, now: number): string {
  const last = steps[steps.length - 1];
  if (last === undefined) return word;
  const seconds = took(last, now);
  const time = seconds === null ? "" : duration(seconds, last.state !== "ended");
  const shown = last.items === null ? word : itemWords(last.items);
  return [shown, time, last.attempt > 1 ? `try ${last.attempt}` : ""].filter((each) => each !== "").join(" · ");
}
