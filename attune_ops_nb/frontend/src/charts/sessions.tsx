import { useState } from "preact/hooks";
import { least } from "../amounts";
import { exactly, moment, plural } from "../format";
import type { SessionUsageRow } from "../types.gen";
import { useWidth } from "../views/hooks";
import { Figure } from "./figure";
import { NAMELESS } from "./parts";
import { drawn } from "./python";
import { across, every } from "./scale";

interface Span {
  readonly key: string;
  readonly group: string;
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

interface Props {
  /** By session. */
  readonly rows: readonly SessionUsageRow[];
  readonly now: number;
  /** The first day that was asked for. */
  readonly since?: string;
  /** What a project is called. */
  readonly nameOf?: (project: string | null) => string;
}

const [NAME, RIGHT, LANE, AXIS] = [132, 8, 22, 20];
const NARROW_NAME = 72;
const NARROW = 420;
const TICK = 90;

/** When sessions were, by project. */
export function SessionsChart({ rows, now, since, nameOf = (project) => project ?? NAMELESS }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>(640);
  const [told, setTold] = useState("");
  const spans = rows.flatMap((row) => spanOf(row, nameOf(row.project))).sort((one, other) => one.from - other.from);
  const groups = [...new Set(spans.map(({ group }) => group))];
  const left = width < NARROW ? NARROW_NAME : NAME;
  const from = Math.min(...spans.map((each) => each.from));
  const to = Math.max(...spans.map((each) => each.to));
  const place = across(from, to, left, width - RIGHT);
  const height = groups.length * LANE + AXIS;
  const description = `${plural(spans.length, "session")} in ${plural(groups.length, "project")}`;
  const numbers = {
    columns: ["project", "from", "to", "session and cost"],
    rows: spans.map((each) => [each.group, shown(each.from), shown(each.to), each.words]),
  };
  return (
    <Figure title="When sessions were" description={description} numbers={numbers} python={since === undefined ? undefined : call(since)}>
      <div ref={ref} class="attune-plot">
        <svg width={width} height={height} role="img" aria-label={`When sessions were. ${description}.`} onPointerLeave={() => setTold("")}>
          {groups.map((group, lane) => (
            <g key={group}>
              <line class="attune-lane" x1={left} x2={width - RIGHT} y1={(lane + 1) * LANE} y2={(lane + 1) * LANE} />
              <text class="attune-plot-label" x="0" y={lane * LANE + 15}>
                <title>{group}</title>
                {shortened(group, left / 7)}
              </text>
            </g>
          ))}
          {spans.map((each) => (
            <rect
              key={each.key}
              class="attune-series-0 attune-span"
              x={place(each.from)}
              y={groups.indexOf(each.group) * LANE + 4}
              width={Math.max(3, place(each.to) - place(each.from))}
              height={LANE - 8}
              rx="2"
              onPointerEnter={() => setTold(`${shown(each.from)}: ${each.words}`)}
            >
              <title>{`${shown(each.from)} to ${shown(each.to)}: ${each.words}`}</title>
            </rect>
          ))}
          {midnights(from, to, (width - left) / TICK).map((at) => (
            <g key={at}>
              <line class="attune-lane" x1={place(at)} x2={place(at)} y1="0" y2={height - AXIS} />
              <text class="attune-plot-label" x={place(at)} y={height - 4} text-anchor="middle">
                {new Date(at).toLocaleDateString([], { month: "short", day: "numeric" })}
              </text>
            </g>
          ))}
        </svg>
        <p class="attune-dim attune-told">{told === "" ? `until ${moment(new Date(to).toISOString(), now)}` : told}</p>
      </div>
    </Figure>
  );
}

/** Midnights where the reader is, no more than fit. */
function midnights(from: number, to: number, most: number): readonly number[] {
  if (!Number.isFinite(from)) return [];
  const at = new Date(from);
  at.setHours(24, 0, 0, 0);
  const found: number[] = [];
  for (; at.getTime() < to; at.setDate(at.getDate() + 1)) found.push(at.getTime());
  const apart = every(found.length, most);
  return found.filter((_, index) => index % apart === 0);
}

const call = (since: string): string => drawn(`charts.sessions(readings.sessions(["session"], since=date(${since.split("-").map(Number).join(", ")})).rows)`);

function spanOf(row: SessionUsageRow, group: string): readonly Span[] {
  if (row.first_at === null || row.last_at === null) return [];
  const session = row.session ?? NAMELESS;
  return [
    {
      key: `${row.project ?? ""} ${session}`,
      group,
      from: Date.parse(row.first_at),
      to: Date.parse(row.last_at),
      words: `${session.slice(0, 8)}, ${least(row.cost, row.unpriced_replies)}`,
    },
  ];
}

const shown = (at: number): string => exactly(new Date(at).toISOString());

const shortened = (name: string, letters: number): string =>
  name.length <= letters ? name : `…${name.slice(1 - Math.floor(letters))}`;
