/** The views by name. A widget loads them when the first is shown; JupyterLab and the page hold them from the start. */

import type { ComponentType } from "preact";
import { Approvals } from "./approvals";
import { Bulletin } from "./bulletin";
import { Costs } from "./costs";
import { Health } from "./health";
import { Home } from "./home";
import type { Overview, ViewComponent } from "./index";
import { Memory } from "./memory";
import { Packs } from "./packs";
import { Record as RecordOfRun, type RecordProps } from "./record";
import { RunChanged, type ChangedProps } from "./run_changed";
import { Runs } from "./runs";
import { Settings } from "./settings";
import { Sessions } from "./sessions";
import { Specs } from "./specs";
import { Telemetry } from "./telemetry";
import { ViewHeader } from "./view_header";
import { Workers } from "./workers";
import { Conducted, type ConductedProps } from "./workflow_run";
import { Workflows } from "./workflows";

export const FAR: FarViews = {
  home: Home,
  workflows: Workflows,
  runs: Runs,
  approvals: Approvals,
  costs: Costs,
  telemetry: Telemetry,
  sessions: Sessions,
  specs: Specs,
  memory: Memory,
  bulletin: Bulletin,
  health: Health,
  packs: Packs,
  workers: Workers,
  settings: Settings,
  record: RecordOfRun,
  conducted: Conducted,
  changed: RunChanged,
  header: ViewHeader,
};

export type FarViews = Readonly<Record<Overview, ViewComponent>> & {
  readonly record: ComponentType<RecordProps>;
  /** What a run of a workflow, or a question, has in place of a log. */
  readonly conducted: ComponentType<ConductedProps>;
  /** The form in which a run is started again with other parameters. */
  readonly changed: ComponentType<ChangedProps>;
  readonly header: ViewComponent;
};
