import { cents, least } from "../amounts";
import { exactly, plural, timeOfDay, tokens } from "../format";
import type { Block } from "../types.gen";
import { KeyFigure, KeyFigures } from "./key_figure";

interface Props {
  readonly block: Block | null;
  readonly now: number;
}

/** The block that goes on: what it used, how fast, and what it comes to. */
export function ActiveBlock({ block, now }: Props) {
  if (block === null) return <p class="attune-dim">No block goes on now: the next reply begins one.</p>;
  const { burn, projection } = block;
  const [from, to] = [Date.parse(block.start), Date.parse(block.end)];
  const gone = Math.max(0, Math.min(1, (now - from) / (to - from)));
  const passed = `${Math.round(gone * 100)} % of the five hours have passed`;
  const left = Math.max(0, Math.ceil((to - now) / 60_000));
  return (
    <>
      <KeyFigures label="The block that goes on">
        <KeyFigure name="This block" value={least(block.cost, block.unpriced_replies)}>
          {tokens(block.total_tokens)} tokens in {plural(block.replies, "reply", "replies")}
        </KeyFigure>
        <KeyFigure name="Burn rate" value={burn === null ? "unknown" : `${cents(burn.cost_per_hour)} an hour`}>
          {burn === null ? "all was said at one moment" : `${tokens(Math.round(burn.tokens_per_minute))} tokens a minute`}
        </KeyFigure>
        <KeyFigure name="Comes to" value={projection === null ? "unknown" : `about ${cents(projection.cost)}`}>
          {projection === null ? "no projection" : `${tokens(projection.total_tokens)} tokens if it goes on so`}
        </KeyFigure>
        <KeyFigure name="Ends" value={timeOfDay(to)} title={exactly(block.end)}>
          in {Math.floor(left / 60)}:{String(left % 60).padStart(2, "0")} h
        </KeyFigure>
      </KeyFigures>
      <progress class="attune-block-bar" max={1} value={gone} title={passed} aria-label={passed} />
      {block.reset_at !== null && <p class="attune-warn">A limit was reached; it is lifted {exactly(block.reset_at)}.</p>}
    </>
  );
}
