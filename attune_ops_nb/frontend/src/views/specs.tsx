import { plural } from "../format";
import type { Candidate, Spec } from "../types.gen";
import { Candidates } from "./candidates";
import { CandidatesSwitch } from "./changeable";
import { Chips } from "./chips";
import { useChoices } from "./choices";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { NoneFits } from "./none_fits";
import { AsOf, Reading } from "./reading";
import { Section } from "./section";
import { SpecDetail } from "./spec_detail";
import { Phases } from "./spec_phases";
import { Tag, type TagTone } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";

const CHOICES = { lifecycle: "all", text: "", spec: "", order: "-last_modified" } as const;
export const SPECS = "api/ops/specs";
export const CANDIDATES = "api/ops/candidates";

const LIFECYCLES = {
  active: ["active", "good"],
  draft: ["draft", "plain"],
  "approved-not-shipped": ["approved, not shipped", "warn"],
  stale: ["stale", "warn"],
  paused: ["paused", "plain"],
  parked: ["parked", "plain"],
  complete: ["complete", "good"],
} as const satisfies Record<string, readonly [string, TagTone]>;

/** What is to be built: each spec with its phases, what comes next, and which can be closed. */
export function Specs(props: ViewProps) {
  const { state, verbs } = props;
  const specs = useReading<readonly Spec[]>(props, SPECS, { seconds: 30 });
  const candidates = useReading<readonly Candidate[]>(props, CANDIDATES, { seconds: 300 });
  return (
    <div class="attune-view">
      <Reading state={state} of={candidates} what="Specs that may be finished" again={() => verbs.refresh(CANDIDATES)}>
        {(found) => <Candidates candidates={found} verbs={verbs} />}
      </Reading>
      <Section title="Specs" beside={<AsOf of={specs} again={() => verbs.refresh(SPECS)} />}>
        <Reading
          state={state}
          of={specs}
          what="The specs"
          again={() => verbs.refresh(SPECS)}
          empty={(found) => (found.length > 0 ? null : <NoSpecs />)}
        >
          {(found) => <List {...props} specs={found} />}
        </Reading>
      </Section>
      {candidates.is === "here" && candidates.value.length === 0 && state.info?.specs_candidates_enabled === true && (
        <p class="attune-dim">No spec looks finished.</p>
      )}
      {state.info?.specs_candidates_enabled === false && (
        <p class="attune-dim">
          Specs that all evidence says are finished could be named here, with the evidence; that is switched off.{" "}
          <CandidatesSwitch on={false} verbs={verbs} />
        </p>
      )}
    </div>
  );
}

const NoSpecs = () => (
  <Empty title="This project has no specs yet.">
    <p>
      A spec is a folder below <code class="attune-code">docs/specs</code> with <code class="attune-code">decisions.md</code>,{" "}
      <code class="attune-code">requirements.md</code>, <code class="attune-code">design.md</code> and{" "}
      <code class="attune-code">tasks.md</code>, each with a line such as <code class="attune-code">**Status:** draft</code>.
      Other folders are named with <code class="attune-code">--specs-root</code>.
    </p>
  </Empty>
);

function List(props: ViewProps & { readonly specs: readonly Spec[] }) {
  const { verbs, specs } = props;
  const [chosen, choose] = useChoices(props, CHOICES);
  const now = useNow(false);
  const sought = chosen.text.trim().toLowerCase();
  const fitting = specs.filter(({ slug, next_action }) => `${slug} ${next_action}`.toLowerCase().includes(sought));
  const counts = new Map<string, number>();
  for (const { lifecycle } of fitting) counts.set(lifecycle, (counts.get(lifecycle) ?? 0) + 1);
  const choices: Record<string, string> = { all: `All ${fitting.length}` };
  for (const [name, number] of counts) choices[name] = `${saidOf(name)[0]} ${number}`;
  const rows = fitting.filter(({ lifecycle }) => chosen.lifecycle === "all" || lifecycle === chosen.lifecycle);
  const shown = specs.find((spec) => spec.slug === chosen.spec);
  return (
    <>
      <div class="attune-toolbar">
        <Chips label="Lifecycle" choices={choices} chosen={chosen.lifecycle} onChoose={(lifecycle) => choose({ lifecycle })} />
        <input
          class="attune-input attune-grow"
          type="search"
          placeholder="Filter by name or next step"
          aria-label="Filter specs by name or next step"
          value={chosen.text}
          onInput={(event) => choose({ text: event.currentTarget.value })}
        />
      </div>
      {rows.length === 0 ? (
        <NoneFits title={`None of the ${plural(specs.length, "spec")} fits the filter.`} onClear={() => choose({ lifecycle: "all", text: "" })} />
      ) : (
        <DataTable
          label="Specs"
          rows={rows}
          columns={columns(now)}
          keyOf={(spec) => spec.path}
          order={chosen.order}
          onOrder={(order) => choose({ order })}
          current={shown?.path ?? null}
          onOpen={({ slug }) => choose({ spec: slug === chosen.spec ? "" : slug })}
          python="df = %attune specs"
          verbs={verbs}
          recordOf={(spec) => spec}
        />
      )}
      {chosen.spec === "" ? (
        <p class="attune-dim">Choose a spec to read it and to change the status of a phase.</p>
      ) : (
        <SpecDetail key={chosen.spec} {...props} slug={chosen.spec} now={now} onClose={() => choose({ spec: "" })} />
      )}
    </>
  );
}

export const saidOf = (lifecycle: string): readonly [string, TagTone] =>
  Object.hasOwn(LIFECYCLES, lifecycle) ? LIFECYCLES[lifecycle as keyof typeof LIFECYCLES] : [lifecycle, "plain"];

const columns = (now: number): readonly Column<Spec>[] => [
  { name: "slug", heading: "Spec", width: "minmax(80px, 1.3fr)", value: ({ slug }) => slug },
  {
    name: "lifecycle",
    heading: "Lifecycle",
    width: "minmax(70px, 1fr)",
    value: ({ lifecycle }) => lifecycle,
    hint: ({ lifecycle }) => saidOf(lifecycle)[0],
    show: ({ lifecycle }) => <Tag tone={saidOf(lifecycle)[1]}>{saidOf(lifecycle)[0]}</Tag>,
  },
  {
    name: "phases",
    heading: "Phases",
    width: "78px",
    from: 420,
    value: ({ phases }) => phases.filter(({ status }) => status !== null).length,
    show: (spec) => <Phases spec={spec} />,
  },
  { name: "next_action", heading: "Next", width: "minmax(110px, 1.5fr)", from: 520, value: ({ next_action }) => next_action },
  {
    name: "last_modified",
    heading: "Changed",
    width: "minmax(84px, 0.7fr)",
    from: 360,
    value: ({ last_modified }) => last_modified,
    show: ({ last_modified }) => <When at={last_modified} now={now} none="unknown" />,
  },
];
