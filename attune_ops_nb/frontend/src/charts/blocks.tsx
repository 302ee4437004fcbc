import { cents, least, sum } from "../amounts";
import { plural } from "../format";
import type { Block } from "../types.gen";
import { Columns } from "./columns";
import { drawn } from "./python";

/** What each five-hour block of sessions cost; the one that goes on is told apart. */
export function BlocksChart({ blocks }: { readonly blocks: readonly Block[] }) {
  const spans = blocks.filter(({ gap }) => !gap);
  const dearest = spans.reduce<Block | null>((most, each) => (most === null || each.cost > most.cost ? each : most), null);
  const cost = least(sum(spans, (each) => each.cost), sum(spans, (each) => each.unpriced_replies));
  const peak = dearest === null ? "" : `; the dearest began ${begun(dearest.start)}: ${cents(dearest.cost)}`;
  const active = spans.some((each) => each.active);
  return (
    <Columns
      title="Cost of five-hour blocks"
      description={`${cost} in ${plural(spans.length, "block")}${peak}`}
      side="block"
      labels={spans.map(({ start }) => begun(start))}
      series={[
        { name: "ended", colour: 0, values: spans.map((each) => (each.active ? 0 : each.cost)) },
        ...(active ? [{ name: "goes on", colour: 1, values: spans.map((each) => (each.active ? each.cost : 0)) }] : []),
      ]}
      format={cents}
      python={drawn("charts.blocks(readings.session_blocks())")}
    />
  );
}

/** A day and an hour, where the reader is, as `11-20 14h`. */
function begun(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}h`;
}
