import { PERIODS, rangeOf, type Period } from "../periods";
import { Chips } from "./chips";

interface Chosen {
  readonly period: string;
  readonly from: string;
  readonly to: string;
}

interface Props {
  readonly chosen: Chosen;
  readonly today: string;
  /** Not all of them are of use everywhere. */
  readonly offered: readonly Period[];
  readonly onChoose: (change: Partial<Chosen>) => void;
}

/** Which days are shown, in UTC, as bills are. */
export function PeriodPicker({ chosen, today, offered, onChoose }: Props) {
  const range = rangeOf(chosen, today);
  const choices = Object.fromEntries(offered.map((name) => [name, PERIODS[name]])) as Partial<Record<Period, string>>;
  const choose = (period: Period) =>
    onChoose(period === "custom" ? { period, from: range.from ?? "", to: range.to } : { period, from: "", to: "" });
  return (
    <span class="attune-period">
      <Chips label="Period" choices={choices} chosen={chosen.period} onChoose={choose} />
      {chosen.period === "custom" && (
        <span class="attune-chips">
          <input
            class="attune-input"
            type="date"
            aria-label="First day (UTC)"
            value={range.from ?? ""}
            max={range.to}
            onChange={(event) => onChoose({ from: event.currentTarget.value })}
          />
          <span class="attune-dim">to</span>
          <input
            class="attune-input"
            type="date"
            aria-label="Last day (UTC)"
            value={range.to}
            max={today}
            onChange={(event) => onChoose({ to: event.currentTarget.value })}
          />
        </span>
      )}
    </span>
  );
}
