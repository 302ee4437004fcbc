interface Props {
  readonly values: readonly number[];
  /** What it shows and says. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** A line without axes, as small as a word; its last value has a dot. */
export function Sparkline({ values, label, width = 96, height = 24 }: Props) {
  const most = Math.max(...values, 0);
  const step = (width - 6) / Math.max(1, values.length - 1);
  const x = (at: number) => 3 + step * at;
  const y = (value: number) => height - 3 - (most === 0 ? 0 : (value / most) * (height - 6));
  const last = values.at(-1);
  return (
    <svg class="attune-sparkline" width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ")} />
      {last !== undefined && <circle cx={x(values.length - 1)} cy={y(last)} r="2.5" />}
    </svg>
  );
}
