import type { Info, Setting } from "../types.gen";
import type { Verbs } from "../verbs";
import { Changeable } from "./changeable";
import { useChoices } from "./choices";
import { ConfirmButton } from "./confirm_button";
import { DataTable } from "./data_table";
import type { Column } from "./data_rows";
import { Fact } from "./fact";
import type { ViewProps } from "./index";
import { Lead } from "./lead";
import { Reading } from "./reading";
import { RunSwitch } from "./run_switch";
import { Section } from "./section";
import { useReading } from "./use_reading";

const PATH = "api/ops/settings";

/** How it is set up: what is switched on, where everything lies, and what sets each of it. */
export function Settings(props: ViewProps) {
  const { state, verbs } = props;
  const [{ order, text }, choose] = useChoices(props, { order: "", text: "" });
  const asked = useReading<readonly Setting[]>(props, PATH, { seconds: 300 });
  const sought = text.trim().toLowerCase();
  return (
    <div class="attune-settings">
      <RunSwitch info={state.info} verbs={verbs} />
      {state.info !== null && <Here info={state.info} verbs={verbs} />}
      {asked.is === "here" && <Changeable settings={asked.value} verbs={verbs} />}
      <Section title="Bill of the account">
        <p>
          With an admin key the numbers come from the bill, which knows of every machine. <Lead to="costs" verbs={verbs}>Connect it in Costs</Lead>
        </p>
      </Section>
      <Section title="Settings">
        <p class="attune-dim">
          A setting comes from the arguments a program was started with, then Jupyter's configuration (
          <code class="attune-code">c.AttuneOps.name</code>), then the environment, then{" "}
          <code class="attune-code">ops/config.json</code> in the home. It is read at the start; what is changed above holds at once.
        </p>
        <input
          class="attune-input"
          type="search"
          placeholder="Filter"
          aria-label="Filter settings"
          value={text}
          onInput={(event) => choose({ text: event.currentTarget.value })}
        />
        <Reading state={state} of={asked} what="The settings" again={() => verbs.refresh(PATH)}>
          {(settings) => (
            <DataTable
              label="Settings"
              rows={settings.filter(({ name, help }) => `${name} ${help}`.toLowerCase().includes(sought))}
              columns={COLUMNS}
              keyOf={({ name }) => name}
              order={order}
              onOrder={(to) => choose({ order: to })}
              fill
            />
          )}
        </Reading>
      </Section>
    </div>
  );
}

function Here({ info, verbs }: { readonly info: Info; readonly verbs: Verbs }) {
  return (
    <Section title="Here">
      <dl class="attune-facts">
        <Fact name="Project">{info.project_root}</Fact>
        <Fact name="Home">{info.attune_home}</Fact>
        <Fact name="Database">{info.database}</Fact>
        <Fact name="Version">{info.version}</Fact>
        <Fact name="You are">{info.identity}</Fact>
        <Fact name="Engine host">{info.engine_running ? "runs" : "rests; it starts with the next run"}</Fact>
        {info.allow_run && (
          <Fact name="Runs">
            are switched on{" "}
            <ConfirmButton
              label="Switch off…"
              question="No face will start runs until they are switched on again. Those under way go on."
              yes="Switch off"
              onYes={() => verbs.allowRun(false)}
            />
          </Fact>
        )}
      </dl>
    </Section>
  );
}

const shown = (value: unknown): string => {
  if (value === null) return "–";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return String(value);
};

const COLUMNS: readonly Column<Setting>[] = [
  { name: "name", heading: "Setting", value: ({ name }) => name, width: "minmax(110px, 0.8fr)" },
  {
    name: "value",
    heading: "Here",
    value: ({ value }) => shown(value),
    hint: (setting) => `${shown(setting.value)} (default: ${shown(setting.default)}${setting.stored ? "; it stands in ops/config.json" : ""})`,
    show: (setting) => (shown(setting.value) === shown(setting.default) ? <span class="attune-dim">{shown(setting.value)}</span> : <b>{shown(setting.value)}</b>),
  },
  { name: "help", heading: "What it is for", value: ({ help }) => help.replaceAll("`", ""), width: "minmax(120px, 1.5fr)", from: 480 },
  {
    name: "variable",
    heading: "Variable",
    value: ({ variable }) => variable,
    width: "minmax(120px, 1.4fr)",
    from: 760,
  },
];
