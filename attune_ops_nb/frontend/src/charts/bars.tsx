import { Figure, type Numbers } from "./figure";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The value as it is said. */
  readonly said: string;
  /** More about it, behind the value. */
  readonly more?: string;
  /** It has no price: what is drawn leaves it out. */
  readonly marked?: boolean;
}

interface Props {
  readonly title: string;
  readonly description: string;
  readonly bars: readonly Bar[];
  readonly columns: readonly [string, string];
  readonly python?: string | undefined;
}

/** A bar for each name, the longest first as they are given. */
export function Bars({ title, description, bars, columns, python }: Props) {
  const most = Math.max(0, ...bars.map(({ value }) => value));
  const rows = bars.map(({ name, said, more }) => [name, more === undefined ? said : `${said}, ${more}`]);
  const numbers: Numbers = { columns, rows };
  return (
    <Figure title={title} description={description} numbers={numbers} python={python}>
      <ul class="attune-bars" aria-label={title}>
        {bars.map(({ name, value, said, more, marked }) => (
          <li key={name} class="attune-bar">
            <span class="attune-bar-name" title={name}>
              {name}
            </span>
            <span class="attune-bar-track">
              <span
                class={marked === true ? "attune-bar-length attune-bar-marked" : "attune-bar-length"}
                style={{ width: most === 0 ? "0" : `${(100 * value) / most}%` }}
              />
            </span>
            <span class="attune-number">
              {said}
              {more !== undefined && <span class="attune-dim"> · {more}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Figure>
  );
}
