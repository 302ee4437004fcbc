import { plural } from "../format";
import type { Action, Pack, Runtime } from "../types.gen";
import { ActionDetail } from "./action_detail";
import { Chips } from "./chips";
import { useChoices } from "./choices";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import type { ViewProps } from "./index";
import { NoneFits } from "./none_fits";
import { Notice } from "./notice";
import { PackEnvironments } from "./pack_environments";
import { Reading } from "./reading";
import { Runtimes } from "./runtimes";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";

const CHOICES = { pack: "all", text: "", action: "", order: "ref" } as const;
const PACKS = "api/v1/packs";
const ACTIONS = "api/v1/actions";
const RUNTIMES = "api/v1/runtimes";

/** What is installed: packs, the actions they bring, and the runtimes that run them. */
export function Packs(props: ViewProps) {
  const { state, verbs } = props;
  const packs = useReading<readonly Pack[]>(props, PACKS, { seconds: 300 });
  const actions = useReading<readonly Action[]>(props, ACTIONS, { seconds: 300 });
  const runtimes = useReading<readonly Runtime[]>(props, RUNTIMES, { seconds: 300 });
  const [chosen, choose] = useChoices(props, CHOICES);
  return (
    <div class="attune-view">
      <Section title="Packs">
        <Reading
          state={state}
          of={packs}
          what="The packs"
          again={() => verbs.refresh(PACKS)}
          empty={(found) => (found.length > 0 ? null : <NoPacks />)}
        >
          {(found) => <PackList packs={found} chosen={chosen.pack} onChoose={(pack) => choose({ pack, action: "" })} />}
        </Reading>
      </Section>
      {chosen.pack !== "all" && <PackEnvironments key={chosen.pack} {...props} pack={chosen.pack} />}
      <Section title="Actions">
        <Reading
          state={state}
          of={actions}
          what="The actions"
          again={() => verbs.refresh(ACTIONS)}
          empty={(found) => (found.length > 0 ? null : <Empty title="No pack brings an action." />)}
        >
          {(found) => <Actions {...props} actions={found} chosen={chosen} onChoose={choose} />}
        </Reading>
      </Section>
      <Section title="Runtimes and their environments">
        <Reading state={state} of={runtimes} what="The runtimes" again={() => verbs.refresh(RUNTIMES)}>
          {(found) => <Runtimes runtimes={found} />}
        </Reading>
      </Section>
    </div>
  );
}

const NoPacks = () => (
  <Empty title="No pack is installed.">
    <p>
      Put a folder with a <code class="attune-code">pack.yaml</code> into one that{" "}
      <code class="attune-code">packs_dirs</code> names, then start again.
    </p>
  </Empty>
);

interface PackListProps {
  readonly packs: readonly Pack[];
  readonly chosen: string;
  readonly onChoose: (pack: string) => void;
}

const PackList = ({ packs, chosen, onChoose }: PackListProps) => (
  <ul class="attune-entries" aria-label="Packs">
    {packs.map((pack) => (
      <li key={pack.ref} class="attune-entry">
        <span class="attune-entry-main">
          <span>
            <button
              type="button"
              class="attune-link-button attune-entry-name"
              aria-pressed={chosen === pack.ref}
              title={`Show the actions of ${pack.ref} alone`}
              onClick={() => onChoose(chosen === pack.ref ? "all" : pack.ref)}
            >
              {pack.label}
            </button>{" "}
            <code class="attune-code">{pack.ref}</code> <span class="attune-dim">{pack.version}</span>
          </span>
          <span class="attune-dim">{pack.description}</span>
          {pack.problem !== null && <Notice tone="warning">{pack.problem}</Notice>}
          <span class="attune-dim">
            {[
              ...(pack.runtime_deps.length > 0 ? [`needs ${pack.runtime_deps.join(", ")}`] : []),
              ...(pack.dependencies.length > 0 ? [`leans on ${pack.dependencies.join(", ")}`] : []),
            ].join(" · ")}
          </span>
        </span>
        {pack.is_standard && <Tag>ships with Attune Ops</Tag>}
        {pack.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </li>
    ))}
  </ul>
);

interface ActionsProps extends ViewProps {
  readonly actions: readonly Action[];
  readonly chosen: { readonly pack: string; readonly text: string; readonly action: string; readonly order: string };
  readonly onChoose: (change: { readonly pack?: string; readonly text?: string; readonly action?: string; readonly order?: string }) => void;
}

function Actions({ state, verbs, actions, chosen, onChoose, place }: ActionsProps) {
  const refs: Record<string, string> = { all: `All ${actions.length}` };
  for (const { pack_ref } of actions) refs[pack_ref] = pack_ref;
  const sought = chosen.text.trim().toLowerCase();
  const rows = actions
    .filter(({ pack_ref }) => chosen.pack === "all" || pack_ref === chosen.pack)
    .filter((each) => `${each.ref} ${each.label} ${each.description ?? ""}`.toLowerCase().includes(sought));
  const shown = actions.find(({ ref }) => ref === chosen.action);
  return (
    <>
      <div class="attune-toolbar">
        <Chips label="Pack" choices={refs} chosen={chosen.pack} onChoose={(pack) => onChoose({ pack })} />
        <input
          class="attune-input attune-grow"
          type="search"
          placeholder="Filter by name"
          aria-label="Filter actions by name"
          value={chosen.text}
          onInput={(event) => onChoose({ text: event.currentTarget.value })}
        />
      </div>
      {rows.length === 0 ? (
        <NoneFits
          title={`None of the ${plural(actions.length, "action")} fits the filter.`}
          onClear={() => onChoose({ pack: "all", text: "" })}
        />
      ) : (
        <DataTable
          label="Actions"
          rows={rows}
          columns={COLUMNS}
          keyOf={({ ref }) => ref}
          order={chosen.order}
          onOrder={(order) => onChoose({ order })}
          current={chosen.action}
          onOpen={({ ref }) => onChoose({ action: ref === chosen.action ? "" : ref })}
          python="df = %attune actions"
          verbs={verbs}
          recordOf={(action) => action}
        />
      )}
      {shown === undefined ? (
        <p class="attune-dim">Choose an action to see its parameters and what it gives.</p>
      ) : (
        <ActionDetail state={state} verbs={verbs} place={place} action={shown} onClose={() => onChoose({ action: "" })} />
      )}
    </>
  );
}

const COLUMNS: readonly Column<Action>[] = [
  { name: "ref", heading: "Action", width: "minmax(160px, 1.4fr)", value: ({ ref }) => ref },
  {
    name: "workflow",
    heading: "Kind",
    width: "minmax(84px, 0.5fr)",
    from: 420,
    value: ({ ops }) => (ops === null ? "action" : "workflow"),
    show: ({ ops }) => (ops === null ? <span class="attune-dim">action</span> : <Tag tone="good">workflow</Tag>),
  },
  { name: "runtime_ref", heading: "Runtime", width: "minmax(90px, 0.7fr)", from: 560, value: ({ runtime_ref }) => runtime_ref },
  { name: "description", heading: "Does", width: "minmax(120px, 2.4fr)", from: 380, value: ({ description }) => description },
];
