/** The views of the dashboard, in the order of its navigation. A view is added by a line here. */

import type { ComponentType } from "preact";
import type { State } from "../state";
import type { Place, Verbs } from "../verbs";
import { Runs } from "./runs";
import { Workflows } from "./workflows";

/** A place that is reached from the navigation. */
export type Overview = Exclude<Place["view"], "run" | "record">;

interface View {
  readonly label: string;
  readonly View: ComponentType<{ readonly state: State; readonly verbs: Verbs }>;
}

export const VIEWS = {
  workflows: { label: "Workflows", View: Workflows },
  runs: { label: "Runs", View: Runs },
} as const satisfies Record<Overview, View>;

export const isOverview = (word: string): word is Overview => word in VIEWS;
