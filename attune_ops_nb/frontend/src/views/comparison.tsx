import { useEffect, useState } from "preact/hooks";
import type { State } from "../state";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { differences, type Compared } from "./differences";
import { Empty } from "./empty";
import { useNow } from "./hooks";
import { LogComparison } from "./log_comparison";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly ids: readonly [number, number];
  readonly onBack: () => void;
}

const GROUPS = { run: "How they ran", parameters: "Parameters", result: "What came out" } as const satisfies Record<Compared["group"], string>;

/** Two runs side by side, with their logs; what differs is marked. */
export function Comparison({ state, verbs, ids, onBack }: Props) {
  const [all, setAll] = useState(false);
  const now = useNow(false);
  const runs = ids.map((id) => state.executions.get(id));
  useEffect(() => ids.forEach((id) => verbs.wantExecution(id)), [...ids, state.info === null]);
  const [one, other] = runs;
  const back = (
    <Button look="link" onClick={onBack}>
      ← All runs
    </Button>
  );
  const missing = ids.find((id) => state.missing.has(id));
  if (one === undefined || other === undefined) {
    const title = missing === undefined ? "Fetching the runs…" : `Run #${missing} cannot be shown: ${state.missing.get(missing) ?? ""}`;
    return <Empty title={title}>{back}</Empty>;
  }
  const rows = differences(one, other, now);
  const shown = rows.filter(({ differs }) => all || differs);
  const head = (id: number) => (
    <th scope="col">
      <Button look="link" onClick={() => verbs.open({ view: "run", execution: id })}>
        Run #{id}
      </Button>
    </th>
  );
  return (
    <div class="attune-runs">
      <div class="attune-toolbar">
        {back}
        <Button look="chip" aria-pressed={!all} onClick={() => setAll(!all)}>
          Only what differs
        </Button>
      </div>
      <table class="attune-compared">
        <caption class="attune-unseen">
          Runs {one.id} and {other.id} compared
        </caption>
        <thead>
          <tr>
            <td />
            {head(one.id)}
            {head(other.id)}
          </tr>
        </thead>
        {(Object.entries(GROUPS) as [Compared["group"], string][]).map(([group, label]) => (
          <Group key={group} label={label} rows={shown.filter((row) => row.group === group)} />
        ))}
      </table>
      {shown.length === 0 && <Empty title="Nothing of this differs." />}
      <LogComparison key={ids.join()} verbs={verbs} one={one} other={other} />
    </div>
  );
}

function Group({ label, rows }: { readonly label: string; readonly rows: readonly Compared[] }) {
  if (rows.length === 0) return null;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={3} class="attune-label">
          {label}
        </th>
      </tr>
      {rows.map(({ name, one, other, differs }) => (
        <tr key={name} class={differs ? "attune-differs" : undefined}>
          <th scope="row">{name}</th>
          <td>{one}</td>
          <td>{other}</td>
        </tr>
      ))}
    </tbody>
  );
}
