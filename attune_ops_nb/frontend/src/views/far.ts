/** The views by name. A widget loads them when the first is shown; JupyterLab and the page hold them from the start. */

import type { ComponentType } from "preact";
import { Home } from "./home";
import type { Overview, ViewComponent } from "./index";
import { Record as RecordOfRun, type RecordProps } from "./record";
import { Runs } from "./runs";
import { Workflows } from "./workflows";

export const FAR: FarViews = {
  home: Home,
  workflows: Workflows,
  runs: Runs,
  record: RecordOfRun,
};

export type FarViews = Readonly<Record<Overview, ViewComponent>> & { readonly record: ComponentType<RecordProps> };
